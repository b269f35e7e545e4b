/** Digits as the page sees them: where they are, how they get here, and what went wrong on the way. */
import { createStore } from 'zustand/vanilla';
import type { DigitsStatus, OtherFile } from '../specs/digits';
import { errorInfo, LabError } from '../specs/errors';
import type { DigitSource } from '../specs/task';
import type { DownloadEnd } from '../worker/protocol';
import { type Clock, realClock } from './clock';
import { countsText } from './dataText';
import type { DataActions, DataState, DataStore } from './dataTypes';
import type { Engine } from './engine';
import type { NotificationStore } from './notifications';

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

export function createDataStore(deps: DataDeps): DataStore {
  const { engine, notifications, clock = realClock } = deps;
  /** Panels in view. */
  let panels = 0;
  /** The files that `question` is about. */
  let asked: readonly File[] = [];
  let downloading: { runId: number } | null = null;

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
        download: { ...get().download, state: rest, bytes, received, secondsLeft: null },
      });
    };

    /** Digits of that source have come. */
    const noteAdded = async (source: Exclude<DigitSource, 'synthetic'>, kept: boolean) => {
      const { [source]: _old, ...others } = get().shown;
      set({ shown: others, problem: null, question: null });
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
    const askByMessage = (others: readonly OtherFile[]): void => {
      notifications.getState().notify({
        kind: 'warning',
        title: 'These are not the original MNIST files',
        message: `They can be read, but not all have MNIST's checksum: ${others.map(({ name }) => name).join(', ')}.`,
        action: { label: 'Use as my own digits', run: () => void get().useAsOwn() },
      });
    };

    const read = async (files: readonly File[], own: boolean): Promise<void> => {
      set({ reading: true, problem: null, question: null });
      try {
        const response = await engine.request('readDigits', {
          files: files.map((file) => ({ name: file.name, content: file })),
          own,
        });
        if (response.outcome === 'other') {
          asked = files;
          set({ question: { others: response.others, counts: response.counts } });
          if (panels === 0) askByMessage(response.others);
        } else await noteAdded(response.source, response.kept);
      } catch (thrown) {
        fail('The digits could not be read', thrown);
      } finally {
        set({ reading: false });
      }
    };

    /** One download; again from where it was where the engine had to be restarted. */
    const download = async (attempt = 1): Promise<DownloadEnd> => {
      const since = { at: clock.now(), received: get().download.received };
      await engine.ready();
      const run = engine.startRun('download', {}, (event) => {
        if (event.kind !== 'download-progress') return;
        const { received, total, mirror } = event;
        const ms = clock.now() - since.at;
        const rate = (received - since.received) / ms;
        const known = ms >= RATE_AFTER_MS && rate > 0;
        const secondsLeft = known ? (total - received) / rate / 1000 : null;
        set({ download: { state: 'running', bytes: total, received, mirror, secondsLeft } });
      });
      downloading = run;
      try {
        return await run.done;
      } catch (thrown) {
        const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
        const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
        if (!lost || attempt === ATTEMPTS) throw error;
        await engine.recover(error);
        return download(attempt + 1);
      } finally {
        downloading = null;
      }
    };

    return {
      places: null,
      download: { state: 'none', bytes: 0, received: 0, mirror: null, secondsLeft: null },
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
          download: { ...get().download, state: 'running', secondsLeft: null },
          problem: null,
        });
        const end = await download().catch(
          (thrown: unknown) => ({ outcome: 'failed', thrown }) as const,
        );
        set({ download: { ...get().download, state: 'interrupted', secondsLeft: null } });
        if (end.outcome === 'finished') return noteAdded('mnist', end.kept);
        await get().refresh();
        if (end.outcome === 'failed') fail('MNIST was not downloaded', end.thrown);
      },

      stopDownload() {
        if (downloading === null) return;
        engine.request('stop', { runId: downloading.runId }).catch(() => undefined);
      },

      offer: (files) => read(files, false),
      useAsOwn: () => read(asked, true),
      decline: () => {
        asked = [];
        set({ question: null });
      },

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
