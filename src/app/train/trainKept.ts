/** A training that was kept, on the Train screen again: the one of an earlier visit, or one of the list. */
import { LabError } from '../../specs/errors';
import type { LiveSettings } from '../../specs/training';
import type { KeptTraining } from '../runs/trainingRuns';
import type { LabStorage } from '../storage/storage';
import type { TrainKeeper } from './trainKeeper';
import { keptText, newRun } from './trainRun';
import { applyPatch } from './trainSettings';
import type { TrainActions, TrainState, TrainStatus } from './trainTypes';

export interface KeptOnScreen extends Pick<TrainActions, 'resumeFromStorage'> {
  /** Shows it as it was left; with its settings in the controls, where that is wanted. */
  adopt(kept: KeptTraining, withSettings: boolean): void;
  open: TrainActions['openKept'];
}

export function createKeptTraining(deps: {
  get: () => TrainState;
  set: (patch: Partial<TrainState>) => void;
  keeper: TrainKeeper;
  storage: Pick<LabStorage, 'kind'>;
  setStatus: (status: TrainStatus, text: string) => void;
  /** Settings in force that differ from the run's configuration. */
  setLive: (live: LiveSettings | null) => void;
  isTraining: () => boolean;
  /** Ends and forgets what is on the screen. */
  forget: () => void;
}): KeptOnScreen {
  const { get, set, keeper, storage, setStatus, setLive, isTraining, forget } = deps;

  const adopt: KeptOnScreen['adopt'] = ({ record, training }, withSettings) => {
    const { checkpoint = null, live = null } = training ?? {};
    const config = checkpoint?.config ?? record.config;
    setLive(live);
    if (withSettings) set({ settings: live ? applyPatch(config, live) : config });
    const { baselines = [], validationCurve = null, bestCurve = null } = training ?? {};
    const pictures = { baselines, validationCurve, bestCurve, ...(live ? { live } : {}) };
    set({ checkpoint, error: null, run: newRun(config, checkpoint, pictures) });
    keeper.show(record.id);
    setStatus(...keptText(config, checkpoint));
  };

  const persisted = async (): Promise<void> =>
    set({ persisted: (await storage.kind()) === 'persistent' });

  return {
    adopt,
    async resumeFromStorage({ adoptSettings = true } = {}) {
      const kept = await keeper.offered().catch(() => null);
      if (!kept || isTraining() || get().run) return false;
      adopt(kept, adoptSettings);
      await persisted();
      return true;
    },
    async open(id) {
      if (keeper.runId === id && get().run) return;
      if (isTraining()) {
        throw new LabError({
          code: 'bad-input',
          message: 'A training is going on.',
          remedy: 'Stop it first; it stays in the list of runs.',
        });
      }
      const kept = await keeper.read(id);
      if (!kept) throw new LabError({ code: 'bad-input', message: `There is no training ${id}.` });
      forget();
      adopt(kept, true);
      await persisted();
    },
  };
}
