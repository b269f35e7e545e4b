/** What the Train screen asks of the runs: to keep the training that goes on, and for the one to offer on return. */
import { readTraining } from '../../libraryFile';
import type { RunRecord } from '../../specs/run';
import type { TrainConfig } from '../../specs/training';
import type { RunBook } from './keeping';
import type { RunShelf } from './shelf';
import { type Training, trainingSave } from './trainingSave';
import type { HeldRun, RunPatch } from './types';

export type TrainingRecord = Extract<RunRecord, { kind: 'training' }>;

/** A training that this tab has. */
export interface HeldTraining {
  readonly id: string;
  /** Resolves with whether it survives a reload. */
  save(training: Training | null, patch?: RunPatch): Promise<boolean>;
  end(training: Training | null, state: RunRecord['state'], patch?: RunPatch): Promise<boolean>;
  release(): void;
}

export interface KeptTraining {
  record: TrainingRecord;
  /** Null where it had not come to its first checkpoint. */
  training: Training | null;
}

export interface TrainingRuns {
  begin(
    config: TrainConfig,
    words: { name: string; backend: string | null; parentId: string | null },
  ): Promise<HeldTraining>;
  /**
   * Takes up a training that nobody has. `changed`: what another tab has made of it since this one wrote it last; null
   * where nothing was.
   *
   * @throws LabError 'bad-input' while another tab has it
   */
  take(id: string): Promise<{ held: HeldTraining; changed: KeptTraining | null }>;
  read(id: string): Promise<KeptTraining | null>;
  /** The training to show on return, if any: one that was interrupted before others. */
  toOffer(lastHere: string | null): Promise<KeptTraining | null>;
  /** Not to be offered by itself any more; it stays in the list. */
  dismiss(id: string): Promise<void>;
}

export function createTrainingRuns(book: RunBook, shelf: RunShelf): TrainingRuns {
  const heldTraining = (run: HeldRun): HeldTraining => {
    let before: Training | null = null;
    const save = async (training: Training | null, patch: RunPatch = {}): Promise<boolean> => {
      if (training === null) return run.save({ patch });
      const what = trainingSave(training, before, run.tables);
      const kept = await run.save({ ...what, patch: { ...what.patch, ...patch } });
      if (kept) before = training;
      return kept;
    };
    return {
      id: run.id,
      save,
      release: () => run.release(),
      async end(training, state, patch = {}) {
        const kept = await save(training, { ...patch, state });
        run.release();
        return kept;
      },
    };
  };

  const read = async (id: string): Promise<KeptTraining | null> => {
    const record = await book.record(id);
    if (record?.kind !== 'training') return null;
    return { record, training: await readTraining(book, id) };
  };

  return {
    async begin(config, { name, backend, parentId }) {
      const run = await book.begin({
        kind: 'training',
        config,
        seed: config.seed,
        name,
        backend,
        parentId,
        progress: { done: 0, total: config.epochs, unit: 'horizons' },
      });
      return heldTraining(run);
    },
    async take(id) {
      const mine = await book.writtenHere(id);
      const held = heldTraining(await book.take(id));
      return { held, changed: mine ? null : await read(id) };
    },
    read,
    async toOffer(lastHere) {
      const { runs } = await shelf.all();
      const taken = await shelf.takenElsewhere(runs);
      const candidates = runs
        .filter(({ record, dismissed }) => record.kind === 'training' && !dismissed)
        .filter(({ record }) => !taken.has(record.id))
        .map(({ record }) => record)
        .sort((a, b) => (a.changedAt < b.changedAt ? 1 : -1));
      const interrupted = candidates.filter(
        ({ state }) => state === 'running' || state === 'paused',
      );
      const here = candidates.find(({ id }) => id === lastHere);
      const order = [here, ...interrupted, candidates[0]];
      for (const record of order) {
        if (!record) continue;
        // One that is damaged is not offered; the list says what is wrong with it.
        const kept = await read(record.id).catch(() => null);
        if (kept) return kept;
      }
      return null;
    },
    dismiss: (id) => shelf.dismiss(id),
  };
}
