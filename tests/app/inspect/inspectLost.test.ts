import { beforeEach, describe, expect, test } from 'vitest';
import { settled } from '../support/clock';
import { Inspecting } from '../support/inspecting';

let one: Inspecting;
const worker = () => one.lab.worker();
const traces = () => worker().requests('trace');
beforeEach(() => {
  one = new Inspecting();
});

describe('a trace that the engine has lost', () => {
  test('with its worker is recorded again as it was, and its panels go on', async () => {
    await one.traced();
    one.state.updateSettings({ seed: 8 });
    one.state.selectStep(70);
    await settled();
    const config = one.config;
    worker().crash();
    await settled();
    one.lab.clock.advance(5000);
    await settled();
    expect(one.lab.workers).toHaveLength(2);
    expect(one.config).toEqual(config);
    expect(one.state.stale).toBe(true);
    await one.recorded();
    await one.answerAll();
    expect(one.state).toMatchObject({ status: 'ready', selection: { step: 70 }, stale: true });
    expect(one.state.field).toMatchObject({ pending: false, error: null });
    expect(one.state.field.value?.config.steps).toContain(70);
  });

  test('is recorded again once; the next time its panels say so', async () => {
    await one.traced();
    one.failure = { code: 'no-trace', message: 'Trace 1 is not kept any more.' };
    one.state.selectStep(70);
    await one.answer();
    expect(traces()).toHaveLength(2);
    expect(traces()[1]?.config).toEqual(traces()[0]?.config);
    one.failure = null;
    await one.recorded();
    await one.answerAll();
    expect(one.state.status).toBe('ready');
    one.failure = { code: 'no-trace', message: 'Trace 2 is not kept any more.' };
    one.state.selectStep(71);
    await one.answer();
    expect(traces()).toHaveLength(2);
    expect(one.state.field.error).toMatchObject({ code: 'no-trace' });
    // A while later it is tried again.
    one.lab.clock.advance(60_000);
    one.state.selectStep(72);
    await one.answer();
    expect(traces()).toHaveLength(3);
  });

  test('and is not recorded again, since the person stops that, leaves what was shown', async () => {
    await one.traced();
    one.failure = { code: 'no-trace', message: 'Trace 1 is not kept any more.' };
    one.state.selectCoordinate(5);
    await one.answer();
    expect(one.state.coordinatesAsked.pending).toBe(true);
    one.state.stop();
    expect(one.state.status).toBe('stopped');
    expect(one.state.coordinatesAsked).toEqual({ pending: false, error: null });
    expect(one.state.field.pending).toBe(false);
    expect(one.state.map.value).not.toBeNull();
    one.failure = null;
    void one.state.trace();
    await settled();
    await one.recorded();
    await one.answerAll();
    expect(one.state.coordinates[5]).toBeDefined();
    expect(one.state.field.value?.config.coordinate).toBe(5);
  });

  test('while it is recorded is recorded by the next engine', async () => {
    await one.trace();
    worker().crash();
    await settled();
    one.lab.clock.advance(5000);
    await settled();
    expect(one.lab.workers).toHaveLength(2);
    expect(traces()).toHaveLength(1);
    await one.recorded();
    expect(one.state.status).toBe('ready');
  });

  test('whose engine cannot be brought back fails with its words', async () => {
    await one.traced();
    for (let crash = 0; crash < 3; crash++) {
      one.state.selectStep(70 + crash);
      await settled();
      worker().crash();
      await settled();
      one.lab.clock.advance(5000);
      await settled();
    }
    expect(one.state).toMatchObject({ status: 'failed', error: { code: 'worker-crashed' } });
    expect(one.state.config?.seed).toBe(7);
  });
});
