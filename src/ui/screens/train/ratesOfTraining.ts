import { stepsOf } from '../../../app/baselineRates';
import { lab } from '../../../app/hooks';
import type { RateInPlace, RatesAbout } from '../../rates/ratesAbout';

/** The learning rates of the baselines that a training is measured by, and how they were found; null without one. */
export async function ratesOfTraining(): Promise<RatesAbout | null> {
  const { run } = lab.train.getState();
  if (!run || run.baselines.length === 0) return null;
  const { config, baselines } = run;
  const { task, seed } = config;
  const steps = stepsOf(config);
  const known = await lab.baselines.known(task, steps);
  const rates = baselines.map(({ name, learningRate }): RateInPlace => {
    const rate = known[name];
    const same = rate?.learningRate === learningRate;
    return { name, rate: same ? rate : { learningRate, source: 'manual', tuning: null } };
  });
  return { task, steps, used: { by: 'training', seed }, rates };
}
