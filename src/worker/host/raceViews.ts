import { digitsOf } from '../../datasets/digits';
import type { Observer } from '../../evaluation/race';
import { NetworkViewer, scoredDigits, scoresAt, viewsAt } from '../../evaluation/views';
import type { Optimizee } from '../../optimizees/optimizee';
import type { Control } from '../../runtime/control';
import { readFloats, type Tensor2D, tf } from '../../runtime/tf';
import type { MnistSpec } from '../../specs/task';
import type { DigitExamples } from '../../specs/views';
import type { RaceScore, RaceView } from '../protocol';

/** Looks at the networks of a race on the way, and gathers what is to be told of them. */
export class RaceViews implements Observer {
  readonly #viewer: NetworkViewer;
  /** How many test digits there are. */
  readonly #digits: number;
  readonly #optimizee: Optimizee;
  readonly #steps: number;
  readonly #control: Control;
  #views: RaceView[] = [];
  #scores: RaceScore[] = [];

  constructor(task: MnistSpec, optimizee: Optimizee, steps: number, control: Control) {
    this.#viewer = new NetworkViewer(task, 'test');
    this.#digits = digitsOf(task.data).test.count;
    this.#optimizee = optimizee;
    this.#steps = steps;
    this.#control = control;
  }

  get examples(): DigitExamples {
    return this.#viewer.examples;
  }

  at(step: number): boolean {
    return viewsAt(step, this.#steps) || scoresAt(step, this.#steps);
  }

  async look(optimizer: number, step: number, theta: Tensor2D): Promise<void> {
    if (viewsAt(step, this.#steps)) {
      const first = await firstOf(theta);
      // A divergence is found out a little later; what is no number has no picture and no answer.
      if (first.every(Number.isFinite)) {
        this.#views.push({ optimizer, ...this.#viewer.view(step, first) });
      }
    }
    if (!scoresAt(step, this.#steps)) return;
    const most = scoredDigits(step, this.#steps);
    const scores = await this.#optimizee.score?.(theta, 'test', most);
    if (scores === undefined) return;
    const examples = Math.min(most, this.#digits);
    this.#scores.push({ optimizer, step, examples, all: examples === this.#digits, ...scores });
    // Whole sets take long where there are no kernels.
    await this.#control.tick();
  }

  /** What has been seen since it was asked last. */
  taken(): { views: RaceView[]; scores: RaceScore[] } {
    const taken = { views: this.#views, scores: this.#scores };
    this.#views = [];
    this.#scores = [];
    return taken;
  }
}

/** θ of the first network alone [n]. */
async function firstOf(theta: Tensor2D): Promise<Float32Array> {
  const first = tf.slice(theta, [0, 0], [1, theta.shape[1]]);
  try {
    return await readFloats(first);
  } finally {
    first.dispose();
  }
}
