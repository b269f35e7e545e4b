/** The whole library as one file, and back: what is exported, and what an import adds, skips or keeps beside what is here. */
import {
  contentHash,
  type LibraryContents,
  type LibraryOptimizer,
  type LibraryRun,
  MAX_LIBRARY_BYTES,
  readLibraryFile,
  writeLibraryFile,
} from '../../libraryFile';
import { readOptimizerFile, writeOptimizerFile } from '../../optimizerFile';
import { LabError } from '../../specs/errors';
import { tunedRatesSchema } from '../../specs/race';
import type { LibraryStore } from '../library/libraryTypes';
import type { Change, LabStorage } from '../storage/storage';
import { APP_VERSION } from '../version';
import type { Runs } from './runs';
import { chunkKey, planChunks } from './seriesChunks';
import { partKey, type StoredRun, seriesPrefix } from './stored';
import type { ImportReport } from './types';

export interface TransferDeps {
  runs: Runs;
  storage: LabStorage;
  library: LibraryStore;
  now?: () => Date;
  newId?: () => string;
}

export interface LibraryTransfer {
  exportLibrary(
    ids: readonly string[] | 'all',
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; fileName: string }>;
  importLibrary(file: Pick<File, 'name' | 'size' | 'arrayBuffer'>): Promise<ImportReport>;
}

const randomPart = (): string => crypto.randomUUID().slice(0, 13);

export function createLibraryTransfer(deps: TransferDeps): LibraryTransfer {
  const { runs, storage, library, now = () => new Date(), newId = randomPart } = deps;
  const { book, shelf } = runs;

  const wholeRun = async ({ record, series }: StoredRun): Promise<LibraryRun> => {
    const { id } = record;
    const prefix = partKey(id, '');
    const parts = await storage.all('parts', prefix);
    const tables = await Promise.all(
      Object.keys(series).map(async (name) => [name, await book.series(id, name)] as const),
    );
    return {
      record,
      series: Object.fromEntries(tables),
      parts: Object.fromEntries(parts.map(({ key, value }) => [key.slice(prefix.length), value])),
    };
  };

  const ownOptimizers = (): LibraryOptimizer[] =>
    library
      .getState()
      .entries.flatMap(({ optimizer, origin, ...words }) =>
        origin === 'pretrained' || origin === 'link'
          ? []
          : [{ ...words, origin, file: writeOptimizerFile(optimizer) }],
      );

  const storedRates = async (): Promise<LibraryContents['rates']> =>
    (await storage.all('rates')).flatMap(({ key, value }) => {
      const rates = tunedRatesSchema.safeParse(value);
      return rates.success ? [{ key, rates: rates.data }] : [];
    });

  return {
    async exportLibrary(ids) {
      await library.getState().load();
      const all = (await shelf.all()).runs;
      const chosen = ids === 'all' ? all : all.filter(({ record }) => ids.includes(record.id));
      const wanted = new Set(chosen.flatMap(({ record }) => optimizersOf(record)));
      const contents: LibraryContents = {
        runs: await Promise.all(chosen.map(wholeRun)),
        optimizers: ownOptimizers().filter(({ id }) => ids === 'all' || wanted.has(id)),
        rates: ids === 'all' ? await storedRates() : [],
      };
      const date = now().toISOString();
      const bytes = writeLibraryFile(contents, { date, appVersion: APP_VERSION });
      return { bytes, fileName: `optlab-library-${date.slice(0, 10)}.zip` };
    },

    async importLibrary(file) {
      if (file.size > MAX_LIBRARY_BYTES) {
        throw new LabError({
          code: 'bad-file',
          message: `${file.name} has ${Math.round(file.size / 1e6)} MB; library files have at most ${MAX_LIBRARY_BYTES / 2 ** 20} MB.`,
          remedy: 'Choose a library file that the Lab has exported.',
        });
      }
      const contents = readLibraryFile(new Uint8Array(await file.arrayBuffer()), file.name);
      await library.getState().load();
      const plan = new ImportPlan(file.name, newId);
      plan.optimizers(contents.optimizers, ownOptimizers());
      const here = new Map((await shelf.all()).runs.map((run) => [run.record.id, run]));
      for (const run of contents.runs) {
        const known = here.get(run.record.id);
        plan.run(run, known ? await wholeRun(known) : null);
      }
      for (const { key, rates } of contents.rates) {
        plan.rates(key, rates, tunedRatesSchema.safeParse(await storage.get('rates', key)).data);
      }
      await storage.write(plan.changes);
      await library.getState().reload();
      return plan.report;
    },
  };
}

function optimizersOf(record: StoredRun['record']): string[] {
  const raced =
    record.kind === 'race'
      ? record.config.entrants.flatMap((e) => (e.kind === 'learned' ? [e.id] : []))
      : [];
  return record.optimizerId === null ? raced : [record.optimizerId, ...raced];
}

