/**
 * A hand-written kernel cannot do its work here: it does not compile, there is no memory for it, a device's limits do
 * not hold it, or it gave numbers that cannot be right. The definition can take its place, so whoever runs the work
 * catches this, says so and goes on with the definition.
 */
import { LabError } from '../../specs/errors';

export class KernelFailure extends LabError {
  readonly why: string;

  /** @param why what happened, as the end of a sentence: "the shader does not compile" */
  constructor(why: string, detail?: string) {
    super({
      code: 'kernel-failed',
      message: `The fast implementation of the optimizer cannot be used: ${why}.`,
      remedy: 'The Lab goes on with the slower one, in TensorFlow.js operations.',
      ...(detail === undefined ? {} : { detail }),
    });
    this.why = why;
  }
}

/** A kernel is sound, but this piece of work is more than it has memory for, or than the device takes at a time. */
export class TooLargeForKernel extends KernelFailure {}
