/** What recording costs a race: the same race of the learned optimizer with every coordinate recorded and without, in turns. */
import { type RaceOptions, race } from '../../src/evaluation/race';
import { TraceRecorder } from '../../src/evaluation/trace/traceRecorder';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { tf } from '../../src/runtime/tf';
import { caseById, coordinatesOf } from './cases';
import { dataOf } from './data';
import { optimizeeOf } from './functions';

export interface RecordingCost {
  coordinates: number;
  steps: number;
  /** Milliseconds of each race, in the order of the turns. */
  plainMs: number[];
  recordedMs: number[];
}

/** @param turns races of each kind; which comes first changes from turn to turn */
export async function recordingCost(
  caseId: string,
  steps: number,
  turns: number,
): Promise<RecordingCost> {
  const bench = caseById(caseId);
  const { phi, theta0: start, problem } = dataOf(bench);
  const coordinates = coordinatesOf(bench);
  const everything = Int32Array.from({ length: coordinates }, (_, i) => i);
  const weights = tf.tensor1d(phi);
  const optimizer = new LstmRule(bench.lstm).optimizer(weights);
  const optimizee = optimizeeOf(bench, problem);
  const theta0 = tf.tensor2d(start, [bench.problems, bench.dimension]);
  const timed = async (options: RaceOptions): Promise<number> => {
    const from = performance.now();
    await race(optimizee, [optimizer], options);
    return performance.now() - from;
  };
  const plain = () => timed({ steps, theta0 });
  const recorded = async (): Promise<number> => {
    const from = performance.now();
    // Making room is a part of it.
    const record = new TraceRecorder(steps, coordinates, everything);
    const made = performance.now() - from;
    try {
      return made + (await timed({ steps, theta0, record }));
    } finally {
      record.dispose();
    }
  };
  const cost: RecordingCost = { coordinates, steps, plainMs: [], recordedMs: [] };
  // Kernels are compiled and memory is grown before anything counts.
  await plain();
  await recorded();
  for (let turn = 0; turn < turns; turn++) {
    const first = turn % 2 === 0;
    if (first) cost.plainMs.push(await plain());
    cost.recordedMs.push(await recorded());
    if (!first) cost.plainMs.push(await plain());
  }
  optimizer.dispose();
  optimizee.dispose();
  tf.dispose([weights, theta0]);
  return cost;
}
