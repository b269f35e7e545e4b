import { memo, useMemo, useRef, useState } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import { fieldSteps } from '../../../app/inspect/inspectQuestions';
import type { InspectState } from '../../../app/inspect/inspectTypes';
import type { TraceConfig, TraceSummary, UpdateField } from '../../../specs/trace';
import { type AxisSpec, CurvesFigure, type CurvesPanel, formatNumber } from '../../charts';
import { CurveMultiplesFigure } from '../../charts/onDemand';
import controls from '../../controls/controls.module.css';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { aboutTrace, fileNameOf } from './about';
import { actualPoint, sweepSeries, sweptAt, updateDomain } from './fieldSeries';
import classes from './inspect.module.css';
import { useNameOf } from './names';
import { type Scale, ScaleChoice } from './ScaleChoice';
import { SweepPlayer } from './SweepPlayer';
import { useOwnStyle } from './useOwnStyle';
import { useFollowed, useStep } from './useSelected';

export const FIELD_HEIGHT = 420;
const sweptField = (state: InspectState) => state.field.value;
const setScale = (scale: Scale) => lab.inspect.getState().setField({ scale });
const selectSwept = (id: string) => lab.inspect.getState().selectStep(Number(id));

/** On a phone every fourth of the paper's 32. */
const SPARSE = 4;

/**
 * The update that other gradients would have brought at the selected step, the history before it held fixed (paper,
 * Figure 11): the selected step large, and all over the trace small.
 */
export function ProposedUpdate({ config, following }: { config: TraceConfig; following: boolean }) {
  const field = useFollowed(following, sweptField);
  const error = useInspect((state) => state.field.error);
  const view = useInspect((state) => state.view.field);
  const step = useStep(following);
  const style = useOwnStyle();
  const nameOf = useNameOf();
  const [cursor, setCursor] = useState<number | null>(null);

  const at = field === null ? 0 : sweptAt(field, step);
  const swept = field?.config.steps[at] ?? step;
  const { optimizer } = config;
  const series = useMemo(
    () => (field === null ? [] : sweepSeries(field, at, optimizer, style)),
    [field, at, optimizer, style],
  );
  const markers = useMemo(
    () => (field === null ? [] : actualPoint(field, at, style, 'as it was')),
    [field, at, style],
  );
  const { x, y } = useAxes(field);
  const name = field === null ? '' : nameOf(field.config.coordinate);
  const about = `${aboutTrace(config, name)} Step ${swept}.`;

  return (
    <div className={classes.pair}>
      <div className={classes.panel}>
        <CurvesFigure
          title="Proposed update"
          fileName={fileNameOf('proposed-update', config)}
          about={about}
          height={FIELD_HEIGHT}
          series={series}
          markers={markers}
          x={x}
          y={y}
          xName="gradient"
          cursor={cursor}
          onCursorChange={setCursor}
          updatesPerSecond={30}
          labels="legend"
          options={
            <>
              <ScaleChoice
                label="Scale of the gradients swept"
                value={view.scale}
                onChange={setScale}
              />
              <RangeField limit={view.limit} now={field?.config.limit ?? null} />
            </>
          }
          description={
            <>
              At step {swept} for {name || 'the selected coordinate'}: the update that each gradient{' '}
              <Term id="proposedUpdate">would have brought</Term>, everything before it as it was.
              The diamond is what happened.{' '}
              {series.some(({ id }) => id === 'sgd') &&
                'SGD leaves the picture where it is steeper.'}
            </>
          }
          empty={
            field === null
              ? (error?.message ?? 'The update as a function of the gradient.')
              : undefined
          }
        />
        {field !== null && <SweepPlayer steps={field.config.steps} at={at} />}
      </div>
      <Multiples config={config} field={field} step={step} />
    </div>
  );
}

/** The same ends at all steps and in all pictures. */
function useAxes(field: UpdateField | null): { x: AxisSpec; y: AxisSpec } {
  return useMemo(() => {
    const { limit = 1, scale = 'linear' } = field?.config ?? {};
    return {
      x: { label: 'gradient', scale, domain: [-limit, limit] },
      y: {
        label: 'proposed update',
        scale: 'linear',
        domain: field === null ? [-1, 1] : updateDomain(field),
      },
    };
  }, [field]);
}

interface MultiplesProps {
  config: TraceConfig;
  field: UpdateField | null;
  step: number;
}

/** The same at steps spread over the trace; a click on one selects its step. */
function Multiples({ config, field: newest, step }: MultiplesProps) {
  const summary = useInspect((state) => state.summary);
  const narrow = useNarrow();
  const style = useOwnStyle();
  const nameOf = useNameOf();
  const field = useSameSweep(newest, summary);
  const { optimizer } = config;
  const steps = useMemo(() => {
    if (summary === null) return [];
    const spread = fieldSteps(summary, 0);
    return narrow ? spread.filter((_, i) => i % SPARSE === SPARSE - 1) : spread;
  }, [summary, narrow]);
  const panels = useMemo(
    () =>
      field === null
        ? []
        : steps.flatMap((swept): CurvesPanel[] => {
            const i = field.config.steps.indexOf(swept);
            if (i === -1) return [];
            return [
              {
                id: `${swept}`,
                title: `step ${swept}`,
                series: sweepSeries(field, i, optimizer, style),
                marks: actualPoint(field, i, style, 'as it was'),
              },
            ];
          }),
    [field, steps, optimizer, style],
  );
  const { x, y } = useAxes(field);
  const nearest = steps.reduce(
    (best, one) => (Math.abs(one - step) < Math.abs(best - step) ? one : best),
    steps[0] ?? 0,
  );
  const name = field === null ? 'the selected coordinate' : nameOf(field.config.coordinate);
  return (
    <CurveMultiplesFigure
      title="Proposed update over the steps"
      fileName={fileNameOf('proposed-update-steps', config)}
      about={aboutTrace(config, name)}
      panels={panels}
      x={x}
      y={y}
      xName="gradient"
      panelName="step"
      choice="Step"
      expected={narrow ? 8 : 32}
      selected={`${nearest}`}
      onSelect={selectSwept}
      description={`The same at ${panels.length || 'several'} steps over the trace, with the same axes. Click on one to select its step.`}
      empty={field === null ? 'The same at steps over the trace.' : undefined}
    />
  );
}

/** A sweep is asked for anew with every selected step; what it says of the other steps is the same. */
function useSameSweep(field: UpdateField | null, summary: TraceSummary | null): UpdateField | null {
  const kept = useRef<{ key: string; summary: TraceSummary | null; field: UpdateField | null }>({
    key: '',
    summary: null,
    field: null,
  });
  const { coordinate, scale, limit } = field?.config ?? {};
  const key = field === null ? '' : `${coordinate} ${scale} ${limit}`;
  if (kept.current.key !== key || kept.current.summary !== summary) {
    kept.current = { key, summary, field };
  }
  return kept.current.field;
}

/** How far the sweep goes: empty is as far as the coordinate's gradients ask for. */
const RangeField = memo(function RangeField({
  limit,
  now,
}: {
  limit: number | null;
  now: number | null;
}) {
  return (
    <label className={classes.option}>
      range ±
      <input
        type="number"
        className={controls.number}
        aria-label="Range of the gradients swept"
        min={0}
        step="any"
        placeholder={now === null ? 'auto' : formatNumber(now)}
        value={limit ?? ''}
        onChange={(event) => {
          const value = event.currentTarget.valueAsNumber;
          lab.inspect.getState().setField({ limit: value > 0 ? value : null });
        }}
      />
    </label>
  );
});
