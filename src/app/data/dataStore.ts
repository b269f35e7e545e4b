/** Digits as the page sees them: where they are, how they get here, and what went wrong on the way. */
import { createStore } from 'zustand/vanilla';
import type { DigitsStatus, OtherFile } from '../../specs/digits';
import { errorInfo, LabError } from '../../specs/errors';
import type { DigitSource } from '../../specs/task';
import type { DownloadEnd } from '../../worker/protocol';
import { type Clock, realClock } from '../clock';
import type { Engine } from '../engine';
import type { NotificationStore } from '../notifications';
import { countsText } from './dataText';
import type { DataActions, DataState, DataStore } from './dataTypes';

export interface DataDeps {
  engine: Pick<Engine, 'ready' | 'request' | 'startRun' | 'recover'>;
  notifications: NotificationStore;
  clock?: Clock;
}

const ADDED: Record<Exclude<DigitSource, 'synthetic'>, string> = {
  mnist: 'MNIST is here',
  files: 'Your own digits are here',
};
/** A crash of the engine is followed by the same download again, so many times. */
const ATTEMPTS = 3;
/** A rate measured over less than this says nothing about the rest. */
const RATE_AFTER_MS = 400;

const AT_REST = { secondsLeft: null, elsewhere: false } as const;
const STOPPED: DownloadEnd = { outcome: 'stopped', kept: false };

/** When a rate began to be measured, and how much was here then. */
interface Since {
  at: number;
  received: number;
}

function secondsFor(rest: number, received: number, since: Since, now: number): number | null {
  const ms = now - since.at;
  const rate = (received - since.received) / ms;
  return ms >= RATE_AFTER_MS && rate > 0 ? rest / rate / 1000 : null;
}

