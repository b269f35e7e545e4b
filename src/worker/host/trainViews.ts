import { NetworkViewer } from '../../evaluation/views';
import { horizonTask } from '../../metaTraining/horizonPlan';
import type { UnrollReport } from '../../metaTraining/metaTrainer';
import type { MnistSpec } from '../../specs/task';
import type { TrainConfig } from '../../specs/training';
import type { DigitExamples, NetworkView } from '../../specs/views';

/** As often as a person can follow. */
const LOOK_EVERY_MS = 250;

/** Looks at the first network of the horizon that is being trained, now and then. */
export class TrainViews {
  readonly #config: TrainConfig;
  readonly #viewers = new Map<string, NetworkViewer>();
  #lastLook = Number.NEGATIVE_INFINITY;

  private constructor(config: TrainConfig) {
    this.#config = config;
  }

  /** Null where there is nothing to look at, or θ is not the networks' own. */
  static of(config: TrainConfig): TrainViews | null {
    const networks = config.task.name === 'mnist';
    const own = config.coordinateScaling === undefined && config.convexTerm === undefined;
    return networks && own ? new TrainViews(config) : null;
  }

  /** The digits that answers are to: held back from training. Those of the first task, where there are several. */
  examples(): DigitExamples | null {
    const { task } = this.#config;
    return task.name === 'mnist' ? this.#viewerOf(task).examples : null;
  }

  /** @param due it is looked at even if that was done a moment ago */
  async look(
    { horizon, fromStep, meanLosses, theta }: UnrollReport,
    due: boolean,
  ): Promise<NetworkView | null> {
    if (!due && performance.now() - this.#lastLook < LOOK_EVERY_MS) return null;
    this.#lastLook = performance.now();
    const step = fromStep + meanLosses.length - (fromStep === 0 ? 1 : 0);
    const task = horizonTask(this.#config, horizon);
    return task.name === 'mnist' ? this.#viewerOf(task).view(step, await theta()) : null;
  }

  #viewerOf(task: MnistSpec): NetworkViewer {
    const key = JSON.stringify(task);
    const viewer = this.#viewers.get(key) ?? new NetworkViewer(task, 'validation');
    this.#viewers.set(key, viewer);
    return viewer;
  }
}
