import { useCallback, useId, useMemo, useState } from 'react';
import type { ListedRun } from '../../../../app/runs/types';
import { type AxisSpec, CurvesFigure } from '../../../charts';
import { curvesTable } from '../../../charts/tables';
import controls from '../../../controls/controls.module.css';
import visuallyHidden from '../../../VisuallyHidden.module.css';
import { axesOf, QUANTITY_WORDS, UNIT_WORDS } from './axes';
import { captionOf } from './caption';
import classes from './compare.module.css';
import {
  type Measure,
  overlaySeries,
  type Quantity,
  quantitiesOf,
  type RunCurves,
  type XUnit,
  xUnitsOf,
} from './overlay';
import type { LoadedCurves } from './useCurves';

interface OverlayProps {
  runs: readonly ListedRun[];
  curvesOf: (id: string) => LoadedCurves;
  title: string;
  height: number;
}

/** The curves of one run or of several in one picture. */
export function Overlay({ runs, curvesOf, title, height }: OverlayProps) {
  const [asked, setAsked] = useState<{ quantity?: Quantity; x?: XUnit; measure?: Measure }>({});
  const [smooth, setSmooth] = useState(true);
  const [logY, setLogY] = useState(true);

  const waiting = runs.some(({ id }) => curvesOf(id).curves === null);
  const loaded = useMemo<RunCurves[]>(
    () => runs.map((run) => ({ run, curves: curvesOf(run.id).curves ?? [] })),
    [runs, curvesOf],
  );
  const quantities = useMemo(() => quantitiesOf(loaded), [loaded]);
  const quantity = chosen(asked.quantity, quantities) ?? 'validation';
  const units = useMemo(() => xUnitsOf(loaded, quantity), [loaded, quantity]);
  const x = chosen(asked.x, units) ?? 'horizons';
  // As on the screens where they ran: trainings are judged by the mean, races drawn by the median.
  const measure = asked.measure ?? (quantity === 'race' ? 'median' : 'mean');

  const series = useMemo(
    () => overlaySeries(loaded, { quantity, measure, x, smooth }),
    [loaded, quantity, measure, x, smooth],
  );
  const axes = useMemo(
    () => axesOf(loaded, series, { quantity, measure, x }),
    [loaded, series, quantity, measure, x],
  );
  const xAxis = useMemo<AxisSpec>(() => ({ label: axes.x, scale: 'linear' }), [axes.x]);
  const yAxis = useMemo<AxisSpec>(
    () => ({ label: axes.y, scale: logY && axes.canBeLog ? 'log' : 'linear' }),
    [axes, logY],
  );
  // The numbers themselves, however they are drawn.
  const table = useCallback(
    () =>
      curvesTable(
        overlaySeries(loaded, { quantity, measure, x, smooth: false }),
        UNIT_WORDS[x].one,
      ),
    [loaded, quantity, measure, x],
  );

  return (
    <CurvesFigure
      title={title}
      fileName={`runs-${quantity.replace(' ', '-')}`}
      about={`${QUANTITY_WORDS[quantity]} of ${runs.length === 1 ? runs[0]?.name : `${runs.length} runs`}`}
      height={height}
      series={series}
      x={xAxis}
      y={yAxis}
      xName={UNIT_WORDS[x].one}
      table={table}
      options={
        <span className={classes.options}>
          <Choice
            name="Curves"
            value={quantity}
            values={quantities}
            say={(value) => QUANTITY_WORDS[value]}
            onChange={(value) => setAsked({ ...asked, quantity: value })}
          />
          <Choice
            name="Horizontal axis"
            value={x}
            values={units}
            say={(value) => value}
            onChange={(value) => setAsked({ ...asked, x: value })}
          />
          {(quantity === 'validation' || quantity === 'race') && series.length > 0 && (
            <Choice
              name="Over the problems"
              value={measure}
              values={['mean', 'median'] as const}
              say={(value) => value}
              onChange={(value) => setAsked({ ...asked, measure: value })}
            />
          )}
          {quantity === 'meta-loss' && (
            <Check name="smoothed" checked={smooth} onChange={setSmooth} />
          )}
          <Check name="log y" checked={logY && axes.canBeLog} onChange={setLogY} />
        </span>
      }
      description={captionOf(loaded, series, quantity)}
      empty={series.length > 0 ? undefined : emptyInWords(runs, curvesOf, waiting)}
    />
  );
}

function chosen<T>(asked: T | undefined, possible: readonly T[]): T | undefined {
  return asked !== undefined && possible.includes(asked) ? asked : possible[0];
}

function emptyInWords(
  runs: readonly ListedRun[],
  curvesOf: (id: string) => LoadedCurves,
  waiting: boolean,
): string {
  if (waiting) return 'The curves are being read.';
  const [failed] = runs.flatMap(({ id }) => curvesOf(id).error ?? []);
  if (failed) return `The curves could not be read: ${failed.message}`;
  return runs.length === 1
    ? 'No curves are kept of this run: it had not come so far, or they were removed to free space.'
    : 'No curves are kept of these runs: they had not come so far, or they were removed to free space.';
}

interface ChoiceProps<T extends string> {
  name: string;
  value: T;
  values: readonly T[];
  say: (value: T) => string;
  onChange: (value: T) => void;
}

/** One of several; nothing where there is no choice. */
function Choice<T extends string>({ name, value, values, say, onChange }: ChoiceProps<T>) {
  const group = useId();
  if (values.length < 2) return null;
  return (
    <fieldset className={classes.choice}>
      <legend className={visuallyHidden.hidden}>{name}</legend>
      {values.map((one) => (
        <label key={one}>
          <input type="radio" name={group} checked={one === value} onChange={() => onChange(one)} />
          <span>{say(one)}</span>
        </label>
      ))}
    </fieldset>
  );
}

interface CheckProps {
  name: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Check({ name, checked, onChange }: CheckProps) {
  return (
    <label className={controls.check}>
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      {name}
    </label>
  );
}
