/**
 * The updates that optimizers designed by hand would have proposed, had they followed the same iterates as another one:
 * their own states, fed with the gradients that it met (paper, Appendix B, Figure 10).
 */
import { makeBaseline } from '../optimizers/registry';
import { type Control, freeRunning } from '../runtime/control';
import { PAPER_BASELINES, type PaperBaseline } from '../specs/optimizer';
import type { CoordinateTrace, TraceConfig } from '../specs/trace';
import { Pending } from './pending';
import { replay } from './replay';

/** One of them, with its updates, row by step. */
export type WouldBe = CoordinateTrace['wouldBe'][number];

/** So many bytes of updates wait on the device at most. */
const MOST_PENDING_BYTES = 2 ** 24;

/** Those that have a rate, in their usual order. */
export function ratedBaselines(
  rates: TraceConfig['rates'],
): { name: PaperBaseline; learningRate: number }[] {
  return PAPER_BASELINES.flatMap((name) => {
    const learningRate = rates[name];
    return learningRate === undefined ? [] : [{ name, learningRate }];
  });
}

/**
 * What each optimizer that has a rate makes of these gradients, from a fresh state: uₜ = m(∇ₜ, hₜ). It is that
 * optimizer which computes it, on the backend in use, so the numbers are those of running it.
 *
 * @param gradients ∇₀ … ∇_{T−1} of k coordinates [T × k]; rows of NaN at the end (a divergence) give rows of NaN
 * @returns updates [T × k] of each
 * @throws LabError `stopped`
 */
export async function wouldBeUpdates(
  gradients: Float32Array,
  steps: number,
  coordinates: number,
  rates: TraceConfig['rates'],
  control: Control = freeRunning,
): Promise<WouldBe[]> {
  const last = gradients.findLastIndex((value) => !Number.isNaN(value));
  const run = Math.ceil((last + 1) / coordinates);
  const histories: WouldBe[] = [];
  for (const rated of ratedBaselines(rates)) {
    const updates = new Float32Array(steps * coordinates).fill(Number.NaN);
    if (run > 0) await proposeAll(rated, gradients, run, coordinates, updates, control);
    histories.push({ ...rated, updates });
  }
  return histories;
}

/** Writes the updates of the first `run` steps. */
async function proposeAll(
  { name, learningRate }: Omit<WouldBe, 'updates'>,
  gradients: Float32Array,
  run: number,
  coordinates: number,
  updates: Float32Array,
  control: Control,
): Promise<void> {
  const optimizer = makeBaseline(name, learningRate);
  const pending = new Pending();
  let written = 0;
  try {
    await replay(optimizer, {
      gradients,
      coordinates,
      steps: run,
      control,
      after: async (t, update) => {
        pending.push(update);
        if (pending.bytes < MOST_PENDING_BYTES && t < run - 1) return;
        const some = await pending.drain();
        updates.set(some, written);
        written += some.length;
      },
    });
  } finally {
    pending.dispose();
    optimizer.dispose();
  }
}
