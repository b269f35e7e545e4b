import { useMemo } from 'react';
import { useInspect } from '../../../app/hooks';
import type { TraceConfig } from '../../../specs/trace';
import { type AxisSpec, CurvesFigure, type Series } from '../../charts';
import { lossLabel } from '../../controls/tasks';
import { Term } from '../../terms/Term';
import { aboutTrace, fileNameOf } from './about';
import { useCoordinateStyles } from './coordinateStyles';
import { useNameOf } from './names';
import { aimAt } from './pointing';
import type { Scale } from './ScaleChoice';
import { coordinateSeries, endOf, stepNumbers } from './traceSeries';
import { useSteps } from './UpdateHistories';
import { useOwnStyle } from './useOwnStyle';
import { useSelectedTraces, useStep } from './useSelected';

export const SMALL_HEIGHT = 200;

interface CurveProps {
  config: TraceConfig;
  following: boolean;
}

/** The gradients that the selected coordinates met. */
export function Gradients({ config, following, scale }: CurveProps & { scale: Scale }) {
  const series = useCoordinates('gradient');
  const step = useStep(following);
  const y = useMemo<AxisSpec>(() => ({ label: 'gradient ∇ₜ', scale }), [scale]);
  return (
    <CurvesFigure
      title="Gradient"
      fileName={fileNameOf('gradient', config)}
      about={aboutTrace(config)}
      height={SMALL_HEIGHT}
      series={series}
      x={useSteps(config)}
      y={y}
      cursor={step}
      onCursorChange={aimAt}
      updatesPerSecond={30}
      description={
        <>
          The <Term id="gradient">gradient</Term> that the optimizer was given.
        </>
      }
      empty={series.length === 0 ? 'The gradients of the selected coordinate.' : undefined}
    />
  );
}

/** Where the selected coordinates went. */
export function Values({ config, following }: CurveProps) {
  const series = useCoordinates('value');
  const step = useStep(following);
  return (
    <CurvesFigure
      title="Value"
      fileName={fileNameOf('value', config)}
      about={aboutTrace(config)}
      height={SMALL_HEIGHT}
      series={series}
      x={useThetaSteps(config)}
      y={VALUE}
      cursor={step}
      onCursorChange={aimAt}
      updatesPerSecond={30}
      description={
        <>
          The <Term id="coordinate">coordinate</Term> itself, before each step.
        </>
      }
      empty={series.length === 0 ? 'The values of the selected coordinate.' : undefined}
    />
  );
}

const VALUE: AxisSpec = { label: 'value θₜ', scale: 'linear' };

/** The loss of the one problem along the way. */
export function Loss({ config, following }: CurveProps) {
  const summary = useInspect((state) => state.summary);
  const step = useStep(following);
  const style = useOwnStyle();
  const series = useMemo<Series[]>(
    () =>
      summary === null
        ? []
        : [
            {
              id: 'loss',
              label: config.optimizer.label,
              style,
              x: stepNumbers(summary.loss.length),
              y: summary.loss,
              emphasised: true,
              ...endOf(summary),
            },
          ],
    [summary, style, config],
  );
  const y = useMemo<AxisSpec>(() => ({ label: lossLabel(config.task), scale: 'log' }), [config]);
  return (
    <CurvesFigure
      title="Loss"
      fileName={fileNameOf('loss', config)}
      about={aboutTrace(config)}
      height={SMALL_HEIGHT}
      series={series}
      x={useThetaSteps(config)}
      y={y}
      cursor={step}
      onCursorChange={aimAt}
      labels="legend"
      description="The loss of this one problem."
      empty={series.length === 0 ? 'The loss of the problem.' : undefined}
    />
  );
}

function useCoordinates(quantity: 'gradient' | 'value'): Series[] {
  const traces = useSelectedTraces();
  const summary = useInspect((state) => state.summary);
  const nameOf = useNameOf();
  const styleOf = useCoordinateStyles();
  return useMemo(
    () =>
      coordinateSeries(traces, quantity, (place, coordinate) => ({
        label: nameOf(coordinate),
        style: styleOf(place),
      })).map((line) => ({ ...line, ...endOf(summary) })),
    [traces, quantity, nameOf, styleOf, summary],
  );
}

/** θ₀ … θ_T: one more than there are updates. */
function useThetaSteps({ steps }: TraceConfig): AxisSpec {
  return useMemo(() => ({ label: 'step t', scale: 'linear', domain: [0, steps] }), [steps]);
}
