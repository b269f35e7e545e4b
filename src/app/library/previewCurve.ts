/** The small race behind an optimizer's preview in the library. */
import { errorInfo } from '../../specs/errors';
import type { OptimizerSpec } from '../../specs/optimizer';
import { SUMMARY_COLUMNS } from '../../specs/race';
import { DEFAULT_TASK, type TaskSpec, taskSpecSchema } from '../../specs/task';
import type { Engine } from '../engine';
import type { LibraryEntry } from './libraryTypes';

const PREVIEW_PROBLEMS = 32;
const PREVIEW_NETWORKS = 2;
const PREVIEW_STEPS = 100;
const PREVIEW_SEED = 11;

/** The task that an optimizer's record names; the default task where it names none that this version knows. */
export function trainingTask(entry: Pick<LibraryEntry, 'optimizer'>): TaskSpec {
  const parsed = taskSpecSchema.safeParse(entry.optimizer.training.task);
  return parsed.success ? parsed.data : DEFAULT_TASK;
}

/** Mean loss at each step of a small race, and on whose digits, where it was on digits. */
export type Preview = Required<Pick<LibraryEntry, 'previewCurve'>> &
  Pick<LibraryEntry, 'previewDigits'>;

/**
 * Races the optimizer on fresh problems of the task it was trained for. Where that needs digits which are not here,
 * those that the Lab draws take their place.
 */
export async function preview(
  engine: Pick<Engine, 'startRun'>,
  entry: LibraryEntry,
): Promise<Preview> {
  const task = trainingTask(entry);
  if (task.name !== 'mnist') return { previewCurve: await raceAlone(engine, entry, task) };
  try {
    return { previewCurve: await raceAlone(engine, entry, task), previewDigits: task.data };
  } catch (thrown) {
    if (errorInfo(thrown).code !== 'no-data') throw thrown;
    const drawn: TaskSpec = { ...task, data: 'synthetic' };
    return { previewCurve: await raceAlone(engine, entry, drawn), previewDigits: 'synthetic' };
  }
}

/** A curve of losses that is there already as a preview; nothing where there is none, or it has diverged. */
export function previewOf(
  curve: Float32Array | null | undefined,
  task: TaskSpec | undefined,
): Partial<Preview> {
  if (!curve?.every(Number.isFinite)) return {};
  const previewCurve = [...curve];
  return task?.name === 'mnist' ? { previewCurve, previewDigits: task.data } : { previewCurve };
}

/** Mean loss at steps 0 … T. */
async function raceAlone(
  engine: Pick<Engine, 'startRun'>,
  entry: LibraryEntry,
  task: TaskSpec,
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
        task,
        steps: PREVIEW_STEPS,
        problems: task.name === 'mnist' ? PREVIEW_NETWORKS : PREVIEW_PROBLEMS,
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
