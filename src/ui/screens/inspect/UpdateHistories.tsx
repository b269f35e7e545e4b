import { useMemo } from 'react';
import { useInspect } from '../../../app/hooks';
import { BASELINE_LABELS } from '../../../specs/optimizer';
import type { TraceConfig } from '../../../specs/trace';
import { type AxisSpec, CurvesFigure, formatNumber } from '../../charts';
import { Term } from '../../terms/Term';
import { aboutTrace, fileNameOf } from './about';
import { useCoordinateStyles } from './coordinateStyles';
import { useNameOf } from './names';
import { aimAt } from './pointing';
import { type Scale, ScaleChoice } from './ScaleChoice';
import { coordinateSeries, endOf, historySeries, watching } from './traceSeries';
import { useOwnStyle } from './useOwnStyle';
import { useMainTrace, useSelectedTraces, useStep } from './useSelected';

export const HISTORY_HEIGHT = 340;

interface UpdateHistoriesProps {
  config: TraceConfig;
  following: boolean;
  /** Of updates and gradients alike. */
  scale: Scale;
  onScale: (scale: Scale) => void;
}

/**
 * The updates of the selected coordinate over the steps, and what optimizers designed by hand would have proposed on
 * the same way (paper, Figure 10). Of several coordinates the updates that were made.
 */
export function UpdateHistories({ config, following, scale, onScale }: UpdateHistoriesProps) {
  const main = useMainTrace();
  const traces = useSelectedTraces();
  const summary = useInspect((state) => state.summary);
  const step = useStep(following);
  const own = useOwnStyle();
  const styleOf = useCoordinateStyles();
  const nameOf = useNameOf();
  const several = traces.length > 1;

  const series = useMemo(() => {
    const lines = several
      ? coordinateSeries(traces, 'update', (place, coordinate) => ({
          label: nameOf(coordinate),
          style: styleOf(place),
        }))
      : main === null
        ? []
        : historySeries(main, config.optimizer, own);
    // Those that watch have not diverged: there is nothing more for them to see.
    const ended = (place: number) => (several || place === 0 ? endOf(summary) : {});
    return lines.map((line, place) => ({ ...line, ...ended(place) }));
  }, [several, traces, main, config, own, styleOf, nameOf, summary]);
  const x = useSteps(config);
  const y = useMemo<AxisSpec>(() => ({ label: 'update', scale }), [scale]);
  const name = main === null ? '' : nameOf(main.coordinate);

  return (
    <CurvesFigure
      title="Update histories"
      fileName={fileNameOf('update-histories', config)}
      about={aboutTrace(config, several ? '' : name)}
      height={HISTORY_HEIGHT}
      series={series}
      x={x}
      y={y}
      cursor={step}
      onCursorChange={aimAt}
      updatesPerSecond={30}
      options={
        <ScaleChoice label="Scale of updates and gradients" value={scale} onChange={onScale} />
      }
      description={
        several ? (
          `What ${config.optimizer.label} added to each of the selected coordinates.`
        ) : (
          <>
            What {config.optimizer.label} added to {name} at each step, and what{' '}
            {main === null ? 'others' : rivals(main.wouldBe, config)}{' '}
            <Term id="sameIterates">would have proposed</Term> on the same way.
          </>
        )
      }
      empty={series.length === 0 ? 'The updates of the selected coordinate.' : undefined}
    />
  );
}

/** "SGD (lr 0.01), NAG (0.012) and Adam (0.45)" */
function rivals(wouldBe: Parameters<typeof watching>[0]['wouldBe'], config: TraceConfig): string {
  const names = watching({ wouldBe }, config.optimizer).map(
    ({ name, learningRate }, place) =>
      `${BASELINE_LABELS[name]} (${place === 0 ? 'lr ' : ''}${formatNumber(learningRate)})`,
  );
  const last = names.pop();
  if (last === undefined) return 'others';
  return names.length === 0 ? last : `${names.join(', ')} and ${last}`;
}

/** The steps of a trace as an axis. */
export function useSteps({ steps }: TraceConfig): AxisSpec {
  return useMemo(
    () => ({ label: 'step t', scale: 'linear', domain: [0, Math.max(1, steps - 1)] }),
    [steps],
  );
}
