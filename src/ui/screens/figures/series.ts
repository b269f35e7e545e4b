/** A figure's result as the charts want it. Pure. */
import type { FigureResult, SettingResult } from '../../../specs/figureResult';
import {
  type FIGURE_6_LAYERS,
  FIGURE_6_UNITS,
  figurePlan,
  PAPER_VALUES,
  type RacedFigureId,
} from '../../../specs/figures';
import {
  formatNumber,
  type LineStyle,
  type Marker,
  type ReferenceLine,
  type Series,
} from '../../charts';

type StyleOf = (id: string) => LineStyle;

/** The paper's own values: faint, and no optimizer's colour. */
export const PAPER_STYLE: LineStyle = {
  light: '#868d94',
  dark: '#747c85',
  textLight: '#5c636a',
  textDark: '#a3a9b0',
  width: 1,
  dash: '2 4',
};

/** What has no value is NaN to a chart: the line ends there. */
const numbers = (values: readonly (number | null)[]) =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/** The median of each optimizer over the steps that the figure shows, with its band. */
export function curveSeries(result: FigureResult, styleOf: StyleOf): Series[] {
  const { from, steps } = figurePlan(result.figure, 'mnist');
  const lines = result.settings[0]?.lines ?? [];
  return lines.flatMap((line): Series[] => {
    if (line.curve === null) return [];
    const shown = (values: readonly (number | null)[]) => numbers(values.slice(from, steps + 1));
    const y = shown(line.curve.median);
    return [
      {
        ...named(result, line.id, styleOf),
        x: Float64Array.from(y, (_, i) => from + i),
        y,
        band: {
          low: shown(line.curve.q10),
          high: shown(line.curve.q90),
          lowLabel: '10th percentile',
          highLabel: '90th percentile',
        },
        ...(line.divergedAt === null
          ? {}
          : { endedAt: { x: line.divergedAt, text: `diverged at step ${line.divergedAt}` } }),
      },
    ];
  });
}

/** The final loss of each optimizer against the hidden units, for networks of so many layers. */
export function architectureSeries(
  result: FigureResult,
  layers: (typeof FIGURE_6_LAYERS)[number],
  styleOf: StyleOf,
): Series[] {
  const settings = FIGURE_6_UNITS.flatMap((units) => {
    const setting = result.settings.find(({ key }) => key === `${units}-units-${layers}-layers`);
    return setting === undefined ? [] : [{ units, setting }];
  });
  return result.optimizers.flatMap(({ id }): Series[] => {
    const points = settings.flatMap(({ units, setting }) => {
      const final = setting.lines.find((line) => line.id === id)?.final;
      return final === undefined || final.median === null ? [] : [{ units, final }];
    });
    if (points.length === 0) return [];
    return [
      {
        ...named(result, id, styleOf),
        x: points.map(({ units }) => units),
        y: numbers(points.map(({ final }) => final.median)),
        band: {
          low: numbers(points.map(({ final }) => final.q10)),
          high: numbers(points.map(({ final }) => final.q90)),
          lowLabel: '10th percentile',
          highLabel: '90th percentile',
        },
      },
    ];
  });
}

function named({ optimizers }: FigureResult, id: string, styleOf: StyleOf) {
  const optimizer = optimizers.find((o) => o.id === id);
  return {
    id,
    label: optimizer?.label ?? id,
    style: styleOf(id),
    emphasised: optimizer?.kind === 'learned',
  };
}

/** What was read off the paper's figure: where it was read, and its level with its name. */
export function paperMarks(figure: RacedFigureId): {
  markers: Marker[];
  references: ReferenceLine[];
} {
  const values = PAPER_VALUES[figure];
  return {
    markers: values.map(({ label, step, loss }) => ({
      id: label,
      x: step,
      y: loss,
      label: '',
      style: PAPER_STYLE,
    })),
    references: values.map(({ label, loss }) => ({
      id: `paper ${label}`,
      label: `paper: ${label} ${formatNumber(loss)}`,
      value: loss,
      style: PAPER_STYLE,
    })),
  };
}

/** Room above and below what is shown, as factors. */
const ROOM = 1.12;

/** The y axis for all lines and the paper's values; bands may leave it. Undefined while there is nothing to show. */
export function lossDomain(
  series: readonly Series[],
  references: readonly ReferenceLine[],
): [number, number] | undefined {
  const values = [
    ...series.flatMap(({ y }) => [...y]),
    ...references.map(({ value }) => value),
  ].filter((value) => Number.isFinite(value) && value > 0);
  if (series.length === 0 || values.length === 0) return undefined;
  return [Math.min(...values) / ROOM, Math.max(...values) * ROOM];
}

/** Whether anything of a setting can be shown yet. */
export const hasNumbers = (settings: readonly SettingResult[]): boolean =>
  settings.some(({ lines }) =>
    lines.some((line) => (line.curve?.median.length ?? 0) > 0 || line.final.median !== null),
  );
