import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { settled } from '../support/clock';
import { baseline, checkpointAt, forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

describe('a training', () => {
  beforeEach(async () => {
    visit = new Visit();
    await visit.train();
  });

  test('shows its curves, and says how far it is', () => {
    expect(visit.lab.worker().last('train')).toMatchObject({
      config: visit.state.settings,
      paused: false,
    });
    visit.send({ kind: 'state', state: 'tuning', text: 'Tuning the baselines' });
    expect(visit.state).toMatchObject({ status: 'running', text: 'Tuning the baselines' });
    const rows = [baseline('sgd', 0.9), baseline('adam', 0.33)];
    visit.send({ kind: 'train-baselines', rows, tuned: {} });
    visit.progress(0, [3, 2]);
    visit.progress(11, [1]);
    expect(visit.state.run?.metaLoss.map((p) => p.value)).toEqual([3, 2, 1]);
    expect([...(visit.state.run?.inner ?? [])]).toEqual([5, 4, 3]);
    expect(visit.state.text).toBe(
      'Training: horizon 12 of 500, 8.1 horizons/s, 60 s left, WebAssembly',
    );
    visit.send({ kind: 'state', state: 'validating', text: 'Validating' });
    expect(visit.state.text).toBe('Validating');
    visit.validation(31, 0.3);
    expect(visit.state.run?.passes.map((pass) => pass.name)).toEqual(['sgd', 'adam']);
    expect(visit.state.text).toContain('passed Adam after 31 horizons (3.1 s)');
  });

  test('rests at pause, goes on at resume, and does one unroll at step', async () => {
    visit.progress(4);
    visit.state.pause();
    expect(visit.state).toMatchObject({ status: 'paused', text: 'Paused at horizon 5 of 500.' });
    expect(visit.state.canResume).toBe(true);
    await settled();
    const { runId } = visit.lab.worker().last('train');
    expect(visit.lab.worker().last('pause').runId).toBe(runId);
    visit.state.step();
    await settled();
    expect(visit.lab.worker().last('step')).toMatchObject({ runId, count: 1 });
    visit.progress(5);
    expect(visit.state).toMatchObject({ status: 'paused', text: 'Paused at horizon 6 of 500.' });
    await visit.state.resume();
    await settled();
    expect(visit.lab.worker().last('resume').runId).toBe(runId);
    visit.progress(6);
    expect(visit.state.status).toBe('running');
  });

  test('a step from idle begins a paused run', async () => {
    visit.state.reset();
    await settled();
    visit.state.step();
    await settled();
    expect(visit.lab.worker().last('train').paused).toBe(true);
    expect(visit.lab.worker().last('step').runId).toBe(visit.lab.worker().last('train').runId);
  });

  test('stops where it is; resume goes on from the checkpoint with the same curve', async () => {
    visit.progress(0);
    visit.state.stop();
    expect(visit.state.status).toBe('stopping');
    visit.progress(1);
    expect(visit.state.status).toBe('stopping');
    const end = checkpointAt(12, visit.lab.worker().last('train').config);
    visit.lab.worker().answer('train', { outcome: 'stopped', checkpoint: end });
    await settled();
    expect(visit.state).toMatchObject({ status: 'stopped', canResume: true, checkpoint: end });
    expect(visit.state.text).toBe('Stopped after 12 horizons. Resume goes on from there.');

    void visit.state.resume();
    await vi.waitFor(() => expect(visit.lab.worker().requests('train')).toHaveLength(2));
    expect(visit.lab.worker().last('train').checkpoint).toBe(end);
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
    expect(visit.state.run?.metaLoss).toEqual(end.metaLoss);
    expect(visit.state.run?.validation).toEqual(end.validation);
  });

  test.each([
    ['finished', 'finished', 'Finished: 12 horizons trained.'],
    ['early-stopped', 'early-stopped', 'Stopped early after 12 horizons'],
    ['diverged', 'diverged', 'Diverged: the loss is not finite at horizon 3'],
  ] as const)('says that it is %s', async (outcome, status, text) => {
    const { config } = visit.lab.worker().last('train');
    const divergence = {
      step: 3,
      problems: 1,
      kind: 'non-finite',
      message: 'the loss is not finite at horizon 3',
      remedy: 'Lower the meta learning rate.',
    } as const;
    visit.lab.worker().answer('train', {
      outcome,
      checkpoint: checkpointAt(12, config),
      ...(outcome === 'diverged' ? { divergence } : {}),
    });
    await settled();
    expect(visit.state).toMatchObject({ status, canResume: false });
    expect(visit.state.text).toContain(text);
    expect(visit.state.run?.divergence ?? null).toBe(outcome === 'diverged' ? divergence : null);
  });

  test('goes on from its last checkpoint after a crash, with what was set live', async () => {
    const last = visit.checkpoint(20);
    visit.progress(21);
    visit.state.setLive({ unroll: 10 });
    visit.lab.clock.advance(500);
    await settled();
    visit.lab.worker().crash();
    await settled();
    expect(visit.state.run?.metaLoss).toEqual(last.metaLoss);
    visit.lab.clock.advance(3000);
    await settled();
    expect(visit.lab.workers).toHaveLength(2);
    expect(visit.lab.worker().last('train')).toMatchObject({ checkpoint: last, paused: false });
    expect(visit.lab.worker().last('update').live.unroll).toBe(10);
    visit.progress(20);
    expect(visit.state.status).toBe('running');
  });

  test('a paused one is paused again after a crash', async () => {
    visit.checkpoint(20);
    visit.state.pause();
    visit.lab.worker().crash();
    await settled();
    visit.lab.clock.advance(3000);
    await settled();
    expect(visit.lab.worker().last('train').paused).toBe(true);
    expect(visit.state.status).toBe('paused');
  });

  test('a failure keeps the checkpoint, from which it can be resumed', async () => {
    visit.checkpoint(20);
    const { id } = visit.lab.worker().last('train');
    const error = { code: 'internal', message: 'no memory' } as const;
    visit.lab.worker().deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(visit.state).toMatchObject({ status: 'failed', error, canResume: true });
  });

  test('a second one replaces it; what the first still sends is dropped', async () => {
    visit.progress(3);
    const former = visit.lab.worker().last('train').runId;
    void visit.state.train();
    await settled();
    expect(visit.lab.worker().last('stop').runId).toBe(former);
    visit.lab.worker().event(former, { kind: 'state', state: 'validating', text: 'old' });
    expect(visit.state.text).not.toBe('old');
    expect(visit.state.run?.metaLoss).toEqual([]);
  });
});

describe('live changes', () => {
  beforeEach(async () => {
    visit = new Visit();
    await visit.train();
  });

  test('are gathered, and sent as one update of all four', async () => {
    visit.progress(1);
    for (const unroll of [19, 15, 10]) visit.state.setLive({ unroll });
    visit.state.updateSettings({ metaLearningRate: 0.003 });
    await settled();
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
    visit.lab.clock.advance(300);
    await settled();
    expect(
      visit.lab
        .worker()
        .requests('update')
        .map((request) => request.live),
    ).toEqual([{ horizon: 100, unroll: 10, problems: 128, metaLearningRate: 0.003 }]);
    expect(visit.state.restartNeeded).toBe(false);
  });

  test('that are taken back before they were sent are not sent', async () => {
    visit.state.setLive({ unroll: 10 });
    visit.state.setLive({ unroll: 20 });
    visit.lab.clock.advance(300);
    await settled();
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
  });

  test('of other settings ask for a new run, and do not touch this one', async () => {
    visit.state.updateSettings({ seed: 5 });
    visit.lab.clock.advance(300);
    await settled();
    expect(visit.state.restartNeeded).toBe(true);
    expect(visit.lab.worker().requests('update')).toHaveLength(0);
    visit.state.updateSettings({ seed: 1 });
    expect(visit.state.restartNeeded).toBe(false);
  });

  test('out of range are refused by name', () => {
    visit.state.setLive({ unroll: 0 });
    expect(visit.state.settings.unroll).toBe(20);
    expect(visit.lab.notifications.getState().messages.at(-1)?.message).toMatch(
      /^Unroll: 0 is not allowed; expected a whole number from 1 to 1000/,
    );
  });
});
