import { useMemo } from 'react';
import { useTrain } from '../../../app/hooks';
import { digitsSentence, fileSuffix, problemsWord } from '../../../app/taskText';
import { passText } from '../../../app/train/trainText';
import { BASELINE_LABELS } from '../../../specs/optimizer';
import type { AxisSpec, Marker, ReferenceLine, Series } from '../../charts';
import { CurvesFigure, formatNumber, optimizerStyle } from '../../charts';
import { RatesButton } from '../../rates/RatesButton';
import { Term } from '../../terms/Term';
import { useNarrow } from '../../useMedia';
import { horizonAxisEnd } from './horizonAxis';
import { ratesOfTraining } from './ratesOfTraining';
import { validationAxis } from './validationAxis';
import { validationGround, validationLabel } from './validationWords';

/** As high as the two figures beside it together. */
const HEIGHT = 450;
const PHONE_HEIGHT = 320;
const NOTHING: readonly never[] = [];

export function ValidationLoss() {
  const validation = useTrain((state) => state.run?.validation);
  const baselines = useTrain((state) => state.run?.baselines);
  const passes = useTrain((state) => state.run?.passes);
  const narrow = useNarrow();
  const config = useTrain((state) => state.run?.config ?? state.settings);
  const { epochs, task } = config;

  const series = useMemo<Series[]>(() => {
    if (!validation || validation.length === 0) return [];
    return [
      {
        id: 'learned',
        label: 'LSTM',
        style: optimizerStyle(0),
        x: validation.map((point) => point.horizon),
        y: validation.map((point) => point.mean),
        emphasised: true,
      },
    ];
  }, [validation]);
  const references = useMemo<ReferenceLine[]>(
    () =>
      (baselines ?? []).map((row) => ({
        id: row.name,
        label: BASELINE_LABELS[row.name],
        value: row.mean,
        style: optimizerStyle(row.name),
      })),
    [baselines],
  );
  const markers = useMemo<Marker[]>(
    () =>
      (passes ?? []).map((pass) => ({
        id: pass.name,
        x: pass.horizon,
        y: pass.mean,
        // On a phone there is no room for more; the status line says when.
        label: narrow ? `passed ${BASELINE_LABELS[pass.name]}` : passText(pass),
        style: optimizerStyle(pass.name),
      })),
    [passes, narrow],
  );
  const axis = useMemo(
    () =>
      validationAxis(
        validation ?? NOTHING,
        (baselines ?? NOTHING).map((row) => row.mean),
      ),
    [validation, baselines],
  );
  const label = validationLabel(config);
  const y = useMemo<AxisSpec>(
    () => ({ label, scale: 'log', ...(axis ? { domain: axis.domain } : {}) }),
    [label, axis],
  );
  const end = horizonAxisEnd(validation?.at(-1)?.horizon ?? 0, epochs);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'horizons trained', scale: 'linear', domain: [0, end] }),
    [end],
  );

  return (
    <CurvesFigure
      title="Validation loss"
      fileName={`validation-loss${fileSuffix(task)}`}
      about={digitsSentence(task)}
      height={narrow ? PHONE_HEIGHT : HEIGHT}
      series={series}
      references={references}
      markers={markers}
      x={x}
      y={y}
      xName="horizon"
      description={
        <>
          {validationGround(config)} The lines are the tuned{' '}
          <Term id="optimizer">optimizers designed by hand</Term> on the same {problemsWord(task)}.{' '}
          {digitsSentence(task)}{' '}
          {(baselines ?? NOTHING).length > 0 && (
            <>
              <RatesButton about={ratesOfTraining} />.
            </>
          )}
          {axis?.above != null &&
            ` Untrained it was at ${formatNumber(axis.above)}, above the frame.`}
        </>
      }
      empty={
        series.length === 0 && references.length === 0
          ? 'Press Train: the hand-designed optimizers are tuned first, then the curve begins.'
          : undefined
      }
    />
  );
}
