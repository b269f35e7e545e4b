import { describe, expect, it } from 'vitest';
import { readOptimizerFile, trainedOptimizer, writeOptimizerFile } from '../../src/optimizerFile';
import { readCheckpointFile, writeCheckpointFile } from '../../src/optimizerFile/checkpointFile';
import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from '../../src/optimizerFile/safetensors';
import { lstmWeightCount, phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import { type Checkpoint, trainConfigSchema } from '../../src/specs/training';
import { labErrorOf, randomSource, someOptimizer } from './fixtures';

function someCheckpoint(): Checkpoint {
  const config = trainConfigSchema.parse({
    optimizer: { layers: 1, hiddenUnits: 2, preprocess: 'log-sign' },
    metaLearningRate: [
      { horizon: 0, rate: 0.01 },
      { horizon: 100, rate: 0.003 },
    ],
  });
  const random = randomSource(3);
  const weights = () =>
    Float32Array.from({ length: lstmWeightCount(config.optimizer) }, () => random() - 0.5);
  return {
    version: 1,
    config,
    horizonsDone: 20,
    seconds: Math.PI,
    phi: weights(),
    adam: { step: 100, m: weights(), v: weights() },
    best: { phi: weights(), score: 0.1 + 0.2, horizon: 10 },
    validationsSinceBest: 1,
    metaLoss: [
      { horizon: 0, unroll: 0, value: 1 / 3 },
      { horizon: 0, unroll: 1, value: Number.NaN },
    ],
    validation: [
      { horizon: 10, seconds: 1.5, mean: 0.1, median: 1e-300, best: true },
      { horizon: 20, seconds: 3, mean: Number.POSITIVE_INFINITY, median: 0.2, best: false },
    ],
  };
}

function changed(
  change: (metadata: Map<string, string>, tensors: Map<string, StoredTensor>) => void,
): Uint8Array {
  const { metadata, tensors } = readSafetensors(writeCheckpointFile(someCheckpoint()), 'x');
  change(metadata, tensors);
  return writeSafetensors(tensors, metadata);
}
const read = (bytes: Uint8Array) => readCheckpointFile(bytes, 'x.checkpoint.safetensors');

describe('the checkpoint file', () => {
  it('keeps everything to the last bit', () => {
    const checkpoint = someCheckpoint();
    const bytes = writeCheckpointFile(checkpoint);
    expect(read(bytes)).toEqual(checkpoint);
    expect(writeCheckpointFile(read(bytes))).toEqual(bytes);
  });

  it('keeps the average of the weights and the recipe, where there are any', () => {
    const checkpoint = someCheckpoint();
    const { config } = checkpoint;
    const more: Checkpoint = {
      ...checkpoint,
      average: checkpoint.adam.m,
      config: {
        ...config,
        averaging: 0.9,
        clipping: 1,
        coordinateScaling: 3,
        mixture: [config.task],
        horizonSchedule: [{ horizon: 5, steps: 200 }],
        imitation: { horizons: 3, optimizer: 'adam', learningRate: 0.1 },
      },
    };
    expect(read(writeCheckpointFile(more))).toEqual(more);
    const circumstances = { date: 'today', appVersion: '1' };
    const last = trainedOptimizer({ ...more, best: null }, circumstances);
    expect(phiFromLearnedOptimizer(last)).toEqual(more.average);
    const { averaging, clipping, coordinateScaling, mixture, horizonSchedule, imitation } =
      more.config;
    expect(last.training).toMatchObject({
      averaging,
      clipping,
      coordinateScaling,
      mixture,
      horizonSchedule,
      imitation,
    });
    expect(trainedOptimizer(checkpoint, circumstances).training).not.toHaveProperty('averaging');
  });

  it('keeps what the run is for, and says it in the record', () => {
    const checkpoint = someCheckpoint();
    const objective = {
      convexTerm: { coordinates: 20, scaling: 1 },
      horizonSchedule: { shortest: 20, longest: 200 },
      imitation: { mode: 'share', share: 0.3, optimizer: 'adam', learningRate: 0.1 },
    } as const;
    const config = { ...checkpoint.config, ...objective, stepWeights: 'exponential' } as const;
    const more: Checkpoint = { ...checkpoint, config };
    expect(read(writeCheckpointFile(more))).toEqual(more);
    const optimizer = trainedOptimizer(more, { date: 'today', appVersion: '1' });
    // γ is there though nobody has set it.
    const record = { ...objective, stepWeights: 'exponential', stepDecay: 0.95 };
    expect(optimizer.training).toMatchObject(record);
    expect(readOptimizerFile(writeOptimizerFile(optimizer), 'x').training).toMatchObject(record);
    const other = trainedOptimizer(checkpoint, { date: 'today', appVersion: '1' });
    expect(other.training).not.toHaveProperty('stepDecay');
    expect(other.training).not.toHaveProperty('convexTerm');
  });

  it('knows the run that has not been validated yet', () => {
    const checkpoint = { ...someCheckpoint(), best: null, metaLoss: [], validation: [] };
    expect(read(writeCheckpointFile(checkpoint))).toEqual(checkpoint);
  });

  it('knows the run whose weights have diverged on validation', () => {
    const checkpoint = someCheckpoint();
    if (checkpoint.best !== null) checkpoint.best.score = Number.POSITIVE_INFINITY;
    expect(read(writeCheckpointFile(checkpoint))).toEqual(checkpoint);
    const { training } = trainedOptimizer(checkpoint, { date: 'today', appVersion: '1' });
    expect(training).not.toHaveProperty('validationScore');
  });

  it('gives the best weights as an optimizer, with the record of the run', () => {
    const checkpoint = someCheckpoint();
    const circumstances = { date: '2025-01-02T03:04:05Z', appVersion: '1', backend: 'WebAssembly' };
    const optimizer = trainedOptimizer(checkpoint, circumstances);
    expect(readOptimizerFile(writeOptimizerFile(optimizer), 'x')).toEqual(optimizer);
    expect(phiFromLearnedOptimizer(optimizer)).toEqual(checkpoint.best?.phi);
    expect(optimizer.training).toMatchObject({
      ...circumstances,
      epochs: 20,
      bestEpoch: 10,
      validationScore: checkpoint.best?.score,
      metaLearningRate: checkpoint.config.metaLearningRate,
    });
    const unvalidated = trainedOptimizer({ ...checkpoint, best: null }, circumstances);
    expect(phiFromLearnedOptimizer(unvalidated)).toEqual(checkpoint.phi);
  });

  type Change = Parameters<typeof changed>[0];
  const editState = (edit: (state: Record<string, unknown>) => void): Change => {
    return (metadata) => {
      const state = JSON.parse(metadata.get('state') ?? '');
      edit(state);
      metadata.set('state', JSON.stringify(state));
    };
  };
  it('reads a checkpoint from before there were other inputs, outputs and recipes', () => {
    const before = editState((state) => {
      const { optimizer, validation } = state.config as Record<string, Record<string, unknown>>;
      delete optimizer?.output;
      delete validation?.measure;
    });
    expect(read(changed(before))).toEqual(someCheckpoint());
  });

  it.each<[string, Change, RegExp]>([
    ['another format', (m) => m.set('format', 'x'), /key format is "x"/],
    ['another version', (m) => m.set('version', '9'), /version "9"/],
    ['no state', (m) => m.delete('state'), /key state is not JSON/],
    ['a broken state', editState((s) => delete s.horizonsDone), /state .* "horizonsDone"/],
    [
      'a broken configuration',
      editState((s) => Object.assign(s.config as object, { unroll: -1 })),
      /"config\.unroll"/,
    ],
    ['a missing tensor', (_, t) => t.delete('adam.m'), /adam\.m is missing/],
    ['missing best weights', (_, t) => t.delete('best.phi'), /best\.phi is missing/],
    [
      'weights of another shape',
      (_, t) => t.set('phi', { shape: [3], values: new Float32Array(3) }),
      /tensor phi is \[3\], expected \d+ float32/,
    ],
    [
      'weights that are not finite',
      (_, t) => t.get('adam.v')?.values.fill(Number.NaN, 4, 5),
      /"adam\.v" has the value NaN at position 4/,
    ],
    [
      'a curve of other columns',
      (_, t) => t.set('curve.metaLoss', { shape: [1, 2], values: new Float64Array(2) }),
      /curve\.metaLoss is \[1, 2\]/,
    ],
    [
      'a curve of impossible horizons',
      (_, t) => t.get('curve.validation')?.values.fill(0.5, 0, 1),
      /curve\.validation counts 0\.5 as a horizon in row 0/,
    ],
  ])('refuses %s', (_, change, message) => {
    const error = labErrorOf(() => read(changed(change)));
    expect(error.code).toBe('bad-file');
    expect(error.message).toMatch(message);
  });

  it('refuses an optimizer file', () => {
    const bytes = writeOptimizerFile(someOptimizer());
    expect(labErrorOf(() => read(bytes)).message).toMatch(/key format is "learned-optimizer-lab"/);
  });

  it('never ends in anything but a checkpoint or a refusal', () => {
    const bytes = writeCheckpointFile(someCheckpoint());
    const random = randomSource(2);
    for (let round = 0; round < 1000; round++) {
      const damaged = bytes.slice(
        0,
        random() < 0.2 ? Math.floor(random() * bytes.length) : undefined,
      );
      const at = Math.floor(random() * damaged.length);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      try {
        read(damaged);
      } catch (thrown) {
        expect(thrown).toMatchObject({ name: 'LabError', code: 'bad-file' });
      }
    }
  });
});
