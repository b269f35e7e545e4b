/** The data store beside a worker that answers what a test tells it to. */
import { createDataStore } from '../../../src/app/data/dataStore';
import { createEngine } from '../../../src/app/engine';
import { createNotificationStore } from '../../../src/app/notifications';
import type { DigitPlace, DigitsShown, DigitsStatus } from '../../../src/specs/digits';
import { ManualClock, settled } from './clock';
import { FakeWorker } from './fakeWorker';

export const MB = 2 ** 20;
export const SHOWN: DigitsShown = {
  counts: { training: 55_000, validation: 5000, test: 10_000 },
  samples: { count: 0, images: new Uint8Array(0), labels: new Uint8Array(0) },
};

export const status = (mnist: DigitPlace | null = null, received = 0): DigitsStatus => ({
  places: { synthetic: 'drawn', mnist, files: null },
  download: { bytes: 11 * MB, received },
});

/** @param automatic whether the worker says by itself that it is ready */
export async function dataLab(automatic = true) {
  const workers: FakeWorker[] = [];
  const clock = new ManualClock();
  const notifications = createNotificationStore();
  const engine = createEngine({
    makeWorker: () => {
      const made = new FakeWorker(automatic);
      workers.push(made);
      return made;
    },
    notifications,
    clock,
    digitsAt: () => 'https://lab.example/data/mnist/',
  });
  const data = createDataStore({ engine, notifications, clock });
  engine.start('wasm');
  await settled();
  const worker = () => workers.at(-1) as FakeWorker;
  const titles = () => notifications.getState().messages.map(({ title }) => title);
  return { data, worker, clock, titles, messages: () => notifications.getState().messages };
}

/** A lab that has been told where digits are. */
export async function informed(said = status()) {
  const lab = await dataLab();
  void lab.data.getState().refresh();
  await settled();
  lab.worker().answer('digits', said);
  await settled();
  return lab;
}
