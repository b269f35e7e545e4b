/** How far a training is, in one line on standard error. */
import type { UnrollReport } from '../metaTraining/metaTrainer';
import type { Checkpoint, TrainConfig, ValidationPoint } from '../specs/training';
import type { Terminal } from './terminal';

export class TrainProgress {
  readonly #config: TrainConfig;
  readonly #terminal: Terminal;
  readonly #from: number;
  readonly #started = performance.now();
  #done: number;
  #metaLoss = Number.NaN;
  #best: number;

  /** @param from where the training begins or goes on */
  constructor({ config, horizonsDone, best }: Checkpoint, terminal: Terminal) {
    this.#config = config;
    this.#terminal = terminal;
    this.#from = horizonsDone;
    this.#done = this.#from;
    this.#best = best?.score ?? Number.NaN;
  }

  unroll({ point }: UnrollReport): void {
    if (point !== null) this.#metaLoss = point.value;
    this.#terminal.progress(this.#line());
  }

  horizon(done: number): void {
    this.#done = done;
    this.#terminal.progress(this.#line());
  }

  validation({ mean, median, best }: ValidationPoint): void {
    if (best) this.#best = mean;
    const mark = best ? ', best so far' : ` (best ${this.#best.toPrecision(4)})`;
    this.#terminal.note(
      `${this.#line()}, validation mean ${mean.toPrecision(4)} median ${median.toPrecision(4)}${mark}`,
    );
  }

  #line(): string {
    const { epochs } = this.#config;
    const seconds = (performance.now() - this.#started) / 1000;
    const moved = this.#done - this.#from;
    const rate = moved / seconds;
    const left = moved === 0 ? '' : `, ${duration((epochs - this.#done) / rate)} left`;
    const speed = moved === 0 ? '' : `, ${rate.toPrecision(3)} horizons/s${left}`;
    const loss = Number.isNaN(this.#metaLoss) ? '' : `, meta-loss ${this.#metaLoss.toPrecision(4)}`;
    return `Training: horizon ${this.#done} of ${epochs}${speed}${loss}`;
  }
}

/** "45 s", "12 min", "3.5 h". */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}
