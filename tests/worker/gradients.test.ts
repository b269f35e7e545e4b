import { beforeAll, describe, expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { readMemory } from '../../src/runtime/memory';
import '../../src/runtime/node';
import { RandomStream } from '../../src/runtime/random';
import type { GradientAngleEnd, SlopeCheckEnd, TrainEnd } from '../../src/worker/protocol';
import { Page } from '../helpers/page';
import { smallConfig } from '../helpers/smallTraining';

const config = smallConfig({ validation: { every: 100, problems: 2 } });

let page: Page;
let phi: Float32Array;
beforeAll(async () => {
  page = await Page.ready();
  phi = new LstmRule(config.optimizer).initialWeights(RandomStream.of(7));
});

const progress = (from: Page) =>
  from.events.flatMap((event) => (event.kind === 'gradient-progress' ? [event] : []));

describe('the two meta-gradients, in the worker', () => {
  test('the angle between them', async () => {
    const before = readMemory();
    const at = { config, phi, horizon: 2 };
    const end = await page.request<GradientAngleEnd>({ type: 'gradientAngle', runId: 1, ...at });
    if (end.outcome !== 'finished') throw new Error('it was stopped');
    expect(end.angle.unrolls.map(({ toStep }) => toStep)).toEqual([4, 8, 10]);
    expect(end.angle.whole.degrees).toBeGreaterThan(0);
    expect(progress(page).length).toBeGreaterThan(0);
    expect(readMemory()).toEqual(before);
  });

  test('against finite differences', async () => {
    const at = { config, phi, horizon: 2 };
    const end = await page.request<SlopeCheckEnd>({ type: 'slopeCheck', runId: 2, ...at });
    if (end.outcome !== 'finished') throw new Error('it was stopped');
    const [{ difference, full, first } = { difference: 0, full: 0, first: 0 }] =
      end.check.directions;
    expect(full / difference).toBeCloseTo(1, 2);
    expect(Math.abs(first - difference)).toBeGreaterThan(2 * Math.abs(full - difference));
  });

  test.each(['gradientAngle', 'slopeCheck'] as const)('%s stops when told', async (type) => {
    const own = await Page.ready();
    const before = readMemory();
    own.onEvent = () => void own.request({ type: 'stop', runId: 9 });
    const long = smallConfig({ horizon: 1000, unroll: 500, problems: 64 });
    const end = await own.request({ type, runId: 9, config: long, phi, horizon: 0 });
    expect(end).toEqual({ outcome: 'stopped' });
    expect(readMemory()).toEqual(before);
  });

  test('beside a training, which does not notice', async () => {
    const alone = await page.request<TrainEnd>({ type: 'train', runId: 20, config });
    const [beside] = await Promise.all([
      page.request<TrainEnd>({ type: 'train', runId: 21, config }),
      page.request({ type: 'gradientAngle', runId: 22, config, phi, horizon: 0 }),
      page.request({ type: 'slopeCheck', runId: 23, config, phi, horizon: 0 }),
    ]);
    expect(beside.checkpoint.phi).toEqual(alone.checkpoint.phi);
    expect(beside.checkpoint.metaLoss).toEqual(alone.checkpoint.metaLoss);
  });

  test('weights that do not fit are refused', async () => {
    const wrong = { config, phi: new Float32Array(2), horizon: 0 };
    const asked = page.request({ type: 'gradientAngle', runId: 30, ...wrong });
    await expect(asked).rejects.toMatchObject({ code: 'bad-input' });
  });
});
