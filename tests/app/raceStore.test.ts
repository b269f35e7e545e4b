import { beforeEach, describe, expect, test } from 'vitest';
import { canPause, canResume } from '../../src/app/raceSelectors';
import { SUMMARY_COLUMNS } from '../../src/specs/race';
import { settled } from './support/clock';
import { shippedFiles, testLab, tuned } from './support/lab';

type Lab = ReturnType<typeof testLab>;
let lab: Lab;
const state = () => lab.race.getState();
const cursor = () => state().player.cursor;

/** The worker computes steps `from … to`. */
function computes(from: number, to: number): void {
  const { config, runId } = lab.worker().last('race');
  const count = to - from + 1;
  const make = (width: number) =>
    config.optimizers.map((_, i) => new Float32Array(count * width).fill(i + 1));
  lab.worker().event(runId, {
    kind: 'race-steps',
    from,
    count,
    problems: config.problems,
    losses: make(config.problems),
    summaries: make(SUMMARY_COLUMNS.length),
  });
}
const ends = (outcome: 'finished' | 'stopped' = 'finished') =>
  lab.worker().answer('race', { outcome, steps: 200, seconds: 1.25 });

async function start(options: Parameters<typeof testLab>[0] = {}): Promise<void> {
  lab = testLab(options);
  lab.engine.start();
  void state().autoRace();
  await settled();
}

describe('the landing race', () => {
  beforeEach(() => start());

  test('races the pretrained optimizer against the four baselines with their shipped rates', () => {
    const { config } = lab.worker().last('race');
    expect(config).toMatchObject({ steps: 200, problems: 64, seed: 7 });
    expect(config.optimizers.map((o) => o.id)).toEqual([
      'lstm-quadratic',
      'sgd',
      'nag',
      'rmsprop',
      'adam',
    ]);
    expect(lab.worker().requests('tune')).toHaveLength(0);
    expect(state().record?.lines.map((line) => line.rate?.learningRate ?? null)).toEqual([
      null,
      0.01,
      0.02,
      0.03,
      0.4,
    ]);
    expect(state().record?.lines[0]?.trainedHorizon).toBe(100);
    expect(state().rates.adam?.source).toBe('shipped');
  });

  test('the cursor follows the head, and the status line says where it is', async () => {
    computes(0, 10);
    expect(cursor()).toBe(10);
    expect(state().text).toBe('Racing: step 10 of 200, WebAssembly');
    computes(11, 200);
    ends();
    await settled();
    expect(state()).toMatchObject({ status: 'finished', stale: false });
    expect(state().text).toBe('Finished: 200 steps in 1.3 s, WebAssembly.');
    expect(cursor()).toBe(200);
  });

  test('settings changed afterwards make the record stale, and changed back fresh', () => {
    state().updateSettings({ seed: 8 });
    expect(state().stale).toBe(true);
    state().updateSettings({ seed: 7 });
    expect(state().stale).toBe(false);
    state().toggleOptimizer('sgd');
    expect(state().stale).toBe(true);
  });

  test('run again drops the former race, whose events no longer count', async () => {
    computes(0, 3);
    const former = lab.worker().last('race').runId;
    void state().run();
    await settled();
    expect(lab.worker().last('stop').runId).toBe(former);
    expect(state().record?.computed).toBe(-1);
    lab.worker().event(former, { kind: 'state', state: 'running', text: '' });
    computes(0, 1);
    expect(state().record?.computed).toBe(1);
  });

  test('a crashed worker: the race runs again by itself', async () => {
    computes(0, 50);
    lab.worker().crash();
    await settled();
    lab.clock.advance(5000);
    await settled();
    expect(lab.workers).toHaveLength(2);
    expect(lab.worker().requests('race')).toHaveLength(1);
    computes(0, 200);
    ends();
    await settled();
    expect(state().status).toBe('finished');
  });

  test('a failure is shown with its words', async () => {
    const { id } = lab.worker().last('race');
    const error = { code: 'internal', message: 'no memory' } as const;
    lab.worker().deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(state()).toMatchObject({ status: 'failed', error, text: 'Failed: no memory' });
  });

  test('stop keeps what was recorded; reset forgets it', async () => {
    computes(0, 20);
    state().stop();
    await settled();
    expect(state()).toMatchObject({ status: 'stopped', text: 'Stopped at step 20.' });
    expect(state().record?.computed).toBe(20);
    state().reset();
    expect(state()).toMatchObject({ status: 'idle', record: null });
    expect(cursor()).toBe(0);
  });
});

