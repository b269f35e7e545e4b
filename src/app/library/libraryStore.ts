/** The library: optimizers that came with the Lab, were trained here, or were brought along as files. */
import { createStore } from 'zustand/vanilla';
import { MissingSettings } from '../../optimizerFile';
import { errorInfo, LabError } from '../../specs/errors';
import { lstmConfigSchema } from '../../specs/optimizer';
import type { Engine } from '../engine';
import type { NotificationStore } from '../notifications';
import { type ReadPublic, readPublic } from '../publicFiles';
import type { LabStorage } from '../storage/storage';
import { exportedFile, nameOfFile } from './exports';
import { pretrainedEntries, storedEntries, storeEntry } from './libraryStorage';
import type {
  ImportSettings,
  LibraryActions,
  LibraryEntry,
  LibraryState,
  LibraryStore,
} from './libraryTypes';
import { preview } from './previewCurve';

export interface LibraryDeps {
  storage: LabStorage;
  engine: Pick<Engine, 'ready' | 'idle' | 'startRun'>;
  notifications: NotificationStore;
  read?: ReadPublic;
  /** Entries for this visit only, which a link brings, given those that are there without them. */
  visitors?: (others: readonly LibraryEntry[]) => Promise<readonly LibraryEntry[]>;
  newId?: () => string;
  now?: () => Date;
}

/** Files larger than this are no optimizers of ours; they are refused before they are read. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Readers of what else an optimizer may come in; only an import needs them. */
const anyFile = () => import('../../optimizerFile/anyFile');

const randomId = (): string => `own-${crypto.randomUUID().slice(0, 8)}`;

