/** Training on digits as the page sees it: its recipe, its baselines' rates, what is shown, and in which words. */
import { describe, expect, test } from 'vitest';
import { newRun, passesOf, withTrainEvent } from '../../../src/app/train/trainRun';
import {
  applyPatch,
  DEFAULT_TRAINING,
  trainingForTask,
} from '../../../src/app/train/trainSettings';
import { trainingText, usualName } from '../../../src/app/train/trainText';
import { DEFAULT_TASK, mnistSpecSchema } from '../../../src/specs/task';
import { trainConfigSchema } from '../../../src/specs/training';
import type { NetworkView } from '../../../src/specs/views';
import { validationGround, validationLabel } from '../../../src/ui/screens/train/validationWords';
import { settled } from '../support/clock';
import { shippedFiles, tuned } from '../support/lab';
import { baseline, point, Visit } from '../support/training';

const DIGITS = mnistSpecSchema.parse({ name: 'mnist' });
const ON_DIGITS = trainingForTask(DEFAULT_TRAINING, DIGITS);

describe('the recipe', () => {
  test('comes with the task, and goes with it; the seed stays', () => {
    const before = applyPatch(DEFAULT_TRAINING, { seed: 9, unroll: 7 });
    const digits = applyPatch(before, { task: DIGITS });
    expect(digits).toMatchObject({
      seed: 9,
      unroll: 20,
      horizon: 100,
      problems: 1,
      objective: 'log',
      optimizer: { preprocess: 'log-sign', outputScale: 0.1, layers: 2, hiddenUnits: 20 },
      metaLearningRate: [
        { horizon: 0, rate: 0.003 },
        { horizon: 900, rate: 0.001 },
      ],
      validation: { problems: 8, measure: 'area' },
    });
    expect(trainConfigSchema.parse(digits)).toEqual(digits);
    expect(applyPatch(digits, { task: DEFAULT_TASK })).toEqual({ ...DEFAULT_TRAINING, seed: 9 });
  });

  test('stays as the person has changed it while the task is of the same kind', () => {
    const changed = applyPatch(ON_DIGITS, { unroll: 10, objective: 'sum' });
    const relu = applyPatch(changed, { task: { ...DIGITS, activation: 'relu' } });
    expect(relu).toMatchObject({ unroll: 10, objective: 'sum', task: { activation: 'relu' } });
  });

  test('gives way to what a patch says beside the task', () => {
    const patch = { task: DIGITS, unroll: 25, validation: { every: 3 } };
    expect(applyPatch(DEFAULT_TRAINING, patch)).toMatchObject({
      unroll: 25,
      validation: { every: 3, measure: 'area' },
    });
  });
});

describe('the rates of the baselines', () => {
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const entry = { task: DIGITS, steps: 100, date: '2026-01-01' };
  const files = (rates: object) => ({
    ...shippedFiles,
    './pretrained/baselines.json': json({ version: 1, entries: [{ ...entry, rates }] }),
  });

  async function training(rates: object): Promise<Visit> {
    const visit = new Visit({ files: files(rates) });
    visit.lab.engine.start();
    await visit.lab.engine.ready();
    visit.state.updateSettings({ task: DIGITS });
    void visit.state.train();
    await settled();
    return visit;
  }

  test('that come with the Lab go to the worker', async () => {
    const visit = await training({ nag: tuned(0.7, 100), adam: tuned(0.03, 100) });
    expect(visit.lab.worker().last('train').rates).toEqual({ nag: 0.7, adam: 0.03 });
  });

  test('that the worker has tuned are known from then on', async () => {
    const visit = await training({});
    expect(visit.lab.worker().last('train').rates).toEqual({});
    const rows = [baseline('sgd', 1)];
    visit.send({ kind: 'train-baselines', rows, tuned: { sgd: tuned(2.5, 100) } });
    await settled();
    visit.state.reset();
    void visit.state.train();
    await settled();
    expect(visit.lab.worker().last('train').rates).toEqual({ sgd: 2.5 });
  });
});

describe('what is shown', () => {
  const view = (step: number): NetworkView => ({
    step,
    units: 1,
    side: 7,
    weights: new Int8Array(49),
    scale: 1,
    answers: new Uint8Array(12),
    sureness: new Uint8Array(12),
  });
  const progress = (seen?: NetworkView) => ({
    kind: 'train-progress' as const,
    horizon: 0,
    epochs: 10,
    horizonsPerSecond: 1,
    seconds: 1,
    metaLoss: [],
    inner: new Float32Array(),
    cuts: [],
    live: { horizon: 100, unroll: 20, problems: 1, metaLearningRate: 0.003 },
    ...(seen === undefined ? {} : { view: seen }),
  });

  test('is the newest view, and the digits that it has answers to', () => {
    const examples = { count: 1, images: new Uint8Array(784), labels: Uint8Array.of(3) };
    let run = newRun(ON_DIGITS, null);
    expect([run.view, run.examples]).toEqual([null, null]);
    run = withTrainEvent(run, { kind: 'examples', examples });
    run = withTrainEvent(run, progress(view(20)));
    run = withTrainEvent(run, progress());
    expect(run.view?.step).toBe(20);
    run = withTrainEvent(run, progress(view(40)));
    expect(run.view?.step).toBe(40);
    expect(run.examples).toBe(examples);
  });
});

describe('the words', () => {
  test('say what was passed, the hardest last, and when nothing is left to pass', () => {
    const baselines = [baseline('adam', 0.3), baseline('sgd', 0.9)];
    const run = (validation: ReturnType<typeof point>[]) => ({
      ...newRun(ON_DIGITS, null, { baselines }),
      validation,
      passes: passesOf(validation, baselines),
    });
    const first = run([point(10, 0.5)]);
    expect(trainingText(first, 'WebAssembly')).toContain('passed SGD after 10 horizons (1.0 s),');
    const both = run([point(10, 0.2)]);
    expect(both.passes.map((pass) => pass.name)).toEqual(['sgd', 'adam']);
    expect(trainingText(both, 'WebAssembly')).toContain(
      'passed Adam after 10 horizons (1.0 s) as the last of them',
    );
  });

  test('say what the validation measures', () => {
    expect(validationLabel(ON_DIGITS)).toBe('mean loss over the steps 1 to 100');
    expect(validationGround(ON_DIGITS)).toContain('area under the loss curve of 8 networks');
    const final = applyPatch(ON_DIGITS, { validation: { measure: 'final', problems: 1 } });
    expect(validationLabel(final)).toBe('mean loss after 100 steps, over all held-back digits');
    expect(validationGround(final)).toBe(
      'The loss of 1 network and digits that training never sees.',
    );
    expect(validationLabel(DEFAULT_TRAINING)).toBe('mean loss after 100 steps');
  });

  test('name what was learned after its digits', () => {
    expect(usualName(ON_DIGITS)).toBe('LSTM 2 × 20, synthetic digits');
    expect(usualName(applyPatch(ON_DIGITS, { task: { ...DIGITS, data: 'mnist' } }))).toBe(
      'LSTM 2 × 20, MNIST',
    );
  });
});
