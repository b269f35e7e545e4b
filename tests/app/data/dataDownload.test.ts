/** A download of MNIST as the page follows it: progress, ends of every kind, and Cancel at any time. */
import { describe, expect, test } from 'vitest';
import { settled } from '../support/clock';
import { dataLab, informed, MB, SHOWN, status } from '../support/digits';
import { WASM } from '../support/fakeWorker';

describe('a download', () => {
  test('shows its progress and the time left, then the digits', async () => {
    const lab = await informed();
    const leave = lab.data.getState().attend();
    const going = lab.data.getState().startDownload();
    await settled();
    const { runId } = lab.worker().last('download');
    expect(lab.data.getState().download.state).toBe('running');
    const event = (received: number) =>
      lab.worker().event(runId, {
        kind: 'download-progress',
        received,
        total: 11 * MB,
        mirror: 'mirror.example',
      });
    event(MB / 8);
    expect(lab.data.getState().download.secondsLeft).toBeNull();
    lab.clock.advance(2000);
    event(MB);
    expect(lab.data.getState().download).toMatchObject({
      received: MB,
      mirror: 'mirror.example',
      secondsLeft: 20,
    });
    lab.worker().answer('download', { outcome: 'finished', kept: true });
    await settled();
    lab.worker().answer('digits', status('cache'));
    await settled();
    lab.worker().answer('showDigits', SHOWN);
    await going;
    expect(lab.data.getState()).toMatchObject({
      places: { mnist: 'cache' },
      download: { state: 'none' },
      added: { source: 'mnist', times: 1 },
      problem: null,
    });
    expect(lab.titles()).toEqual([]);
    leave();
  });

  test('stops when told to, and keeps what has come', async () => {
    const lab = await informed();
    const going = lab.data.getState().startDownload();
    await settled();
    lab.data.getState().stopDownload();
    await settled();
    expect(lab.worker().last('stop').runId).toBe(lab.worker().last('download').runId);
    lab.worker().answer('download', { outcome: 'stopped', kept: false });
    await settled();
    lab.worker().answer('digits', status(null, 2 * MB));
    await going;
    expect(lab.data.getState()).toMatchObject({
      download: { state: 'interrupted', received: 2 * MB },
      problem: null,
    });
  });

  test('is cancelled at once where the engine is not ready, and asks nothing of it then', async () => {
    const lab = await dataLab(false);
    void lab.data.getState().startDownload();
    await settled();
    expect(lab.data.getState().download.state).toBe('running');
    lab.data.getState().stopDownload();
    await settled();
    expect(lab.data.getState().download.state).toBe('none');
    lab.worker().answer('configure', WASM);
    await settled();
    expect(lab.worker().requests('download')).toHaveLength(0);
    expect(lab.data.getState().problem).toBeNull();
  });

  test('is cancelled at once while a crashed engine is being brought back', async () => {
    const lab = await informed(status(null, 2 * MB));
    void lab.data.getState().startDownload();
    await settled();
    lab.worker().crash();
    await settled();
    lab.data.getState().stopDownload();
    await settled();
    expect(lab.data.getState().download).toMatchObject({ state: 'interrupted', received: 2 * MB });
    lab.clock.advance(1000);
    await settled();
    expect(lab.worker().requests('download')).toHaveLength(0);
    // The next one is not stopped by the press for the one before.
    lab.worker().answer('digits', status(null, 2 * MB));
    void lab.data.getState().startDownload();
    await settled();
    expect(lab.worker().requests('download')).toHaveLength(1);
    expect(lab.worker().requests('stop')).toHaveLength(0);
  });

  test('that waits for another tab says so, and tells the time left from when it goes on', async () => {
    const lab = await informed();
    void lab.data.getState().startDownload();
    await settled();
    const { runId } = lab.worker().last('download');
    lab.worker().event(runId, { kind: 'download-waiting' });
    expect(lab.data.getState().download).toMatchObject({ state: 'running', elsewhere: true });
    const event = (received: number) =>
      lab.worker().event(runId, {
        kind: 'download-progress',
        received,
        total: 11 * MB,
        mirror: 'mirror.example',
      });
    lab.clock.advance(60_000);
    event(5 * MB);
    expect(lab.data.getState().download).toMatchObject({ elsewhere: false, secondsLeft: null });
    lab.clock.advance(2000);
    event(6 * MB);
    expect(lab.data.getState().download.secondsLeft).toBe(10);
  });

  test('that fails says why where it is to be seen: in a panel, else as a message', async () => {
    const lab = await informed();
    const fails = async () => {
      const going = lab.data.getState().startDownload();
      await settled();
      const { id } = lab.worker().last('download');
      lab.worker().deliver({
        type: 'response',
        id,
        ok: false,
        error: { code: 'download', message: 'No mirror gave it.' },
      });
      await settled();
      lab.worker().answer('digits', status(null, MB));
      await going;
    };
    const leave = lab.data.getState().attend();
    await fails();
    expect(lab.data.getState().problem).toMatchObject({
      title: 'MNIST was not downloaded',
      error: { message: 'No mirror gave it.' },
    });
    expect(lab.titles()).toEqual([]);
    leave();
    await fails();
    expect(lab.titles()).toEqual(['MNIST was not downloaded']);
    expect(lab.data.getState().download.state).toBe('interrupted');
  });

  test('goes on by itself after a crash of the engine', async () => {
    const lab = await informed();
    const going = lab.data.getState().startDownload();
    await settled();
    lab.worker().crash();
    await settled();
    lab.clock.advance(1000);
    await settled();
    expect(lab.worker().requests('download')).toHaveLength(1);
    lab.worker().answer('download', { outcome: 'stopped', kept: false });
    await settled();
    lab.worker().answer('digits', status());
    await going;
  });
});
