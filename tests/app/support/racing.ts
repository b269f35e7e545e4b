/** A race whose worker computes what a test lets it compute. */
import type { RaceActions, RaceState } from '../../../src/app/race/raceTypes';
import { SUMMARY_COLUMNS } from '../../../src/specs/race';
import { settled } from './clock';
import { testLab } from './lab';

type Lab = ReturnType<typeof testLab>;

export class Racing {
  readonly lab: Lab;

  constructor(options: Parameters<typeof testLab>[0] = {}) {
    this.lab = testLab(options);
    this.lab.engine.start();
  }

  get state(): RaceState & RaceActions {
    return this.lab.race.getState();
  }

  get cursor(): number {
    return this.state.player.cursor;
  }

  /** The landing race, as far as the worker's part in it. */
  async land(): Promise<this> {
    void this.state.autoRace();
    await settled();
    return this;
  }

  /** The worker computes steps `from … to`. */
  computes(from: number, to: number): void {
    const { config, runId } = this.lab.worker().last('race');
    const count = to - from + 1;
    const make = (width: number) =>
      config.optimizers.map((_, i) => new Float32Array(count * width).fill(i + 1));
    this.lab.worker().event(runId, {
      kind: 'race-steps',
      from,
      count,
      problems: config.problems,
      losses: make(config.problems),
      summaries: make(SUMMARY_COLUMNS.length),
    });
  }

  async ends(outcome: 'finished' | 'stopped' = 'finished'): Promise<void> {
    this.lab.worker().answer('race', { outcome, steps: 200, seconds: 1.25 });
    await settled();
  }
}
