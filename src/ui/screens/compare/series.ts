/** A recorded race as the charts want it. */
import { meanOf } from '../../../app/race/raceTable';
import type { RaceRecord } from '../../../app/race/raceTypes';
import type { LineStyle, Series, ShadedRegion, SurfacePath } from '../../charts';

type StyleOf = (id: string) => LineStyle;

/** 0 … T, once for each length. */
const stepsCache = new Map<number, Float32Array>();
function stepNumbers(count: number): Float32Array {
  const kept = stepsCache.get(count);
  if (kept) return kept;
  const made = Float32Array.from({ length: count }, (_, i) => i);
  stepsCache.set(count, made);
  return made;
}

/** The median of each optimizer with its band of the tenth to the ninetieth percentile. */
export function raceSeries(record: RaceRecord, styleOf: StyleOf): Series[] {
  const known = record.computed + 1;
  return record.lines.map((line) => ({
    id: line.id,
    label: line.label,
    style: styleOf(line.id),
    x: stepNumbers(record.config.steps + 1).subarray(0, known),
    y: line.summary.median.subarray(0, known),
    band: {
      low: line.summary.q10.subarray(0, known),
      high: line.summary.q90.subarray(0, known),
      lowLabel: '10th percentile',
      highLabel: '90th percentile',
    },
    emphasised: line.kind === 'learned',
    ...(line.divergence
      ? { endedAt: { x: line.divergence.step, text: `diverged at step ${line.divergence.step}` } }
      : {}),
  }));
}

/** The share of test digits, in per cent, that the networks of each optimizer read rightly: mean over the networks. */
export function accuracySeries(record: RaceRecord, styleOf: StyleOf): Series[] {
  return record.lines.flatMap((line) => {
    const scores = line.scores.filter(
      ({ step }) => step < (line.divergence?.step ?? Number.POSITIVE_INFINITY),
    );
    if (scores.length === 0) return [];
    return {
      id: line.id,
      label: line.label,
      style: styleOf(line.id),
      x: scores.map((score) => score.step),
      y: scores.map((score) => 100 * meanOf(score.accuracy)),
      emphasised: line.kind === 'learned',
    };
  });
}

/** The steps beyond the shortest horizon that a learned optimizer of this race was trained for. */
export function beyondTraining(record: RaceRecord | null): ShadedRegion | undefined {
  if (!record) return undefined;
  const horizons = record.lines.flatMap((line) => line.trainedHorizon ?? []);
  const from = Math.min(...horizons);
  if (!(from < record.config.steps)) return undefined;
  const it = horizons.length > 1 ? 'one of them' : 'it';
  return { from, label: `beyond the horizon ${it} was trained for` };
}

/** Each optimizer's way on the first problem. */
export function surfacePaths(record: RaceRecord, styleOf: StyleOf): SurfacePath[] {
  const { problems } = record.config;
  const known = record.computed + 1;
  return record.lines.flatMap((line) => {
    if (!line.paths) return [];
    const points = new Float32Array(known * 2);
    const values = new Float32Array(known);
    for (let t = 0; t < known; t++) {
      points[2 * t] = line.paths[2 * t * problems] ?? Number.NaN;
      points[2 * t + 1] = line.paths[2 * t * problems + 1] ?? Number.NaN;
      values[t] = line.losses[t * problems] ?? Number.NaN;
    }
    return [{ id: line.id, label: line.label, style: styleOf(line.id), points, values }];
  });
}
