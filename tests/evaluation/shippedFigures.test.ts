/** The figures that ship are as the Lab's own rules make them. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { historyMeasures, sweepMeasures } from '../../src/evaluation/figures/dissectionMeasures';
import { verdictOn } from '../../src/evaluation/figures/verdict';
import { ratesFileSchema } from '../../src/specs/baselineTuning';
import { DISSECTION_SCHEMAS } from '../../src/specs/dissectionResult';
import { dissectionPlan } from '../../src/specs/dissections';
import { figureIndexSchema, figureResultSchema } from '../../src/specs/figureResult';
import { figurePlan, isDissection, usesDigits } from '../../src/specs/figures';
import { PAPER_BASELINES } from '../../src/specs/optimizer';

const folder = path.resolve(import.meta.dirname, '../../public/figures');
const read = (name: string): unknown => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const index = figureIndexSchema.parse(read('index.json'));

test('the index names each figure once, and files that are there', () => {
  const ids = index.figures.map(({ figure }) => figure);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { file } of index.figures) expect(existsSync(path.join(folder, file))).toBe(true);
  if (index.rates !== undefined) ratesFileSchema.parse(read(index.rates));
});

const raced = index.figures.flatMap(({ figure, ...more }) =>
  isDissection(figure) ? [] : [{ figure, ...more }],
);
const dissected = index.figures.flatMap(({ figure, ...more }) =>
  isDissection(figure) ? [{ figure, ...more }] : [],
);

// None, as long as none has been computed.
describe.each(raced)('figure $figure', ({ figure, file, verdicts }) => {
  const result = figureResultSchema.parse(read(file));
  const plan = figurePlan(figure, 'mnist');

  test('was computed on real digits, on enough problems, from a named state of the project', () => {
    expect(result.figure).toBe(figure);
    expect(result.data).toBe(usesDigits(figure) ? 'mnist' : null);
    expect(result.problems).toBeGreaterThanOrEqual(8);
    expect(result.commit).toMatch(/^[0-9a-f]{7,}/);
    expect(result.settings.map(({ key }) => key)).toEqual(plan.settings.map(({ key }) => key));
  });

  test('has the verdicts that its numbers give', () => {
    const learned = result.optimizers.filter(({ kind }) => kind === 'learned');
    expect(learned.length).toBeGreaterThan(0);
    expect(result.verdicts).toEqual(
      learned.map(({ id }) => verdictOn(plan, result.settings, PAPER_BASELINES, id)),
    );
    expect(verdicts.map(({ kind }) => kind)).toEqual(result.verdicts.map(({ kind }) => kind));
  });
});

describe.each(dissected)('figure $figure', ({ figure, file, verdicts }) => {
  const result = DISSECTION_SCHEMAS[figure].parse(read(file));
  const plan = dissectionPlan(figure, 'mnist');

  test('was computed on real digits, from a named state of the project, with nothing to judge', () => {
    expect(result).toMatchObject({ figure, data: 'mnist', steps: plan.steps });
    expect(result.task).toEqual(plan.settings[0].task);
    expect(result.commit).toMatch(/^[0-9a-f]{7,}/);
    expect(result.optimizer.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(result.wouldBe.map(({ name }) => name)).toEqual(plan.beside);
    expect(verdicts).toEqual([]);
  });

  test('has the measures that its numbers give', () => {
    if (result.figure === '10') {
      const { window, measures, update, wouldBe } = result;
      expect({ window, measures }).toEqual(historyMeasures(update, wouldBe));
    } else {
      const { gradients, proposed, wouldBe, measures } = result;
      expect(measures).toEqual(sweepMeasures(gradients, proposed, wouldBe));
    }
  });
});