describe('the player while the worker computes', () => {
  beforeEach(async () => {
    await start();
    computes(0, 10);
  });

  test('pause lets the worker rest, resume lets it go on', () => {
    state().pause();
    expect(state()).toMatchObject({ status: 'paused', text: 'Paused: step 10 of 200 computed.' });
    expect(canPause(state())).toBe(false);
    expect(canResume(state())).toBe(true);
    state().resume();
    expect(state().status).toBe('racing');
    computes(11, 20);
    expect(cursor()).toBe(20);
  });

  test('its orders reach the worker', async () => {
    state().pause();
    await settled();
    const { runId } = lab.worker().last('race');
    expect(lab.worker().last('pause').runId).toBe(runId);
    state().step();
    await settled();
    expect(lab.worker().last('step')).toMatchObject({ runId, count: 1 });
    computes(11, 11);
    expect(cursor()).toBe(11);
    state().resume();
    await settled();
    expect(lab.worker().last('resume').runId).toBe(runId);
  });

  test('a step in the midst of computing pauses first', async () => {
    state().step();
    expect(state().status).toBe('paused');
    await settled();
    expect(lab.worker().requests('pause')).toHaveLength(1);
    expect(lab.worker().requests('step')).toHaveLength(1);
  });

  test('scrubbing back ends the following, without stopping the worker', () => {
    state().scrub(4);
    computes(11, 30);
    expect(state().status).toBe('racing');
    expect(cursor()).toBe(4);
    state().scrub(1000);
    expect(state().player).toMatchObject({ cursor: 30, following: true });
    computes(31, 40);
    expect(cursor()).toBe(40);
  });

  test('step back and step forward move over what is recorded', async () => {
    state().stepBack();
    state().stepBack();
    expect(cursor()).toBe(8);
    expect(state().status).toBe('paused');
    state().step();
    expect(cursor()).toBe(9);
    await settled();
    expect(lab.worker().requests('step')).toHaveLength(0);
  });

  test('resume from a former step replays until it has caught up, then follows', () => {
    state().scrub(5);
    state().pause();
    state().resume();
    expect(state().player).toMatchObject({ playing: true, following: false });
    lab.clock.advance(300);
    expect(cursor()).toBe(8);
    lab.clock.advance(1000);
    expect(state().player).toMatchObject({ cursor: 10, playing: false, following: true });
    computes(11, 12);
    expect(cursor()).toBe(12);
  });
});

describe('the replay of a finished race', () => {
  beforeEach(async () => {
    await start();
    computes(0, 200);
    ends();
    await settled();
  });

  test('begins again at the end, at each speed', () => {
    for (const [speed, after] of [
      [1, 10],
      [4, 40],
      [16, 160],
      ['max', 200],
    ] as const) {
      state().scrub(200);
      state().setSpeed(speed);
      state().resume();
      expect(cursor()).toBe(0);
      lab.clock.advance(1050);
      expect(Math.abs(cursor() - after)).toBeLessThanOrEqual(8);
      state().pause();
      const paused = cursor();
      lab.clock.advance(1000);
      expect(cursor()).toBe(paused);
    }
    expect(state().status).toBe('finished');
  });

  test('stops at the end', () => {
    state().scrub(195);
    state().resume();
    expect(canPause(state())).toBe(true);
    lab.clock.advance(2000);
    expect(state().player).toMatchObject({ cursor: 200, playing: false });
    state().step();
    expect(cursor()).toBe(200);
    state().scrub(-5);
    expect(cursor()).toBe(0);
    state().stepBack();
    expect(cursor()).toBe(0);
  });
});

