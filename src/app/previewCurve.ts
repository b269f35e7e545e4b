/** The small race behind an optimizer's preview in the library. */
import type { OptimizerSpec } from '../specs/optimizer';
import { SUMMARY_COLUMNS } from '../specs/race';
import { DEFAULT_TASK, type TaskSpec, taskSpecSchema } from '../specs/task';
import type { Engine } from './engine';
import type { LibraryEntry } from './libraryTypes';

const PREVIEW_PROBLEMS = 32;
const PREVIEW_STEPS = 100;
const PREVIEW_SEED = 11;

/** The task that an optimizer's record names; the default task where it names none that this version knows. */
export function trainingTask(entry: Pick<LibraryEntry, 'optimizer'>): TaskSpec {
  const parsed = taskSpecSchema.safeParse(entry.optimizer.training.task);
  return parsed.success ? parsed.data : DEFAULT_TASK;
}

/** Mean loss at steps 0 … T of the optimizer on fresh problems of the task it was trained for. */
export async function previewCurve(
  engine: Pick<Engine, 'startRun'>,
  entry: LibraryEntry,
): Promise<number[]> {
  const learned: OptimizerSpec = {
    kind: 'learned',
    id: entry.id,
    label: entry.name,
    optimizer: entry.optimizer,
  };
  const means: number[] = [];
  const { done } = engine.startRun(
    'race',
    {
      config: {
        task: trainingTask(entry),
        steps: PREVIEW_STEPS,
        problems: PREVIEW_PROBLEMS,
        seed: PREVIEW_SEED,
        optimizers: [learned],
      },
    },
    (event) => {
      if (event.kind !== 'race-steps') return;
      const column = SUMMARY_COLUMNS.indexOf('mean');
      for (let i = 0; i < event.count; i++) {
        const mean = event.summaries[0]?.[i * SUMMARY_COLUMNS.length + column];
        if (mean !== undefined && Number.isFinite(mean)) means[event.from + i] = mean;
      }
    },
  );
  await done;
  return means;
}
