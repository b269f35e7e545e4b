/** From pressing Train to passing tuned Adam: what the page's worker does then, with the page's settings. */
import { DEFAULT_TRAINING } from '../../src/app/train/trainSettings';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { RunControl } from '../../src/runtime/control';
import { referenceBaselines } from '../../src/worker/host/referenceBaselines';

export interface PassingAdam {
  /** Seconds from the start to the validation that passed, the baselines' tuning included. */
  seconds: number;
  tuningSeconds: number;
  /** Horizons trained by then; null: not within those that the page trains. */
  horizons: number | null;
}

export async function passAdam(atMostHorizons?: number): Promise<PassingAdam> {
  const config = { ...DEFAULT_TRAINING, epochs: atMostHorizons ?? DEFAULT_TRAINING.epochs };
  const control = new RunControl();
  const from = performance.now();
  const seconds = () => (performance.now() - from) / 1000;
  const { rows } = await referenceBaselines(
    new MetaTrainer(config).checkpoint().config,
    {},
    control,
  );
  const tuningSeconds = seconds();
  const adam = rows.find((row) => row.name === 'adam')?.mean ?? Number.NEGATIVE_INFINITY;
  let passed: PassingAdam | null = null;
  await new MetaTrainer(config).run(control, {
    onValidation: ({ horizon, mean }) => {
      if (horizon === 0 || mean >= adam || passed !== null) return;
      passed = { seconds: seconds(), tuningSeconds, horizons: horizon };
      control.stop();
    },
  });
  return passed ?? { seconds: seconds(), tuningSeconds, horizons: null };
}