describe('before the race', () => {
  test('step from idle makes a paused race and computes its first step', async () => {
    lab = testLab();
    lab.engine.start();
    state().step();
    await settled();
    expect(lab.worker().last('race').paused).toBe(true);
    expect(lab.worker().last('step').count).toBe(1);
    computes(0, 1);
    expect(state()).toMatchObject({ status: 'paused' });
    expect(cursor()).toBe(1);
  });

  test('pausing while the library is read gives a race that waits', async () => {
    lab = testLab();
    lab.engine.start();
    void state().run();
    state().pause();
    expect(state().status).toBe('paused');
    await settled();
    expect(lab.worker().last('race').paused).toBe(true);
    state().resume();
    await settled();
    expect(lab.worker().requests('resume')).toHaveLength(1);
  });

  test('rates that nobody knows are tuned on other problems, said so, and remembered', async () => {
    const { './pretrained/baselines.json': _, ...files } = shippedFiles;
    await start({ files });
    const request = lab.worker().last('tune');
    expect(request).toMatchObject({ optimizers: ['sgd', 'nag', 'rmsprop', 'adam'], steps: 200 });
    expect(request.problems).toBe(64);
    expect(request.seed).not.toBe(state().settings.seed);
    lab.worker().event(request.runId, { kind: 'tune-progress', done: 24, total: 96 });
    expect(state()).toMatchObject({ status: 'tuning', tuningProgress: 0.25 });
    expect(state().text).toContain('24 of 96');

    state().pause();
    await settled();
    expect(lab.worker().last('pause').runId).toBe(request.runId);
    state().resume();
    const rates = { sgd: tuned(1), nag: tuned(2), rmsprop: tuned(3), adam: tuned(4) };
    lab.worker().answer('tune', { outcome: 'finished', rates });
    await settled();
    expect(state().record?.lines.at(-1)?.rate).toMatchObject({ learningRate: 4, source: 'tuned' });

    void state().run();
    await settled();
    expect(lab.worker().requests('tune')).toHaveLength(1);
    expect(await lab.storage.all('rates')).toHaveLength(1);
  });

  test('stopping a tuning stops it in the worker', async () => {
    const { './pretrained/baselines.json': _, ...files } = shippedFiles;
    await start({ files });
    const { runId } = lab.worker().last('tune');
    state().stop();
    await settled();
    expect(lab.worker().last('stop').runId).toBe(runId);
    expect(state().status).toBe('stopped');
  });

  test('a rate set by hand is used without tuning, and shown as such', async () => {
    lab = testLab();
    lab.engine.start();
    await lab.library.getState().load();
    for (const name of ['sgd', 'nag', 'rmsprop', 'lstm-quadratic']) state().toggleOptimizer(name);
    state().setLearningRate('adam', 0.123);
    state().updateSettings({ horizon: 33 });
    void state().run();
    await settled();
    expect(lab.worker().requests('tune')).toHaveLength(0);
    expect(lab.worker().last('race').config.optimizers).toMatchObject([{ learningRate: 0.123 }]);
    expect(state().rates.adam).toMatchObject({ source: 'manual', learningRate: 0.123 });
    expect(() => state().setLearningRate('adam', -1)).toThrow('above 0');
    state().setLearningRate('adam', null);
    expect(state().rates.adam).toBeUndefined();
  });

  test('a race of nobody is refused in words', async () => {
    lab = testLab();
    lab.engine.start();
    state().setEntrants([]);
    await state().run();
    expect(state()).toMatchObject({ status: 'failed', error: { code: 'bad-input' } });
  });

  test('settings out of range are refused by name', () => {
    lab = testLab();
    state().updateSettings({ horizon: 0 });
    expect(state().settings.horizon).toBe(200);
    expect(lab.notifications.getState().messages[0]?.message).toMatch(/^horizon: /);
  });

  test('the map of a surface is asked for, and goes with its task', async () => {
    await start();
    state().updateSettings({ task: { name: 'surface', surface: 'beale', initialScale: 0.3 } });
    await settled();
    expect(lab.worker().last('surface').surface).toBe('beale');
    const map = {
      xRange: [-1, 1] as [number, number],
      yRange: [-1, 1] as [number, number],
      resolution: 1,
      values: new Float32Array(1),
      minima: [],
    };
    lab.worker().answer('surface', map);
    await settled();
    expect(state().surfaceMap).toBe(map);
    state().updateSettings({ task: { name: 'quadratic', dimension: 3, initialScale: 0.01 } });
    await settled();
    expect(state().surfaceMap).toBeNull();
  });
});

describe('entrants and the library', () => {
  test('an optimizer that is deleted leaves the race', async () => {
    await start();
    const optimizer = lab.library.getState().entries[0]?.optimizer;
    if (!optimizer) throw new Error('no pretrained optimizer');
    const id = await lab.library.getState().add({ name: 'Mine', origin: 'trained', optimizer });
    state().addOptimizer(id);
    expect(state().entrants.map((e) => e.id)).toContain(id);
    await lab.library.getState().remove(id);
    expect(state().entrants.map((e) => e.id)).not.toContain(id);
    expect(() => state().addOptimizer(id)).toThrow(id);
  });

  test('a link with an optimizer that is not here races the usual ones, and says so', async () => {
    lab = testLab();
    lab.engine.start();
    state().setEntrants([{ kind: 'learned', id: 'own-1', enabled: true }]);
    await lab.library.getState().load();
    expect(state().entrants.map((e) => e.id)).toContain('lstm-quadratic');
    expect(lab.notifications.getState().messages[0]?.message).toContain('optimizers: ');
    expect(lab.notifications.getState().messages[0]?.message).toContain('own-1');
  });
});
