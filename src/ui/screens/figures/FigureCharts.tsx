import { useMemo, useState } from 'react';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { fileSuffix } from '../../../app/taskText';
import type { FigureResult } from '../../../specs/figureResult';
import {
  FIGURE_6_LAYERS,
  type FigurePlan,
  figurePlan,
  type RacedFigureId,
  TRAINED_UNITS,
} from '../../../specs/figures';
import { type AxisSpec, CurvesFigure, type Series } from '../../charts';
import { useStyles } from '../../styleOf';
import { useNarrow } from '../../useMedia';
import classes from './figures.module.css';
import { architectureSeries, curveSeries, lossDomain, paperMarks } from './series';
import { aboutText, dataSentence } from './words';

const HEIGHT = 340;
const PHONE_HEIGHT = 300;
const NOTHING: readonly Series[] = [];

interface FigureChartsProps {
  figure: RacedFigureId;
  result: FigureResult | null;
  /** Instead of a picture while there is nothing to draw. */
  empty: string;
}

export function FigureCharts(props: FigureChartsProps) {
  const plan = useMemo(() => figurePlan(props.figure, 'mnist'), [props.figure]);
  return plan.shows === 'final' ? (
    <Architectures {...props} />
  ) : (
    <LossCurves {...props} plan={plan} />
  );
}

/** The median loss of each optimizer, and the paper's values beside it. */
function LossCurves({ figure, result, empty, plan }: FigureChartsProps & { plan: FigurePlan }) {
  const styleOf = useStyles();
  const narrow = useNarrow();
  const [cursor, setCursor] = useState<number | null>(null);
  const series = useMemo(
    () => (result === null ? NOTHING : curveSeries(result, styleOf)),
    [result, styleOf],
  );
  const { markers, references } = useMemo(() => paperMarks(figure), [figure]);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'step t', scale: 'linear', domain: [plan.from, plan.steps] }),
    [plan],
  );
  const domain = useMemo(() => lossDomain(series, references), [series, references]);
  const y = useMemo<AxisSpec>(() => {
    const label = figure === '4-left' ? 'loss f(θ) = ‖Wθ − y‖², summed' : 'loss f(θ)';
    const axis: AxisSpec = { label, scale: 'log' };
    // Quadratics fall by orders of magnitude, and no value of the paper's has to be in the picture.
    return domain === undefined || markers.length === 0 ? axis : { ...axis, domain };
  }, [figure, domain, markers]);
  return (
    <CurvesFigure
      title={FIGURE_NAMES[figure]}
      fileName={fileName(figure, result)}
      height={narrow ? PHONE_HEIGHT : HEIGHT}
      series={series}
      markers={markers}
      references={references}
      x={x}
      y={y}
      cursor={cursor}
      onCursorChange={setCursor}
      {...aboutOf(result)}
      description={described(
        result,
        markers.length > 0
          ? `Grey: the paper’s values, read off its figure by eye at step ${markers[0]?.x}.`
          : 'No value of the paper’s is marked: its axis is scaled otherwise.',
      )}
      empty={isEmpty(series) ? empty : undefined}
    />
  );
}

const LAYER_WORDS = { 1: 'one hidden layer', 2: 'two hidden layers' } as const;

/** Where each optimizer ends, for networks of one and of two hidden layers. */
function Architectures({ figure, result, empty }: FigureChartsProps) {
  const styleOf = useStyles();
  const narrow = useNarrow();
  const [cursor, setCursor] = useState<number | null>(null);
  const all = useMemo(
    () =>
      FIGURE_6_LAYERS.map((layers) =>
        result === null ? NOTHING : architectureSeries(result, layers, styleOf),
      ),
    [result, styleOf],
  );
  const domain = useMemo(() => lossDomain(all.flat(), []), [all]);
  const x = useMemo<AxisSpec>(
    () => ({ label: 'units of each hidden layer', scale: 'linear', domain: [0, 55] }),
    [],
  );
  const y = useMemo<AxisSpec>(
    () => ({
      label: 'loss f(θ) at step 100',
      scale: 'log',
      ...(domain === undefined ? {} : { domain }),
    }),
    [domain],
  );
  return (
    <div className={classes.pair}>
      {FIGURE_6_LAYERS.map((layers, i) => (
        <CurvesFigure
          key={layers}
          title={`${FIGURE_NAMES[figure]}, ${LAYER_WORDS[layers]}`}
          fileName={`${fileName(figure, result)}-${layers}-layers`}
          height={narrow ? PHONE_HEIGHT : HEIGHT}
          series={all[i] ?? NOTHING}
          x={x}
          y={y}
          xName="units"
          labels="legend"
          cursor={cursor}
          onCursorChange={setCursor}
          {...(layers === 1 ? { cuts: [TRAINED_UNITS] } : {})}
          {...aboutOf(result)}
          description={described(
            result,
            layers === 1
              ? 'Dotted: the network that the paper’s LSTM is trained on.'
              : 'The same scale for both. No value of the paper’s was read off.',
          )}
          empty={isEmpty(all[i] ?? NOTHING) ? empty : undefined}
        />
      ))}
    </div>
  );
}

function fileName(figure: RacedFigureId, result: FigureResult | null): string {
  const task = result === null ? undefined : figurePlan(figure, result.data ?? 'mnist').settings[0];
  return `figure-${figure}${task === undefined ? '' : fileSuffix(task.task)}`;
}

const aboutOf = (result: FigureResult | null) =>
  result === null ? {} : { about: aboutText(result) };

/** Whose digits it shows stands in the caption of every picture. */
const described = (result: FigureResult | null, words: string): string =>
  result === null ? words : `${dataSentence(result)} ${words}`.trim();

const isEmpty = (series: readonly Series[]) => series.every(({ y }) => y.length === 0);
