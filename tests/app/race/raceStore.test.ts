import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../support/clock';
import { shippedFiles, tuned } from '../support/lab';
import { Racing } from '../support/racing';

let race: Racing;

describe('the landing race', () => {
  beforeEach(async () => {
    race = await new Racing().land();
  });

  test('races the pretrained optimizer against the four baselines with their shipped rates', () => {
    const { config } = race.lab.worker().last('race');
    expect(config).toMatchObject({ steps: 200, problems: 64, seed: 7 });
    expect(config.optimizers.map((o) => o.id)).toEqual([
      'lstm-quadratic',
      'sgd',
      'nag',
      'rmsprop',
      'adam',
    ]);
    expect(race.lab.worker().requests('tune')).toHaveLength(0);
    expect(race.state.record?.lines.map((line) => line.rate?.learningRate ?? null)).toEqual([
      null,
      0.01,
      0.02,
      0.03,
      0.4,
    ]);
    expect(race.state.record?.lines[0]?.trainedHorizon).toBe(100);
    expect(race.state.rates.adam?.source).toBe('shipped');
  });

  test('the cursor follows the head, and the status line says where it is', async () => {
    race.computes(0, 10);
    expect(race.cursor).toBe(10);
    expect(race.state.text).toBe('Racing: step 10 of 200, WebAssembly');
    race.computes(11, 200);
    await race.ends();
    expect(race.state).toMatchObject({ status: 'finished', stale: false });
    expect(race.state.text).toBe('Finished: 200 steps in 1.3 s, WebAssembly.');
    expect(race.cursor).toBe(200);
  });

  test('settings changed afterwards make the record stale, and changed back fresh', () => {
    race.state.updateSettings({ seed: 8 });
    expect(race.state.stale).toBe(true);
    race.state.updateSettings({ seed: 7 });
    expect(race.state.stale).toBe(false);
    race.state.toggleOptimizer('sgd');
    expect(race.state.stale).toBe(true);
  });

  test('run again drops the former race, whose events no longer count', async () => {
    race.computes(0, 3);
    const former = race.lab.worker().last('race').runId;
    void race.state.run();
    await settled();
    expect(race.lab.worker().last('stop').runId).toBe(former);
    expect(race.state.record?.computed).toBe(-1);
    race.lab.worker().event(former, { kind: 'state', state: 'running', text: '' });
    race.computes(0, 1);
    expect(race.state.record?.computed).toBe(1);
  });

  test('a crashed worker: the race runs again by itself', async () => {
    race.computes(0, 50);
    race.lab.worker().crash();
    await settled();
    race.lab.clock.advance(5000);
    await settled();
    expect(race.lab.workers).toHaveLength(2);
    expect(race.lab.worker().requests('race')).toHaveLength(1);
    race.computes(0, 200);
    await race.ends();
    expect(race.state.status).toBe('finished');
  });

  test('a failure is shown with its words', async () => {
    const { id } = race.lab.worker().last('race');
    const error = { code: 'internal', message: 'no memory' } as const;
    race.lab.worker().deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(race.state).toMatchObject({ status: 'failed', error, text: 'Failed: no memory' });
  });

  test('stop keeps what was recorded; reset goes back to its start', async () => {
    race.computes(0, 20);
    race.state.stop();
    await settled();
    expect(race.state).toMatchObject({ status: 'stopped', text: 'Stopped at step 20.' });
    expect(race.state.record?.computed).toBe(20);
    race.state.reset();
    expect(race.state.record?.computed).toBe(20);
    expect(race.state.player.playing).toBe(false);
    expect(race.cursor).toBe(0);
  });
});

