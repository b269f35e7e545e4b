/** Baselines beyond the paper's four: chosen by name, raced at their own rates, and none of Inspect's. */
import { describe, expect, test } from 'vitest';
import { entrants } from '../../../src/app/address/linkValues';
import { canInspect } from '../../../src/app/inspect/inspectSource';
import { raceOptimizers } from '../../../src/app/race/entrants';
import { emptyRecord, withSteps } from '../../../src/app/race/raceRecord';
import { raceTable } from '../../../src/app/race/raceTable';
import { PAPER_BASELINES } from '../../../src/specs/optimizer';
import { DEFAULT_TASK } from '../../../src/specs/task';
import { mergeEvents } from '../../../src/worker/host/eventChannel';
import type { RaceSteps } from '../../../src/worker/protocol';
import { testLab } from '../support/lab';

const read = (text: string) => entrants.schema.safeParse(text);

describe('in a link', () => {
  test('they follow the four, which are always listed', () => {
    const found = read('lbfgs,adam,lion:lr=0.01').data ?? [];
    expect(found.map(({ id, enabled }) => [id, enabled])).toEqual([
      ...PAPER_BASELINES.map((id) => [id, id === 'adam']),
      ['lbfgs', true],
      ['lion', true],
    ]);
    expect(entrants.format(found)).toBe('adam,lbfgs,lion:lr=0.01');
  });

  test('L-BFGS has no rate', () => {
    expect(read('lbfgs:lr=0.1').error?.issues[0]?.message).toContain('"lbfgs:lr=0.1"');
  });
});

describe('in the list', () => {
  test('they are added once, taken out again, and the four are not', () => {
    const { race } = testLab();
    const names = () => race.getState().entrants.map(({ id }) => id);
    race.getState().addBaseline('momentum');
    race.getState().toggleOptimizer('momentum');
    race.getState().addBaseline('momentum');
    expect(names()).toEqual([...PAPER_BASELINES, 'momentum']);
    expect(race.getState().entrants.at(-1)?.enabled).toBe(true);
    race.getState().removeOptimizer('adam');
    race.getState().removeOptimizer('momentum');
    expect(names()).toEqual(PAPER_BASELINES);
  });

  test('a race asks for the rates of those that have one', async () => {
    const lab = testLab();
    lab.engine.start();
    await lab.engine.ready();
    lab.race.getState().setEntrants(read('lbfgs,lion,adamw:lr=0.2').data ?? []);
    void lab.race.getState().run();
    await expect.poll(() => lab.worker().requests('tune').length).toBe(1);
    expect(lab.worker().last('tune').optimizers).toEqual(['lion']);
  });

  test('L-BFGS races as a line search', () => {
    const list = read('lbfgs,adamw:lr=0.2').data ?? [];
    const { optimizers, rates } = raceOptimizers(list, [], {});
    expect(optimizers).toEqual([
      { kind: 'line-search', id: 'lbfgs', label: 'L-BFGS', name: 'lbfgs' },
      { kind: 'baseline', id: 'adamw', label: 'AdamW', name: 'adamw', learningRate: 0.2 },
    ]);
    expect(Object.keys(rates)).toEqual(['adamw']);
    // Inspect explains the paper's four, and learned ones.
    expect(optimizers.map(canInspect)).toEqual([false, false]);
  });
});

describe('how often L-BFGS evaluates', () => {
  const steps = (from: number, evaluations: number[]): RaceSteps => ({
    kind: 'race-steps',
    from,
    count: evaluations.length,
    problems: 1,
    losses: [new Float32Array(evaluations.length).fill(1)],
    summaries: [new Float32Array(evaluations.length * 6)],
    evaluations: [Float32Array.from(evaluations)],
  });

  test('comes with the steps, whatever they are joined to, and stands in the table', () => {
    const { optimizers } = raceOptimizers(read('lbfgs').data ?? [], [], {});
    const config = { task: DEFAULT_TASK, steps: 4, problems: 1, seed: 1, optimizers };
    const joined = mergeEvents(steps(0, [0, 3]), steps(2, [5]));
    const record = withSteps(emptyRecord(1, config, {}), joined as RaceSteps);
    expect([...(record.lines[0]?.evaluations ?? [])]).toEqual([0, 3, 5, Number.NaN, Number.NaN]);
    expect(raceTable(record, 1, []).rows[0]?.evaluations).toBe(3);
    expect(raceTable(record, 4, []).rows[0]?.evaluations).toBe(5);
  });
});
