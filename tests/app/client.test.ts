import { describe, expect, test, vi } from 'vitest';
import { LabError } from '../../src/specs/errors';
import { EngineClient } from '../../src/worker/client';
import type { RunEvent } from '../../src/worker/protocol';
import { FakeWorker, WASM } from './support/fakeWorker';

const progress = (done: number): RunEvent => ({ kind: 'tune-progress', done, total: 9 });
const TUNING = {
  task: { name: 'quadratic', dimension: 2, initialScale: 0.01 },
  optimizers: ['adam'],
  steps: 5,
  problems: 3,
  seed: 1,
} as const;
const tuning = { ...TUNING, optimizers: [...TUNING.optimizers] };

const acks = (worker: FakeWorker) =>
  worker.sent.flatMap((message) => (message.type === 'ack' ? [message.seq] : []));

describe('requests', () => {
  test('are answered by number, whatever the order of the answers', async () => {
    const worker = new FakeWorker(false);
    const client = new EngineClient(worker);
    const first = client.request('configure', { backend: 'auto' });
    const second = client.request('pause', { runId: 4 });
    const [a, b] = worker.sent;
    if (a?.type !== 'configure' || b?.type !== 'pause') throw new Error('not sent');
    worker.deliver({ type: 'response', id: b.id, ok: true, value: null });
    worker.deliver({ type: 'response', id: a.id, ok: true, value: WASM });
    expect(await second).toBeNull();
    expect(await first).toEqual(WASM);
  });

  test('keep the code, the message and the remedy of an error', async () => {
    const worker = new FakeWorker(false);
    const asked = new EngineClient(worker).request('configure', { backend: 'webgpu' });
    const { id } = worker.last('configure');
    const error = {
      code: 'backend-unavailable',
      message: 'no adapter',
      remedy: 'Choose another.',
    } as const;
    worker.deliver({ type: 'response', id, ok: false, error });
    await expect(asked).rejects.toBeInstanceOf(LabError);
    await expect(asked).rejects.toMatchObject(error);
  });
});

describe('events of a run', () => {
  test('are acknowledged only after the handler has returned', () => {
    const worker = new FakeWorker(false);
    const client = new EngineClient(worker);
    const acksSeen: number[][] = [];
    const { runId } = client.startRun('tune', tuning, () => acksSeen.push(acks(worker)));
    worker.event(runId, progress(1), 1);
    worker.event(runId, progress(2), 2);
    expect(acksSeen).toEqual([[], [1]]);
    expect(acks(worker)).toEqual([1, 2]);
  });

  test('that come twice or late are dropped, and acknowledged so that the worker goes on', () => {
    const worker = new FakeWorker(false);
    const seen: number[] = [];
    const { runId } = new EngineClient(worker).startRun('tune', tuning, (event) => {
      if (event.kind === 'tune-progress') seen.push(event.done);
    });
    worker.event(runId, progress(1), 1);
    worker.event(runId, progress(3), 3);
    worker.event(runId, progress(2), 2);
    worker.event(runId, progress(3), 3);
    expect(seen).toEqual([1, 3]);
    expect(acks(worker)).toEqual([1, 3, 2, 3]);
  });

  test('of a run that nobody follows are dropped', async () => {
    const worker = new FakeWorker(false);
    const client = new EngineClient(worker);
    const handle = vi.fn();
    const { runId, done } = client.startRun('tune', tuning, handle);
    worker.event(runId + 1, progress(1), 1);
    worker.answer('tune', { outcome: 'stopped', rates: {} });
    await done;
    worker.event(runId, progress(2), 2);
    expect(handle).not.toHaveBeenCalled();
    expect(acks(worker)).toEqual([1, 2]);

    const second = client.startRun('tune', tuning, handle);
    client.unfollow(second.runId);
    worker.event(second.runId, progress(1), 1);
    expect(handle).not.toHaveBeenCalled();
  });

  test('whose handler throws count as handled, and the error is told', () => {
    const worker = new FakeWorker(false);
    const onHandlerError = vi.fn();
    const client = new EngineClient(worker, { onHandlerError });
    const { runId } = client.startRun('tune', tuning, () => {
      throw new Error('the chart broke');
    });
    worker.event(runId, progress(1), 1);
    expect(acks(worker)).toEqual([1]);
    expect(onHandlerError.mock.calls[0]?.[0].message).toBe('the chart broke');
  });
});

describe('a worker that is gone', () => {
  test.each(['onerror', 'onmessageerror'] as const)(
    '%s rejects all that is pending',
    async (how) => {
      const worker = new FakeWorker(false);
      const onCrash = vi.fn();
      const client = new EngineClient(worker, { onCrash });
      const asked = client.request('configure', { backend: 'auto' });
      const { done } = client.startRun('tune', tuning, () => undefined);
      worker[how]?.({ message: 'out of memory' } as ErrorEvent & MessageEvent);
      await expect(asked).rejects.toMatchObject({ code: 'worker-crashed' });
      await expect(done).rejects.toMatchObject({ code: 'worker-crashed' });
      await expect(client.request('pause', { runId: 1 })).rejects.toMatchObject({
        code: 'worker-crashed',
      });
      expect(onCrash).toHaveBeenCalledTimes(1);
      expect(worker.terminated).toBe(true);
    },
  );

  test('by dispose rejects with stopped, and tells nobody', async () => {
    const worker = new FakeWorker(false);
    const onCrash = vi.fn();
    const client = new EngineClient(worker, { onCrash });
    const asked = client.request('configure', { backend: 'auto' });
    client.dispose();
    await expect(asked).rejects.toMatchObject({ code: 'stopped' });
    expect(onCrash).not.toHaveBeenCalled();
    expect(worker.terminated).toBe(true);
  });
});

test('notices are passed on', () => {
  const worker = new FakeWorker(false);
  const onNotice = vi.fn();
  new EngineClient(worker, { onNotice });
  worker.deliver({ type: 'notice', backend: WASM });
  expect(onNotice).toHaveBeenCalledWith({ type: 'notice', backend: WASM });
});
