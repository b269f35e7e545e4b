/** What a worker says of any run. */
import type { DigitExamples } from '../../specs/views';

/** What the run is doing right now, in words for the status line. */
export interface RunState {
  kind: 'state';
  state: 'tuning' | 'running' | 'validating' | 'paused';
  text: string;
}

/**
 * A kernel failed, and the definition takes its place (a notice says so): a race begins again with step 0, a training
 * goes on from the checkpoint that was sent just before. What was sent beyond that does not count.
 */
export interface RunRestarted {
  kind: 'restarted';
}

/** The definition computes the learned optimizers of this run, since their configuration is beyond the kernels. */
export interface RunDefinition {
  kind: 'definition';
  /** Why: "128 hidden units are more than 64". */
  reason: string;
}

/** The digits that the answers of this run's views are to. */
export interface RunExamples {
  kind: 'examples';
  examples: DigitExamples;
}
