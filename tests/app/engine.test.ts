import { describe, expect, test } from 'vitest';
import { createEngine } from '../../src/app/engine';
import { createNotificationStore } from '../../src/app/notifications';
import { LabError } from '../../src/specs/errors';
import { ManualClock, settled } from './support/clock';
import { FakeWorker, WASM } from './support/fakeWorker';

function setup(makeWorker: (n: number) => FakeWorker = () => new FakeWorker()) {
  const workers: FakeWorker[] = [];
  const clock = new ManualClock();
  const notifications = createNotificationStore();
  const engine = createEngine({
    makeWorker: () => {
      const worker = makeWorker(workers.length);
      workers.push(worker);
      return worker;
    },
    notifications,
    clock,
  });
  const state = () => engine.store.getState();
  return { engine, clock, workers, notifications, state };
}

describe('the engine', () => {
  test('configures the chosen backend and says which one it got', async () => {
    const { engine, workers, state } = setup();
    expect(state().status).toBe('starting');
    engine.start('wasm');
    expect(await engine.ready()).toEqual(WASM);
    expect(workers[0]?.last('configure').backend).toBe('wasm');
    expect(state()).toMatchObject({ status: 'ready', backend: WASM, choice: 'wasm', error: null });
  });

  test('falls back to auto, and says so, where the choice is not available', async () => {
    const { engine, workers, state, notifications } = setup(() => new FakeWorker(false));
    engine.start('webgpu');
    const error = { code: 'backend-unavailable', message: 'no adapter' } as const;
    const id = workers[0]?.last('configure').id ?? 0;
    workers[0]?.deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(workers[0]?.last('configure').backend).toBe('auto');
    workers[0]?.answer('configure', WASM);
    await engine.ready();
    expect(state()).toMatchObject({ status: 'ready', choice: 'auto' });
    expect(notifications.getState().messages[0]?.message).toBe('no adapter');
  });

  test('goes on without a device that is lost while it is opened', async () => {
    const { engine, workers, state, notifications } = setup(() => new FakeWorker(false));
    engine.start();
    const error = { code: 'device-lost', message: 'gone' } as const;
    const id = workers[0]?.last('configure').id ?? 0;
    workers[0]?.deliver({ type: 'response', id, ok: false, error });
    await settled();
    expect(workers[0]?.last('configure').backend).toBe('wasm');
    workers[0]?.answer('configure', WASM);
    await engine.ready();
    expect(state()).toMatchObject({ status: 'ready', choice: 'auto' });
    expect(notifications.getState().messages[0]?.title).toBe('The graphics device was lost');
  });

  test('a kernel that failed is told as a warning, and the status follows', async () => {
    const { engine, workers, state, notifications } = setup();
    engine.start();
    await engine.ready();
    const backend = { ...WASM, detail: 'SIMD, LSTM from stock operations (the kernels failed)' };
    const error = { code: 'kernel-failed', message: 'It failed.', remedy: 'It goes on.' } as const;
    workers[0]?.deliver({ type: 'notice', backend, error });
    expect(state().backend).toEqual(backend);
    expect(notifications.getState().messages).toMatchObject([
      { kind: 'warning', message: 'It failed.', remedy: 'It goes on.' },
    ]);
    workers[0]?.deliver({ type: 'notice', backend: WASM });
    expect(state().backend).toEqual(WASM);
    expect(notifications.getState().messages).toHaveLength(1);
  });

  test('starts a crashed worker again after a pause, and gives up after two', async () => {
    const { engine, clock, workers, state, notifications } = setup();
    engine.start();
    await engine.ready();
    for (const expected of [2, 3]) {
      workers.at(-1)?.crash();
      expect(state().status).toBe('starting');
      await settled();
      expect(workers).toHaveLength(expected - 1);
      clock.advance(2000);
      await engine.ready();
      expect(workers).toHaveLength(expected);
      expect(state().status).toBe('ready');
    }
    workers.at(-1)?.crash();
    await expect(engine.ready()).rejects.toMatchObject({ code: 'worker-crashed' });
    expect(state()).toMatchObject({ status: 'failed', error: { code: 'worker-crashed' } });
    expect(notifications.getState().messages.at(-1)?.kind).toBe('error');

    await state().setBackend('cpu');
    expect(workers).toHaveLength(4);
    expect(state()).toMatchObject({ status: 'ready', choice: 'cpu' });
  });

  test('forgives crashes that lie far apart', async () => {
    const { engine, clock, workers, state } = setup();
    engine.start();
    for (let i = 0; i < 5; i++) {
      await engine.ready();
      workers.at(-1)?.crash();
      clock.advance(300_000);
    }
    await engine.ready();
    expect(state().status).toBe('ready');
  });

  test('a lost device gets a fresh worker, once for all who lost it', async () => {
    const { engine, clock, workers } = setup();
    engine.start();
    await engine.ready();
    const lost = new LabError({ code: 'device-lost', message: 'gone' });
    const both = Promise.all([engine.recover(lost), engine.recover(lost)]);
    await settled();
    clock.advance(1000);
    await both;
    expect(workers).toHaveLength(2);
  });

  test('gives up WebGPU after its second failure', async () => {
    const { engine, clock, workers, state } = setup(() => new FakeWorker(false));
    engine.start();
    const webgpu = { ...WASM, name: 'webgpu', label: 'WebGPU' } as const;
    for (let i = 0; i < 2; i++) {
      await settled();
      workers.at(-1)?.answer('configure', webgpu);
      await engine.ready();
      workers.at(-1)?.crash();
      clock.advance(2000);
    }
    await settled();
    expect(workers.at(-1)?.last('configure').backend).toBe('wasm');
    expect(state().choice).toBe('auto');
  });

  test('a change of backend asks the same worker; idle waits for the runs', async () => {
    const { engine, workers, state } = setup();
    engine.start();
    await engine.ready();
    await state().setBackend('cpu');
    expect(workers).toHaveLength(1);
    expect(workers[0]?.requests('configure').map((r) => r.backend)).toEqual(['auto', 'cpu']);

    const task = { name: 'quadratic', dimension: 2, initialScale: 0.01 } as const;
    const tuning = { task, optimizers: [], steps: 1, problems: 1, seed: 1 };
    engine.startRun('tune', tuning, () => undefined);
    expect(state().runs).toBe(1);
    let idle = false;
    void engine.idle().then(() => {
      idle = true;
    });
    await settled();
    expect(idle).toBe(false);
    workers[0]?.answer('tune', { outcome: 'finished', rates: {} });
    await settled();
    expect(idle).toBe(true);
  });
});
