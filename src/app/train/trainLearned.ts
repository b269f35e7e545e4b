/** What has been learned so far: as an optimizer, as a file, in the library. */
import { trainedOptimizer } from '../../optimizerFile';
import { LabError } from '../../specs/errors';
import { exportedFile } from '../library/exports';
import type { LibraryStore } from '../library/libraryTypes';
import { previewOf } from '../library/previewCurve';
import { APP_VERSION } from '../version';
import type { TrainKeeper } from './trainKeeper';
import { usualName } from './trainText';
import type { TrainActions, TrainState } from './trainTypes';

export function createLearned(deps: {
  get: () => TrainState;
  library: LibraryStore;
  keeper: Pick<TrainKeeper, 'optimizerKept'>;
  /** The backend in use, as people read it. */
  backendLabel: () => string | null;
  now: () => Date;
}): Pick<TrainActions, 'currentOptimizer' | 'exportWeights' | 'keepInLibrary'> {
  const { get, library, keeper, backendLabel, now } = deps;

  const currentOptimizer: TrainActions['currentOptimizer'] = () => {
    const { checkpoint } = get();
    if (!checkpoint) return null;
    const backend = backendLabel();
    return trainedOptimizer(checkpoint, {
      date: now().toISOString(),
      appVersion: APP_VERSION,
      ...(backend === null ? {} : { backend }),
    });
  };

  const learned = () => {
    const optimizer = currentOptimizer();
    if (!optimizer) {
      throw new LabError({
        code: 'bad-input',
        message: 'There are no trained weights yet.',
        remedy: 'Press Train, and wait for the first checkpoint.',
      });
    }
    return { optimizer, name: usualName(get().checkpoint?.config ?? get().settings) };
  };

  return {
    currentOptimizer,
    async exportWeights(format = 'safetensors') {
      const { optimizer, name } = learned();
      return exportedFile(optimizer, name, format);
    },
    async keepInLibrary(name) {
      const { optimizer, name: suggested } = learned();
      const { run, checkpoint } = get();
      const id = await library.getState().add({
        name: name.trim() || suggested,
        origin: 'trained',
        optimizer,
        ...previewOf(run?.bestCurve, checkpoint?.config.task),
      });
      // Without it the run only does not know its optimizer.
      void keeper.optimizerKept(id).catch(() => undefined);
      return id;
    },
  };
}
