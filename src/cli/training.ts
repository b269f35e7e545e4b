/** A training as a command does it: it says how far it is, saves checkpoints, and stops when it is told to. */
import type { MetaTrainer, TrainHandlers, TrainOutcome } from '../metaTraining/metaTrainer';
import { writeCheckpointFile } from '../optimizerFile';
import { RunControl } from '../runtime/control';
import type { ValidationPoint } from '../specs/training';
import { engineWork } from './engine';
import { writeWhole } from './files';
import type { Terminal } from './terminal';
import { TrainProgress } from './trainProgress';

export const EXTENSION = /\.safetensors$/;
export const CHECKPOINT_EXTENSION = /\.checkpoint\.safetensors$/;

export function checkpointBeside(out: string): string {
  return `${out.replace(EXTENSION, '')}.checkpoint.safetensors`;
}

/** What a training has beyond its own settings. */
export interface TrainingLimits {
  /** Stop after so many horizons in all, where the last one comes later. */
  until?: number;
  /** Stopped from outside; without it, the first SIGINT or SIGTERM stops. */
  signal?: AbortSignal;
  onValidation?(point: ValidationPoint): void;
  /** No line for each validation. */
  quiet?: boolean;
}

/** Trains, with a checkpoint in the file `saved` after every validation and at the end, however it ends. */
export async function trainWithCheckpoints(
  trainer: MetaTrainer,
  saved: string,
  terminal: Terminal,
  { until, signal, onValidation, quiet = false }: TrainingLimits = {},
): Promise<TrainOutcome> {
  const save = () => writeWhole(saved, writeCheckpointFile(trainer.checkpoint()));
  const progress = new TrainProgress(trainer.checkpoint(), terminal);
  const handlers: TrainHandlers = {
    onUnroll: (unroll) => progress.unroll(unroll),
    onHorizon: (done) => progress.horizon(done),
    onValidation: (point) => {
      save();
      if (!quiet) progress.validation(point);
      onValidation?.(point);
    },
  };
  const control = new RunControl();
  const stop = () => control.stop();
  const stopListening =
    signal === undefined
      ? onInterrupt(() => {
          terminal.note('Stopping after saving a checkpoint …');
          stop();
        })
      : () => signal.removeEventListener('abort', stop);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  try {
    // It begins with the last horizon that was completed.
    const outcome = await engineWork(() => trainer.run(control, handlers, until), terminal);
    save();
    return outcome;
  } finally {
    stopListening();
  }
}

/** Calls back at the first SIGINT or SIGTERM; the second ends the process as usual. */
export function onInterrupt(stop: () => void): () => void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stopListening = () => {
    for (const signal of signals) process.off(signal, listener);
  };
  const listener = () => {
    stopListening();
    stop();
  };
  for (const signal of signals) process.on(signal, listener);
  return stopListening;
}
