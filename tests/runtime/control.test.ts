import { describe, expect, test } from 'vitest';
import { type Control, catchingUp, RunControl } from '../../src/runtime/control';
import { LabError } from '../../src/specs/errors';

/** Work of so many units that notes how far it has come. */
function work(control: Control, units: number): { done: () => number; over: Promise<void> } {
  let done = 0;
  const over = (async () => {
    for (let i = 0; i < units; i++) {
      done++;
      await control.unit();
    }
  })();
  return { done: () => done, over };
}

describe('RunControl', () => {
  test('a pause is answered when the work stands still', async () => {
    const control = new RunControl();
    const job = work(control, 100);
    await control.pause();
    const at = job.done();
    await new Promise((later) => setTimeout(later, 20));
    expect(job.done()).toBe(at);
    control.resume();
    await job.over;
    expect(job.done()).toBe(100);
    expect(control.waitedMs).toBeGreaterThan(10);
  });

  test('steps let just so many units pass', async () => {
    const control = new RunControl();
    const job = work(control, 100);
    await control.pause();
    const at = job.done();
    control.step(3);
    await control.pause();
    await new Promise((later) => setTimeout(later, 5));
    expect(job.done() - at).toBeLessThanOrEqual(3);
    control.step(2);
    await new Promise((later) => setTimeout(later, 5));
    control.stop();
    await expect(job.over).rejects.toMatchObject({ code: 'stopped' });
  });

  test('a stop ends paused work', async () => {
    const control = new RunControl();
    const job = work(control, 100);
    await control.pause();
    control.stop();
    await expect(job.over).rejects.toMatchObject({ code: 'stopped' });
  });

  test('a pause of work that has ended is answered', async () => {
    const control = new RunControl();
    control.end();
    await control.pause();
  });

  test('a failure ends the work once, also where it waits; then it can be done again', async () => {
    const control = new RunControl();
    const failure = new LabError({ code: 'kernel-failed', message: 'it failed' });
    const job = work(control, 100);
    await control.pause();
    control.fail(failure);
    await expect(job.over).rejects.toBe(failure);
    const again = work(control, 3);
    control.resume();
    await again.over;
    expect(again.done()).toBe(3);
  });

  test('catching up passes the units that were done before, and then waits as ever', async () => {
    const control = new RunControl();
    void control.pause();
    const job = work(catchingUp(control, 5), 100);
    await control.pause();
    expect(job.done()).toBe(6);
    expect(control.units).toBe(1);
    control.stop();
    await expect(job.over).rejects.toMatchObject({ code: 'stopped' });
  });

  test('ticks do not wait', async () => {
    const control = new RunControl();
    void control.pause();
    await control.tick();
  });
});
