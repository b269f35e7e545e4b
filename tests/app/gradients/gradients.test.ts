import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createGradientStore } from '../../../src/app/gradients/gradientStore';
import {
  angleText,
  costText,
  degreesText,
  followingCost,
  slopesText,
  verdictOf,
} from '../../../src/app/gradients/gradientText';
import type { GradientStore } from '../../../src/app/gradients/gradientTypes';
import type { DirectionSlope, GradientAngle } from '../../../src/specs/metaGradients';
import { trainConfigSchema } from '../../../src/specs/training';
import { settled } from '../support/clock';
import { forgetEverything, Visit } from '../support/training';

const angleOf = (degrees: number): GradientAngle => ({
  whole: { degrees, firstNorm: 2, fullNorm: 3 },
  unrolls: [{ fromStep: 0, toStep: 20, degrees, firstNorm: 2, fullNorm: 3 }],
  firstMs: 10,
  fullMs: 18.4,
});

const slope = (patch: Partial<DirectionSlope> = {}): DirectionSlope => ({
  along: 'random',
  epsilon: 0.01,
  difference: 2,
  uncertainty: 1e-4,
  first: 1,
  full: 2.0004,
  ...patch,
});

let visit: Visit;
let store: GradientStore;
beforeEach(async () => {
  visit = new Visit();
  visit.lab.engine.start();
  await visit.lab.engine.ready();
  store = createGradientStore({ engine: visit.lab.engine, train: visit.lab.train });
});
afterEach(forgetEverything);

const worker = () => visit.lab.worker();

/** Answers the newest question about the angle. */
async function answerAngle(degrees: number): Promise<void> {
  worker().answer('gradientAngle', { outcome: 'finished', angle: angleOf(degrees) });
  await settled();
}

describe('when it is asked for', () => {
  test('before training: at the weights that it would begin with', async () => {
    void store.getState().measureAngle();
    await settled();
    const { config, phi, horizon, runId } = worker().last('gradientAngle');
    expect({ config, phi, horizon }).toEqual({
      config: visit.state.settings,
      phi: null,
      horizon: 0,
    });
    worker().event(runId, { kind: 'gradient-progress', done: 3, total: 10 });
    expect(store.getState().working).toEqual({ what: 'angle', share: 0.3, stopping: false });
    // One at a time.
    void store.getState().checkSlopes();
    await settled();
    expect(worker().requests('slopeCheck')).toEqual([]);
    await answerAngle(12);
    expect(store.getState().working).toBeNull();
    expect(store.getState().angles).toMatchObject([{ horizon: 0, kind: 'first-order' }]);
  });

  test('in a training: at its newest checkpoint, and the differences as well', async () => {
    await visit.train();
    const made = visit.checkpoint(40);
    void store.getState().checkSlopes();
    await settled();
    expect(worker().last('slopeCheck')).toMatchObject({ phi: made.phi, horizon: 40 });
    const check = { fromStep: 0, toStep: 20, metaLoss: 5, directions: [slope()] };
    worker().answer('slopeCheck', { outcome: 'finished', check });
    await settled();
    expect(store.getState().slopes).toMatchObject({ ...check, horizon: 40, config: made.config });
  });

  test('can be stopped; what was there before stays', async () => {
    void store.getState().measureAngle();
    await settled();
    await answerAngle(12);
    void store.getState().measureAngle();
    await settled();
    const { runId } = worker().last('gradientAngle');
    store.getState().stop();
    expect(store.getState().working?.stopping).toBe(true);
    await settled();
    expect(worker().last('stop').runId).toBe(runId);
    worker().answer('gradientAngle', { outcome: 'stopped' });
    await settled();
    expect(store.getState()).toMatchObject({ working: null, error: null });
    expect(store.getState().angles).toHaveLength(1);
  });

  test('a failure is said, and the next question is asked all the same', async () => {
    void store.getState().measureAngle();
    await settled();
    const error = { code: 'diverged', message: 'The meta-loss is not a finite number.' } as const;
    worker().deliver({
      type: 'response',
      id: worker().last('gradientAngle').id,
      ok: false,
      error,
    });
    await settled();
    expect(store.getState()).toMatchObject({ working: null, error });
    void store.getState().measureAngle();
    await settled();
    expect(store.getState().error).toBeNull();
  });
});