export function createLibraryStore(deps: LibraryDeps): LibraryStore {
  const { storage, engine, notifications, read = readPublic, visitors } = deps;
  const { newId = randomId, now = () => new Date() } = deps;
  const deleted = new Map<string, LibraryEntry>();
  let loading: Promise<void> | null = null;
  let previewing = false;

  return createStore<LibraryState & LibraryActions>()((set, get) => {
    const own = (id: string): LibraryEntry => {
      const entry = get().entry(id);
      if (!entry) throw new LabError({ code: 'bad-input', message: `No optimizer has id ${id}.` });
      if (entry.origin === 'pretrained') {
        throw new LabError({
          code: 'bad-input',
          message: `"${entry.name}" came with the Lab and stays as it is.`,
        });
      }
      return entry;
    };

    const insert = (entry: LibraryEntry): void => {
      const others = get().entries.filter((e) => e.id !== entry.id);
      const firstOlder = others.findIndex(
        (e) => e.origin !== 'pretrained' && e.createdAt < entry.createdAt,
      );
      const at = firstOlder === -1 ? others.length : firstOlder;
      set({ entries: [...others.slice(0, at), entry, ...others.slice(at)] });
    };
    const replace = (entry: LibraryEntry): void =>
      set({ entries: get().entries.map((e) => (e.id === entry.id ? entry : e)) });

    /** Writes an entry; where that fails it stays for this visit, and the person is told. */
    const keep = async (entry: LibraryEntry): Promise<void> => {
      if (entry.origin === 'link') return;
      try {
        await storeEntry(storage, entry);
      } catch (thrown) {
        set({ storage: 'memory' });
        notifications.getState().notifyError(`"${entry.name}" is not stored`, errorInfo(thrown));
      }
    };

    const loadAll = async (): Promise<void> => {
      const [kind, pretrained, stored] = await Promise.all([
        storage.kind(),
        pretrainedEntries(read).catch((thrown) => {
          notifications
            .getState()
            .notifyError('The pretrained optimizers could not be read', errorInfo(thrown));
          return [];
        }),
        storedEntries(storage).catch(() => ({ entries: [], unreadable: 0 })),
      ]);
      if (stored.unreadable > 0) {
        notifications.getState().notify({
          kind: 'warning',
          title: 'Part of the library could not be read',
          message: `${stored.unreadable} stored optimizer(s) are damaged or of another version of the Lab; they were left untouched.`,
        });
      }
      const brought = (await visitors?.([...pretrained, ...stored.entries])) ?? [];
      // Entries that were added while the stored ones were read stay.
      const early = get().entries;
      const entries = [...pretrained, ...brought, ...stored.entries];
      set({ status: 'ready', storage: kind, entries });
      for (const entry of early) insert(entry);
    };

    const imported = async (
      fileName: string,
      optimizer: LibraryEntry['optimizer'],
    ): Promise<string> => {
      const id = await get().add({ name: nameOfFile(fileName), origin: 'imported', optimizer });
      set({ pendingImport: null, importError: null });
      return id;
    };

    const refuse = (fileName: string, thrown: unknown): null => {
      set({ importError: { fileName, error: errorInfo(thrown) } });
      return null;
    };

    return {
      status: 'loading',
      storage: 'persistent',
      entries: [],
      pendingImport: null,
      importError: null,

      load: () => {
        loading ??= loadAll();
        return loading;
      },
      async reload() {
        const stored = await storedEntries(storage);
        for (const entry of stored.entries) if (!get().entry(entry.id)) insert(entry);
      },
      entry: (id) => get().entries.find((e) => e.id === id),

      async add(words) {
        const entry: LibraryEntry = { ...words, id: newId(), createdAt: now().toISOString() };
        insert(entry);
        await keep(entry);
        return entry.id;
      },
      async rename(id, name) {
        const trimmed = name.trim();
        if (!trimmed) throw new LabError({ code: 'bad-input', message: 'A name is needed.' });
        const entry = { ...own(id), name: trimmed };
        replace(entry);
        await keep(entry);
      },
      async remove(id) {
        const entry = own(id);
        deleted.set(id, entry);
        set({ entries: get().entries.filter((e) => e.id !== id) });
        await storage.delete('optimizers', id);
      },
      async restore(id) {
        const entry = deleted.get(id);
        if (!entry) return;
        deleted.delete(id);
        insert(entry);
        await keep(entry);
      },

      async keepFromLink(id) {
        const entry = own(id);
        if (entry.origin !== 'link') return;
        replace({ ...entry, origin: 'imported' });
        await keep({ ...entry, origin: 'imported' });
      },

      async importFile(file) {
        set({ pendingImport: null, importError: null });
        let bytes = new Uint8Array();
        try {
          if (file.size > MAX_FILE_BYTES) {
            throw new LabError({
              code: 'bad-file',
              message: `${file.name} has ${Math.round(file.size / 1e6)} MB; optimizer files have less than ${MAX_FILE_BYTES / 1e6} MB.`,
              remedy: 'Choose a file that the Lab or its command line wrote.',
            });
          }
          bytes = new Uint8Array(await file.arrayBuffer());
          const { readAnyOptimizerFile } = await anyFile();
          return await imported(file.name, readAnyOptimizerFile(bytes, file.name));
        } catch (thrown) {
          if (!(thrown instanceof MissingSettings)) return refuse(file.name, thrown);
          const { inferred, needed: missing, message } = thrown;
          const suggestion: ImportSettings = {};
          for (const key of missing) suggestion[key] = lstmConfigSchema.parse({})[key];
          set({
            pendingImport: { fileName: file.name, bytes, inferred, missing, suggestion, message },
          });
          return null;
        }
      },
      async completeImport(settings) {
        const pending = get().pendingImport;
        if (!pending) return null;
        try {
          const { readAnyOptimizerFile } = await anyFile();
          const optimizer = readAnyOptimizerFile(pending.bytes, pending.fileName, {
            ...pending.suggestion,
            ...settings,
          });
          return await imported(pending.fileName, optimizer);
        } catch (thrown) {
          return refuse(pending.fileName, thrown);
        }
      },
      cancelImport: () => set({ pendingImport: null }),
      clearImportError: () => set({ importError: null }),

      async exportEntry(id, format = 'safetensors') {
        const entry = get().entry(id);
        if (!entry) {
          throw new LabError({ code: 'bad-input', message: `No optimizer has id ${id}.` });
        }
        return exportedFile(entry.optimizer, entry.name, format);
      },

      async ensurePreviews() {
        if (previewing) return;
        previewing = true;
        try {
          await get().load();
          for (const { id } of get().entries) {
            await engine.ready();
            await engine.idle();
            const entry = get().entry(id);
            if (!entry || entry.previewCurve) continue;
            const withCurve = { ...entry, ...(await preview(engine, entry)) };
            if (!get().entry(id)) continue;
            replace({ ...withCurve, name: get().entry(id)?.name ?? entry.name });
            if (entry.origin !== 'pretrained') await keep(withCurve);
          }
        } catch {
          // A preview is a decoration: an engine that cannot draw it says so elsewhere.
        } finally {
          previewing = false;
        }
      },
    };
  });
}