describe('before the race', () => {
  test('step from idle makes a paused race and computes its first step', async () => {
    race = new Racing();
    race.state.step();
    await settled();
    expect(race.lab.worker().last('race').paused).toBe(true);
    expect(race.lab.worker().last('step').count).toBe(1);
    race.computes(0, 1);
    expect(race.state).toMatchObject({ status: 'paused' });
    expect(race.cursor).toBe(1);
  });

  test('pausing while the library is read gives a race that waits', async () => {
    race = new Racing();
    void race.state.run();
    race.state.pause();
    expect(race.state.status).toBe('paused');
    await settled();
    expect(race.lab.worker().last('race').paused).toBe(true);
    race.state.resume();
    await settled();
    expect(race.lab.worker().requests('resume')).toHaveLength(1);
  });

  test('rates that nobody knows are tuned on other problems, said so, and remembered', async () => {
    const { './pretrained/baselines.json': _, ...files } = shippedFiles;
    race = await new Racing({ files }).land();
    const request = race.lab.worker().last('tune');
    expect(request).toMatchObject({ optimizers: ['sgd', 'nag', 'rmsprop', 'adam'], steps: 200 });
    expect(request.problems).toBe(64);
    expect(request.seed).not.toBe(race.state.settings.seed);
    race.lab.worker().event(request.runId, { kind: 'tune-progress', done: 24, total: 96 });
    expect(race.state).toMatchObject({ status: 'tuning', tuningProgress: 0.25 });
    expect(race.state.text).toContain('24 of 96');

    race.state.pause();
    await settled();
    expect(race.lab.worker().last('pause').runId).toBe(request.runId);
    race.state.resume();
    const rates = { sgd: tuned(1), nag: tuned(2), rmsprop: tuned(3), adam: tuned(4) };
    race.lab.worker().answer('tune', { outcome: 'finished', rates });
    await settled();
    expect(race.state.record?.lines.at(-1)?.rate).toMatchObject({
      learningRate: 4,
      source: 'tuned',
    });

    void race.state.run();
    await settled();
    expect(race.lab.worker().requests('tune')).toHaveLength(1);
    expect(await race.lab.storage.all('rates')).toHaveLength(1);
  });

  test('stopping a tuning stops it in the worker', async () => {
    const { './pretrained/baselines.json': _, ...files } = shippedFiles;
    race = await new Racing({ files }).land();
    const { runId } = race.lab.worker().last('tune');
    race.state.stop();
    await settled();
    expect(race.lab.worker().last('stop').runId).toBe(runId);
    expect(race.state.status).toBe('stopped');
  });

  test('a rate set by hand is used without tuning, and shown as such', async () => {
    race = new Racing();
    await race.lab.library.getState().load();
    for (const name of ['sgd', 'nag', 'rmsprop', 'lstm-quadratic'])
      race.state.toggleOptimizer(name);
    race.state.setLearningRate('adam', 0.123);
    race.state.updateSettings({ horizon: 33 });
    void race.state.run();
    await settled();
    expect(race.lab.worker().requests('tune')).toHaveLength(0);
    expect(race.lab.worker().last('race').config.optimizers).toMatchObject([
      { learningRate: 0.123 },
    ]);
    expect(race.state.rates.adam).toMatchObject({ source: 'manual', learningRate: 0.123 });
    expect(() => race.state.setLearningRate('adam', -1)).toThrow('above 0');
    race.state.setLearningRate('adam', null);
    expect(race.state.rates.adam).toBeUndefined();
  });

  test('a race of nobody is refused in words', async () => {
    race = new Racing();
    race.state.setEntrants([]);
    await race.state.run();
    expect(race.state).toMatchObject({ status: 'failed', error: { code: 'bad-input' } });
  });

  test('settings out of range are refused by name', () => {
    race = new Racing();
    race.state.updateSettings({ horizon: 0 });
    expect(race.state.settings.horizon).toBe(200);
    expect(race.lab.notifications.getState().messages[0]?.message).toMatch(
      /^Horizon: 0 is not allowed; expected a whole number from 1 to 10000/,
    );
    race.state.updateSettings({ horizon: 9999, problems: 4096 });
    expect(race.lab.notifications.getState().messages[1]?.message).toBe(
      'Problems: 4096 is not allowed; at most 400 at a horizon of 9999.',
    );
    race.state.updateSettings({ horizon: 9999, problems: 400 });
    expect(race.state.settings.problems).toBe(400);
  });

  test('the map of a surface is asked for, and goes with its task', async () => {
    race = await new Racing().land();
    race.state.updateSettings({ task: { name: 'surface', surface: 'beale', initialScale: 0.3 } });
    await settled();
    expect(race.lab.worker().last('surface').surface).toBe('beale');
    const map = {
      xRange: [-1, 1] as [number, number],
      yRange: [-1, 1] as [number, number],
      resolution: 1,
      values: new Float32Array(1),
      minima: [],
    };
    race.lab.worker().answer('surface', map);
    await settled();
    expect(race.state.surfaceMap).toBe(map);
    race.state.updateSettings({ task: { name: 'quadratic', dimension: 3, initialScale: 0.01 } });
    await settled();
    expect(race.state.surfaceMap).toBeNull();
  });
});

describe('entrants and the library', () => {
  test('an optimizer that is deleted leaves the race', async () => {
    race = await new Racing().land();
    const optimizer = race.lab.library.getState().entries[0]?.optimizer;
    if (!optimizer) throw new Error('no pretrained optimizer');
    const id = await race.lab.library
      .getState()
      .add({ name: 'Mine', origin: 'trained', optimizer });
    race.state.addOptimizer(id);
    expect(race.state.entrants.map((e) => e.id)).toContain(id);
    await race.lab.library.getState().remove(id);
    expect(race.state.entrants.map((e) => e.id)).not.toContain(id);
    expect(() => race.state.addOptimizer(id)).toThrow(id);
  });

  test('a link with an optimizer that is not here races the usual ones, and says so', async () => {
    race = new Racing();
    race.state.setEntrants([{ kind: 'learned', id: 'own-1', enabled: true }]);
    await race.lab.library.getState().load();
    expect(race.state.entrants.map((e) => e.id)).toContain('lstm-quadratic');
    expect(race.lab.notifications.getState().messages[0]?.message).toContain('optimizers: ');
    expect(race.lab.notifications.getState().messages[0]?.message).toContain('own-1');
  });
});
