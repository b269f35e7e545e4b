/** The curves of several runs as the lines of one picture. Pure. */
import type { ListedRun, RunCurve } from '../../../../app/runs/types';
import { LEARNED_STYLES, type LineStyle, optimizerStyle, type Series } from '../../../charts';
import { smoothed } from '../../train/smoothing';
import { distinctNames } from './names';

/** What is drawn. Pictures of trainings count horizons, those of races steps, those of searches trials. */
export const QUANTITIES = ['validation', 'meta-loss', 'race', 'validation race', 'search'] as const;
export type Quantity = (typeof QUANTITIES)[number];

export type Measure = 'mean' | 'median';
export type XUnit = 'horizons' | 'unrolls' | 'seconds' | 'steps' | 'trials';

export interface RunCurves {
  run: ListedRun;
  curves: readonly RunCurve[];
}

export interface OverlayChoice {
  quantity: Quantity;
  /** Of validations: over their problems. */
  measure: Measure;
  x: XUnit;
  /** Of meta-losses: their moving mean instead of themselves. */
  smooth: boolean;
}

/** The run's curves that a picture has. */
function curvesFor({ run, curves }: RunCurves, quantity: Quantity, measure: Measure): RunCurve[] {
  switch (quantity) {
    case 'validation':
      return curves.filter(({ name }) => name === `validation ${measure}`);
    case 'meta-loss':
      return curves.filter(({ name }) => name === 'meta-loss');
    case 'validation race':
      return curves.filter(({ name }) => name === 'best validation race');
    case 'race':
      return run.kind === 'race' ? entrantsCurves(run, curves, measure) : [];
    case 'search':
      return run.kind === 'search' ? [...curves] : [];
  }
}

/** Of each entrant one curve, under its label. */
function entrantsCurves(
  { config }: Extract<ListedRun, { kind: 'race' }>,
  curves: readonly RunCurve[],
  measure: Measure,
): RunCurve[] {
  const labels = new Set(config.entrants.map(({ label }) => label));
  return [...labels].flatMap((label) => {
    const stored = measure === 'median' ? label : `${label}, ${measure}`;
    return curves.filter(({ name }) => name === stored).map((curve) => ({ ...curve, name: label }));
  });
}

/** The pictures that can be drawn of these runs. */
export function quantitiesOf(all: readonly RunCurves[]): Quantity[] {
  return QUANTITIES.filter((quantity) =>
    all.some((one) => curvesFor(one, quantity, 'mean').length > 0),
  );
}

/** What x can count in a picture: what is known of every one of its lines. */
export function xUnitsOf(all: readonly RunCurves[], quantity: Quantity): XUnit[] {
  const lines = all.flatMap((one) =>
    curvesFor(one, quantity, 'mean').map((curve) => ({ one, curve })),
  );
  const units: XUnit[] = ['horizons', 'unrolls', 'seconds', 'steps', 'trials'];
  return units.filter(
    (unit) =>
      lines.length > 0 && lines.every(({ one, curve }) => xIn(unit, curve, one.curves) !== null),
  );
}

/** The places of a curve's points, counted in `unit`; null where that is not known. */
function xIn(unit: XUnit, curve: RunCurve, siblings: readonly RunCurve[]): Float32Array | null {
  if (unit === curve.unit) return curve.x;
  if (curve.unit !== 'horizons') return null;
  if (unit === 'seconds') return curve.seconds ?? null;
  if (unit !== 'unrolls') return null;
  // A point of the meta-loss is an unroll, at the place in horizons where it ended.
  const ends = siblings.find(({ name }) => name === 'meta-loss')?.x;
  if (!ends) return null;
  let done = 0;
  return curve.x.map((horizon) => {
    while (done < ends.length && (ends[done] as number) <= horizon) done++;
    return done;
  });
}

const DASHES = [undefined, '9 3 2 3', '5 3', '11 4', '1.5 3.5'] as const;

/** So many lines look different from one another; the next ones begin anew. */
export const LINE_STYLES = LEARNED_STYLES * DASHES.length;

/** The look of the i-th line: the colours of the palette first, then the same ones with its dashes. */
export function lineStyle(i: number): LineStyle {
  const style = optimizerStyle(i);
  const dash = DASHES[Math.floor(i / LEARNED_STYLES) % DASHES.length];
  return dash === undefined ? style : { ...style, dash };
}

/** The lines of the picture, in the order of the runs. Each is of its own look; names that are alike are told apart. */
export function overlaySeries(all: readonly RunCurves[], choice: OverlayChoice): Series[] {
  const names = distinctNames(all.map(({ run }) => run));
  const series: Series[] = [];
  all.forEach((one, place) => {
    const lines = curvesFor(one, choice.quantity, choice.measure);
    const ofOptimizers = choice.quantity === 'race' || choice.quantity === 'search';
    for (const curve of lines) {
      const x = xIn(choice.x, curve, one.curves);
      if (x === null) continue;
      const name = names[place] as string;
      const smooth = choice.smooth && choice.quantity === 'meta-loss';
      const ended = endOf(one.run, curve, x, choice.x);
      series.push({
        id: `${one.run.id} ${series.length} ${curve.name}`,
        label: ofOptimizers ? `${name}: ${curve.name}` : name,
        // Where a run has one line only, it looks as in the list of what is compared.
        style: lineStyle(ofOptimizers ? series.length : place),
        x,
        y: smooth ? smoothed(Float64Array.from(curve.y)) : curve.y,
        ...(ended === null ? {} : { endedAt: ended }),
      });
    }
  });
  return series;
}

/** Where a line broke off, and why. */
function endOf(
  run: ListedRun,
  { y, name }: RunCurve,
  x: Float32Array,
  unit: XUnit,
): NonNullable<Series['endedAt']> | null {
  let last = y.length - 1;
  while (last >= 0 && !Number.isFinite(y[last] as number)) last--;
  const brokeOff = last < y.length - 1;
  // The race of its best weights did not diverge.
  const diverged = run.state === 'diverged' && run.kind === 'training' && !name.includes('best');
  if (last < 0 || !(brokeOff || diverged)) return null;
  // At the end of a line there is little room, and the axis says where it is.
  if (!brokeOff) return { x: x[last] as number, text: 'diverged' };
  const at = Math.round(x[last + 1] as number);
  return { x: x[last] as number, text: `diverged at ${placeInWords(at, unit)}` };
}

/** "horizon 12", "12 s". */
export function placeInWords(at: number, unit: XUnit): string {
  return unit === 'seconds' ? `${at} s` : `${unit.slice(0, -1)} ${at}`;
}
