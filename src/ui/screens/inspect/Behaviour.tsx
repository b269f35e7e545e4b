import { useCallback, useId, useMemo } from 'react';
import { useInspect } from '../../../app/hooks';
import { behaviourText } from '../../../app/inspect/inspectText';
import {
  type EffectiveBehaviour,
  EXPLANATIONS,
  type Explanation,
  type Fit,
  type TraceConfig,
} from '../../../specs/trace';
import {
  type AxisSpec,
  CurvesFigure,
  type DataTable,
  formatNumber,
  type LineStyle,
  optimizerStyle,
  type Series,
} from '../../charts';
import { toCsv } from '../../charts/csv';
import { Swatch } from '../../Swatch';
import { Term } from '../../terms/Term';
import { aboutTrace, fileNameOf } from './about';
import classes from './inspect.module.css';
import { aimAt } from './pointing';
import { useSteps } from './UpdateHistories';
import { useStep } from './useSelected';

const HEIGHT = 230;

const NAMES: Record<Explanation, string> = {
  gradient: 'Gradient alone',
  momentum: 'Gradient and momentum',
  adam: 'Adam’s direction',
};
/** Each in the colour of the optimizer that steps so. */
const STYLES: Record<Explanation, LineStyle> = {
  gradient: optimizerStyle('sgd'),
  momentum: optimizerStyle('nag'),
  adam: optimizerStyle('adam'),
};
const SHARES: AxisSpec = { label: 'R²', scale: 'linear', domain: [0, 1] };
const RATES: AxisSpec = { label: 'effective rate', scale: 'symlog' };

/** How much of the updates simple formulas account for: over everything, and along the way. */
export function Behaviour({ config, following }: { config: TraceConfig; following: boolean }) {
  const behaviour = useInspect((state) => state.summary?.behaviour ?? null);
  const headingId = useId();
  const step = useStep(following);
  const shares = useMemo(() => windowSeries(behaviour, ({ r2 }) => r2), [behaviour]);
  const rates = useMemo(() => rateSeries(behaviour), [behaviour]);
  const words = behaviour === null ? null : behaviourText(behaviour, config.optimizer.kind);
  const table = useCallback(() => behaviourTable(behaviour), [behaviour]);
  const csv = useCallback(() => toCsv(behaviourTable(behaviour)), [behaviour]);
  const x = useSteps(config);
  const common = { about: aboutTrace(config), height: HEIGHT, x, cursor: step, table, csv };
  return (
    <section className={classes.section} aria-labelledby={headingId}>
      <h3 id={headingId}>Effective behaviour</h3>
      <p className={classes.words}>
        {words?.shares} {words?.conclusion !== null && <strong>{words?.conclusion}</strong>}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">The updates explained by</th>
              <th scope="col">
                <Term id="rSquared">R²</Term>
              </th>
              <th scope="col">
                <Term id="effectiveRate">Effective rate</Term>
              </th>
              <th scope="col">Rate of the momentum</th>
            </tr>
          </thead>
          <tbody>
            {EXPLANATIONS.map((name) => {
              const fit = behaviour?.whole[name];
              return (
                <tr key={name}>
                  <th scope="row">
                    <span className={classes.named}>
                      <Swatch style={STYLES[name]} />
                      {NAMES[name]}
                    </span>
                  </th>
                  <td>{number(fit?.r2)}</td>
                  <td>{number(fit?.rate)}</td>
                  <td>{name === 'momentum' ? number(fit?.momentumRate) : ''}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p className={classes.note}>
        Least squares without a constant, over all coordinates and steps that were kept. Large
        updates weigh the most, as in any least squares.
      </p>
      <div className={classes.pair}>
        <CurvesFigure
          title="Explained over time"
          fileName={fileNameOf('effective-behaviour', config)}
          series={shares}
          y={SHARES}
          onCursorChange={aimAt}
          labels="legend"
          description="The same for short runs of steps by themselves: drawn at the middle of each."
          empty={shares.length === 0 ? 'How much each formula explains, along the way.' : undefined}
          {...common}
        />
        <CurvesFigure
          title="Effective rate over time"
          fileName={fileNameOf('effective-rate', config)}
          series={rates}
          y={RATES}
          onCursorChange={aimAt}
          labels="legend"
          description="The learning rate of each formula that comes closest. Below zero it steps the other way."
          empty={rates.length === 0 ? 'The rate that comes closest, along the way.' : undefined}
          {...common}
        />
      </div>
    </section>
  );
}

const number = (value: number | null | undefined): string =>
  value == null ? '–' : formatNumber(value);

function windowSeries(
  behaviour: EffectiveBehaviour | null,
  of: (fit: Fit) => number | null,
): Series[] {
  const windows = behaviour?.windows ?? [];
  return EXPLANATIONS.flatMap((name): Series[] => {
    const known = windows.filter(({ fits }) => of(fits[name]) !== null);
    if (known.length === 0) return [];
    return [
      {
        id: name,
        label: NAMES[name],
        style: STYLES[name],
        x: known.map(({ from, to }) => (from + to - 1) / 2),
        y: known.map(({ fits }) => of(fits[name]) as number),
      },
    ];
  });
}

/** The rates of all three, and that of the momentum. */
function rateSeries(behaviour: EffectiveBehaviour | null): Series[] {
  const momentum = windowSeries(behaviour, ({ momentumRate }) => momentumRate).map((line) => ({
    ...line,
    id: 'momentumRate',
    label: 'Momentum',
    style: optimizerStyle('rmsprop'),
  }));
  return [...windowSeries(behaviour, ({ rate }) => rate), ...momentum];
}

function behaviourTable(behaviour: EffectiveBehaviour | null): DataTable {
  const columns = ['from step', 'to step', 'explained by', 'R²', 'effective rate', 'momentum rate'];
  const runs =
    behaviour === null
      ? []
      : [
          {
            from: 0,
            to: behaviour.windows.at(-1)?.to ?? 0,
            fits: behaviour.whole,
          },
          ...behaviour.windows,
        ];
  return {
    columns,
    rows: runs.length * EXPLANATIONS.length,
    cell(row, column) {
      const run = runs[Math.floor(row / EXPLANATIONS.length)];
      const name = EXPLANATIONS[row % EXPLANATIONS.length];
      if (run === undefined || name === undefined) return null;
      const { r2, rate, momentumRate } = run.fits[name];
      return [run.from, run.to - 1, NAMES[name], r2, rate, momentumRate][column] ?? null;
    },
  };
}