/** What an import writes, gathered before any of it is written. */
class ImportPlan {
  readonly changes: Change[] = [];
  readonly report: ImportReport;
  readonly #newId: () => string;
  /** New ids of optimizers that are kept beside others of theirs. */
  readonly #renamed = new Map<string, string>();

  constructor(fileName: string, newId: () => string) {
    this.#newId = newId;
    this.report = {
      fileName,
      added: { runs: 0, optimizers: 0, rates: 0 },
      skipped: { runs: 0, optimizers: 0, rates: 0 },
      keptBoth: [],
    };
  }

  optimizers(imported: readonly LibraryOptimizer[], here: readonly LibraryOptimizer[]): void {
    const known = new Map(here.map(({ id, file }) => [id, optimizerHash(file)]));
    for (const { id, ...words } of imported) {
      const same = known.get(id);
      if (same === optimizerHash(words.file)) {
        this.report.skipped.optimizers++;
        continue;
      }
      const kept = same === undefined ? id : `own-${this.#newId()}`;
      if (kept !== id) {
        this.#renamed.set(id, kept);
        this.report.keptBoth.push({ kind: 'optimizer', name: words.name, id: kept });
      }
      this.report.added.optimizers++;
      const name = kept === id ? words.name : `${words.name} (imported)`;
      const value = { version: 1, ...words, name };
      this.changes.push({ store: 'optimizers', key: kept, value });
    }
  }

  run(run: LibraryRun, here: LibraryRun | null): void {
    if (here !== null && sameRun(run, here)) {
      this.report.skipped.runs++;
      return;
    }
    const { record, series, parts } = run;
    const id = here === null ? record.id : `run-${this.#newId()}`;
    if (here !== null) this.report.keptBoth.push({ kind: 'run', name: record.name, id });
    this.report.added.runs++;
    const stored: StoredRun = {
      version: 2,
      record: this.#pointing({ ...record, id }),
      writer: '',
      dismissed: true,
      series: Object.fromEntries(
        Object.entries(series).map(([name, { columns, values }]) => [
          name,
          { columns, rows: values.length / columns },
        ]),
      ),
    };
    this.changes.push({ store: 'runs', key: id, value: stored });
    for (const [name, value] of Object.entries(parts)) {
      this.changes.push({ store: 'parts', key: partKey(id, name), value });
    }
    for (const [name, { columns, values }] of Object.entries(series)) {
      const row = (i: number) => [...values.subarray(i * columns, (i + 1) * columns)];
      const tail = { columns, rows: values.length / columns, row };
      for (const { index, chunk } of planChunks(0, tail).chunks) {
        const key = seriesPrefix(id, name) + chunkKey(index);
        this.changes.push({ store: 'series', key, value: chunk });
      }
    }
  }

  rates(
    key: string,
    imported: LibraryContents['rates'][number]['rates'],
    here: LibraryContents['rates'][number]['rates'] | undefined,
  ): void {
    const isNew = Object.keys(imported).some(
      (name) => here?.[name as keyof typeof here] === undefined,
    );
    if (!isNew) {
      this.report.skipped.rates++;
      return;
    }
    this.report.added.rates++;
    this.changes.push({ store: 'rates', key, value: { ...imported, ...here } });
  }

  /** The record with the ids that its optimizers have here. */
  #pointing(record: StoredRun['record']): StoredRun['record'] {
    const here = (id: string): string => this.#renamed.get(id) ?? id;
    const optimizerId = record.optimizerId === null ? null : here(record.optimizerId);
    if (record.kind !== 'race') return { ...record, optimizerId };
    const entrants = record.config.entrants.map((entrant) =>
      entrant.kind === 'learned' ? { ...entrant, id: here(entrant.id) } : entrant,
    );
    return { ...record, optimizerId, config: { ...record.config, entrants } };
  }
}

/** Of what a file says, whatever the order in which it says it. */
const optimizerHash = (file: Uint8Array): string =>
  contentHash(writeOptimizerFile(readOptimizerFile(file, 'the optimizer')));

/** Whether two runs have the same record, tables and parts. */
function sameRun(a: LibraryRun, b: LibraryRun): boolean {
  const file = (run: LibraryRun): string => {
    const parts = Object.fromEntries(Object.entries(run.parts).sort());
    const series = Object.fromEntries(Object.entries(run.series).sort());
    const contents = { optimizers: [], runs: [{ ...run, parts, series }], rates: [] };
    return contentHash(writeLibraryFile(contents, { date: SOME_DAY, appVersion: '' }));
  };
  return file(a) === file(b);
}

const SOME_DAY = '2000-01-01T00:00:00.000Z';