/** What `promise` gives; null as soon as the signal is aborted, whatever becomes of the promise. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const aborted = new Promise<null>((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null));
  });
  return Promise.race([promise, aborted]);
}

export function createDataStore(deps: DataDeps): DataStore {
  const { engine, notifications, clock = realClock } = deps;
  /** Panels in view. */
  let panels = 0;
  /** The files that `question` is about, and the message that asks it where no panel does. */
  let asked: { files: readonly File[]; message: number | null } | null = null;
  /** Of the download that is going on. */
  let cancelling: AbortController | null = null;

  return createStore<DataState & DataActions>()((set, get) => {
    const fail = (title: string, thrown: unknown): void => {
      const error = errorInfo(thrown);
      set({ problem: { title, error } });
      if (panels === 0) notifications.getState().notifyError(title, error);
    };

    const noteStatus = ({ places, download: { bytes, received } }: DigitsStatus): void => {
      const { state } = get().download;
      if (state === 'running') {
        set({ places });
        return;
      }
      const rest = received > 0 && places.mnist === null ? 'interrupted' : 'none';
      set({
        places,
        download: { ...get().download, ...AT_REST, state: rest, bytes, received },
      });
    };

    /** It is answered, or is about files that are gone; then nothing is left that could answer it. */
    const endQuestion = (): void => {
      const message = asked?.message ?? null;
      if (message !== null) notifications.getState().dismiss(message);
      asked = null;
      set({ question: null });
    };

    /** Digits of that source have come. */
    const noteAdded = async (source: Exclude<DigitSource, 'synthetic'>, kept: boolean) => {
      const { [source]: _old, ...others } = get().shown;
      set({ shown: others, problem: null });
      endQuestion();
      await get().refresh();
      const times = (get().added?.times ?? 0) + 1;
      set({ added: { source, times } });
      await get().show(source);
      if (panels > 0) return;
      const counts = get().shown[source]?.counts;
      notifications.getState().notify({
        kind: 'success',
        title: ADDED[source],
        message: `${counts ? `${countsText(counts)}. ` : ''}The task MNIST digits can use them now.${
          kept ? '' : ' The browser did not store them: they stay until the page is left.'
        }`,
      });
    };

    /** The question where no panel is in view that would ask it. */
    const askByMessage = (others: readonly OtherFile[]): number =>
      notifications.getState().notify({
        kind: 'warning',
        title: 'These are not the original MNIST files',
        message: `They can be read, but not all have MNIST's checksum: ${others.map(({ name }) => name).join(', ')}.`,
        action: { label: 'Use as my own digits', run: () => void get().useAsOwn() },
      });

    const read = async (files: readonly File[], own: boolean): Promise<void> => {
      set({ reading: true, problem: null });
      endQuestion();
      try {
        const response = await engine.request('readDigits', {
          files: files.map((file) => ({ name: file.name, content: file })),
          own,
        });
        if (response.outcome === 'other') {
          set({ question: { others: response.others, counts: response.counts } });
          asked = { files, message: panels === 0 ? askByMessage(response.others) : null };
        } else await noteAdded(response.source, response.kept);
      } catch (thrown) {
        fail('The digits could not be read', thrown);
      } finally {
        set({ reading: false });
      }
    };

    /** Follows the download in the worker to its end. */
    const downloadOnce = async (signal: AbortSignal): Promise<DownloadEnd> => {
      let since: Since | null = { at: clock.now(), received: get().download.received };
      const run = engine.startRun('download', {}, (event) => {
        if (event.kind === 'download-waiting') {
          // What has come when this one goes on came by the other tab.
          since = null;
          set({ download: { ...get().download, ...AT_REST, elsewhere: true } });
        }
        if (event.kind !== 'download-progress') return;
        const { received, total: bytes, mirror } = event;
        since ??= { at: clock.now(), received };
        const secondsLeft = secondsFor(bytes - received, received, since, clock.now());
        const elsewhere = false;
        set({ download: { state: 'running', bytes, received, mirror, secondsLeft, elsewhere } });
      });
      const stop = () => void engine.request('stop', { runId: run.runId }).catch(() => undefined);
      signal.addEventListener('abort', stop);
      return run.done.finally(() => signal.removeEventListener('abort', stop));
    };

    /** One download; again from where it was where the engine had to be restarted. */
    const download = async (signal: AbortSignal): Promise<DownloadEnd> => {
      for (let attempt = 1; ; attempt++) {
        if (!(await unlessAborted(engine.ready(), signal))) return STOPPED;
        try {
          return await downloadOnce(signal);
        } catch (thrown) {
          const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
          const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
          if (!lost || attempt === ATTEMPTS) throw error;
          if (!(await unlessAborted(engine.recover(error), signal))) return STOPPED;
        }
      }
    };

    return {
      places: null,
      download: { ...AT_REST, state: 'none', bytes: 0, received: 0, mirror: null },
      shown: {},
      reading: false,
      question: null,
      problem: null,
      added: null,

      async refresh() {
        try {
          noteStatus(await engine.request('digits', {}));
        } catch {
          // An engine that does not answer says so by itself.
        }
      },

      async show(source) {
        if (get().shown[source]) return;
        try {
          const shown = await engine.request('showDigits', { source });
          set({ shown: { ...get().shown, [source]: shown } });
        } catch (thrown) {
          // Digits that are not here are no failure: the panel offers to get them.
          if (errorInfo(thrown).code !== 'no-data') fail('The digits could not be read', thrown);
        }
      },

      async startDownload() {
        if (get().download.state === 'running') return;
        set({
          download: { ...get().download, ...AT_REST, state: 'running' },
          problem: null,
        });
        const cancel = new AbortController();
        cancelling = cancel;
        const end = await download(cancel.signal).catch(
          (thrown: unknown) => ({ outcome: 'failed', thrown }) as const,
        );
        cancelling = null;
        const state = get().download.received > 0 ? 'interrupted' : 'none';
        set({ download: { ...get().download, ...AT_REST, state } });
        if (end.outcome === 'finished') return noteAdded('mnist', end.kept);
        await get().refresh();
        if (end.outcome === 'failed') fail('MNIST was not downloaded', end.thrown);
      },

      stopDownload: () => cancelling?.abort(),

      offer: (files) => read(files, false),
      useAsOwn: async () => {
        if (asked !== null) await read(asked.files, true);
      },
      decline: endQuestion,

      async remove(source) {
        try {
          await engine.request('removeDigits', { source });
          const { [source]: _gone, ...others } = get().shown;
          set({ shown: others, problem: null });
        } catch (thrown) {
          fail('The digits could not be removed', thrown);
        }
        await get().refresh();
      },

      dismissProblem: () => set({ problem: null }),

      attend() {
        panels++;
        let here = true;
        return () => {
          if (here) panels--;
          here = false;
        };
      },
    };
  });
}