describe('while training goes on', () => {
  beforeEach(async () => {
    store.getState().setEvery(10);
    store.getState().setFollowing(true);
    await visit.train();
    visit.progress(0);
  });
  const asked = () =>
    worker()
      .requests('gradientAngle')
      .map(({ horizon }) => horizon);

  test('again and again, at checkpoints that are far enough apart, one after the other', async () => {
    expect(asked()).toEqual([]);
    visit.checkpoint(3);
    await settled();
    visit.checkpoint(15);
    await settled();
    expect(asked()).toEqual([3]);
    await answerAngle(5);
    visit.checkpoint(12);
    await settled();
    expect(asked()).toEqual([3]);
    visit.checkpoint(16);
    await settled();
    expect(asked()).toEqual([3, 16]);
    await answerAngle(7);
    expect(store.getState().angles.map(({ horizon }) => horizon)).toEqual([3, 16]);
  });

  test('no longer where that was switched off, and what is on its way is stopped', async () => {
    visit.checkpoint(3);
    await settled();
    store.getState().setFollowing(false);
    await settled();
    expect(worker().requests('stop')).toHaveLength(1);
    worker().answer('gradientAngle', { outcome: 'stopped' });
    await settled();
    visit.checkpoint(50);
    await settled();
    expect(asked()).toEqual([3]);
  });

  test('those of another training do not stand beside its own', async () => {
    visit.checkpoint(3);
    await settled();
    await answerAngle(5);
    visit.state.reset();
    expect(store.getState()).toMatchObject({ angles: [], slopes: null });
    await settled();
    visit.state.updateSettings({ seed: 77 });
    void visit.state.train();
    await settled();
    visit.progress(0);
    visit.checkpoint(2);
    await settled();
    await answerAngle(9);
    expect(store.getState().angles.map(({ horizon }) => horizon)).toEqual([2]);
  });
});

describe('in words', () => {
  test('the angle and what it costs', () => {
    const measured = { ...angleOf(12.34), horizon: 40, kind: 'first-order' as const };
    expect(degreesText(12.34)).toBe('12.3°');
    expect(degreesText(0.456)).toBe('0.46°');
    expect(angleText(measured)).toBe(
      'between the two after 40 horizons, summed over a horizon; the full one is 1.5 times as long.',
    );
    expect(costText(measured)).toBe(
      'At its quickest an unroll took 10 ms first-order and 18 ms in full: 1.84 times as long.',
    );
    expect(followingCost(measured, 10)).toContain('about 28 % more');
    const full = { ...measured, kind: 'full' as const };
    expect(followingCost(full, 10)).toContain('about 15 % more');
    const none = { ...measured, whole: { degrees: Number.NaN, firstNorm: 0, fullNorm: 1 } };
    expect(angleText(none)).toContain('there is no angle');
  });

  test('what differences can tell', () => {
    expect(verdictOf(slope(), 2.0004)).toBe('agrees');
    expect(verdictOf(slope(), 2.1)).toBe('differs');
    expect(verdictOf(slope({ uncertainty: 0.04 }), 2.1)).toBe('agrees');
    expect(verdictOf(slope({ uncertainty: 0.5 }), 2)).toBe('open');
    expect(verdictOf(slope({ difference: 0, uncertainty: 0 }), 0)).toBe('open');
    const all = (directions: DirectionSlope[], preprocess: 'none' | 'log-sign' = 'none') =>
      slopesText({
        ...{ directions, fromStep: 0, toStep: 5, metaLoss: 1, horizon: 0 },
        config: trainConfigSchema.parse({ optimizer: { preprocess } }),
      });
    expect(all([slope()])).toBe(
      'The full meta-gradient says what the meta-loss does, to 0.02 % at the worst. The first-order one is off by up to 50 %, as it may be: it leaves out that the gradients move with φ.',
    );
    expect(all([slope(), slope({ full: 3 })])).toContain('off by up to 50 %, more than rounding');
    expect(all([slope(), slope({ uncertainty: 1 })])).toContain('Some directions cannot be told.');
    expect(all([slope({ uncertainty: 1 })], 'log-sign')).toContain('changes its sign');
    expect(all([slope({ uncertainty: 1 })])).toContain('float32 does not resolve it');
  });
});
