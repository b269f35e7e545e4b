import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { useInspect } from '../../../app/hooks';
import { taskLabel } from '../../../app/taskText';
import type { TraceConfig, TraceSummary } from '../../../specs/trace';
import type { LineStyle, MapArrow, SurfacePath } from '../../charts';
import { ContourFigure } from '../../charts/onDemand';
import { Term } from '../../terms/Term';
import { aboutTrace } from './about';
import { INK } from './coordinateStyles';
import { aimAt } from './pointing';
import { HISTORY_HEIGHT } from './UpdateHistories';
import { useOwnStyle } from './useOwnStyle';
import { useStep } from './useSelected';

const DOWNHILL: LineStyle = { ...INK, dash: '4 3' };

/** A surface from above with the path, and at the selected step where the gradient points and where the update goes. */
export function SurfacePanel({ config, following }: { config: TraceConfig; following: boolean }) {
  const surface = useInspect((state) => state.surface);
  const summary = useInspect((state) => state.summary);
  const gradients = useInspect(
    useShallow(({ coordinates }) => [coordinates[0]?.gradient, coordinates[1]?.gradient] as const),
  );
  const step = useStep(following);
  const style = useOwnStyle();
  const paths = useMemo<SurfacePath[]>(() => {
    if (summary?.path == null) return [];
    const { label } = config.optimizer;
    return [{ id: 'own', label, style, points: summary.path, values: summary.loss }];
  }, [summary, config, style]);
  const arrows = useMemo(
    () => arrowsAt(summary, gradients, step, style),
    [summary, gradients, step, style],
  );
  return (
    <ContourFigure
      title="Contour map"
      fileName="contour-map"
      about={`${aboutTrace(config)} Step ${step}.`}
      height={HISTORY_HEIGHT}
      surface={surface}
      paths={paths}
      arrows={arrows}
      cursor={step}
      onCursorChange={aimAt}
      description={
        <>
          {taskLabel(config.task)} from above. At step {step}: where the{' '}
          <Term id="update">update</Term> goes, and where it is steepest down, against the{' '}
          <Term id="gradient" then=".">
            gradient
          </Term>
        </>
      }
    />
  );
}

/** From θₜ to θₜ₊₁, and from θₜ against ∇ₜ. */
function arrowsAt(
  summary: TraceSummary | null,
  [gx, gy]: readonly [Float32Array | undefined, Float32Array | undefined],
  step: number,
  style: LineStyle,
): MapArrow[] {
  const { path = null } = summary ?? {};
  if (path === null) return [];
  const point = (t: number) => [path[2 * t] ?? Number.NaN, path[2 * t + 1] ?? Number.NaN] as const;
  const from = point(step);
  const arrows: MapArrow[] = [{ id: 'update', label: 'update', style, from, to: point(step + 1) }];
  const [x, y] = [gx?.[step], gy?.[step]];
  if (x !== undefined && y !== undefined) {
    const to = [from[0] - x, from[1] - y] as const;
    arrows.push({ id: 'gradient', label: '−gradient', style: DOWNHILL, from, to });
  }
  return arrows;
}
