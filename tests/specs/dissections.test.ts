import { describe, expect, test } from 'vitest';
import { DISSECTION_SCHEMAS } from '../../src/specs/dissectionResult';
import { dissectionPlan, dissectionTuningProblems } from '../../src/specs/dissections';
import { figureIndexSchema } from '../../src/specs/figureResult';
import { FIGURE_IDS, figurePlan, isDissection } from '../../src/specs/figures';
import { rateKey } from '../../src/specs/race';
import { historyResult, sweepResult } from '../helpers/dissections';

describe('plans', () => {
  test('figures 10 and 11 are the ones in which nothing is raced', () => {
    expect(FIGURE_IDS.filter(isDissection)).toEqual(['10', '11']);
  });

  test('the network and its rates are those of Figure 4, centre', () => {
    const { settings, steps } = figurePlan('4-centre', 'mnist');
    const [raced] = settings;
    for (const id of ['10', '11'] as const) {
      const plan = dissectionPlan(id, 'mnist');
      const [{ task }] = plan.settings;
      expect(rateKey(task, plan.steps)).toBe(raced && rateKey(raced.task, steps));
    }
    expect(dissectionTuningProblems('quick')).toBeLessThan(dissectionTuningProblems('full'));
  });

  test('Figure 11 has beside it what the paper has', () => {
    expect(dissectionPlan('11', 'synthetic').beside).toEqual(['sgd', 'adam']);
  });
});

describe('results', () => {
  const history = DISSECTION_SCHEMAS['10'];
  const sweep = DISSECTION_SCHEMAS['11'];

  test('are read as they are written', () => {
    expect(history.parse(JSON.parse(JSON.stringify(historyResult())))).toEqual(historyResult());
    expect(sweep.parse(JSON.parse(JSON.stringify(sweepResult())))).toEqual(sweepResult());
  });

  test('are not taken for one another', () => {
    expect(history.safeParse(sweepResult()).success).toBe(false);
    expect(sweep.safeParse(historyResult()).success).toBe(false);
  });

  test.each([
    { gradient: [1, 2] },
    { update: [1, 2, 3, 4, 5] },
    { value: [1, 2, 3, 4] },
    { wouldBe: [{ name: 'sgd' as const, learningRate: 1, updates: [1] }] },
  ])('of Figure 10 have a number for each step: not %j', (patch) => {
    expect(history.safeParse(historyResult(patch)).success).toBe(false);
  });

  test.each([
    { gradients: [-1, 0, 1] },
    { sweptSteps: [0] },
    { proposed: [[1, 2, 3, 4, 5], [1]] },
    { actual: { gradient: [1], update: [1, 2] } },
    { wouldBe: [{ name: 'sgd' as const, learningRate: 1, updates: [] }] },
  ])('of Figure 11 have a number for each step and gradient: not %j', (patch) => {
    expect(sweep.safeParse(sweepResult(patch)).success).toBe(false);
  });

  test('stand in the index without a verdict', () => {
    const { date, data } = historyResult();
    const entry = { figure: '10', file: 'figure-10.json', date, data, verdicts: [] };
    expect(figureIndexSchema.safeParse({ version: 1, figures: [entry] }).success).toBe(true);
  });
});
