import { useCallback, useMemo, useRef } from 'react';
import { TRACKED_WORDS } from '../../../app/inspect/inspectText';
import {
  type InsideLstm,
  TRACKED,
  type TraceConfig,
  type Tracked,
  type UnitCorrelation,
} from '../../../specs/trace';
import { type DataTable, Figure, useFigurePicture } from '../../charts';
import type { Picture } from '../../charts/FigureContext';
import { useElementSize } from '../../charts/useElementSize';
import { Term } from '../../terms/Term';
import { fileNameOf } from './about';
import classes from './slow.module.css';
import { useSignedColours } from './useSignedColours';

interface UnitsFollowProps {
  config: TraceConfig;
  about: string;
  inside: InsideLstm | null;
  chosen: { layer: number; unit: number } | null;
  onUnit: (unit: { layer: number; unit: number }) => void;
}

const ROW = 24;
const HEAD = 22;
const NAMES = 116;
const GAP = 14;
const HEIGHT = HEAD + TRACKED.length * ROW + 18;

/** In a picture there is room for so much. */
const SHORT: Record<Tracked, string> = {
  gradient: 'gradient',
  momentum: 'its running mean',
  square: 'running square',
  step: 'step number',
};

/** How closely each unit's hidden value follows what one knows from optimizers designed by hand. */
export function UnitsFollow({ config, about, inside, chosen, onUnit }: UnitsFollowProps) {
  const table = useCallback(() => correlationTable(inside?.correlations ?? []), [inside]);
  return (
    <Figure
      title="What the units follow"
      fileName={fileNameOf('what-units-follow', config)}
      about={about}
      height={HEIGHT}
      table={table}
      description={
        <>
          The <Term id="correlation">correlation</Term> of each unit’s hidden value with the
          gradient, its running mean (as momentum has it), that of its square (as Adam has it), and
          the number of the step: orange together, blue contrary.
        </>
      }
      empty={inside === null ? 'What the units go along with.' : undefined}
    >
      {inside !== null && <Matrix inside={inside} chosen={chosen} onUnit={onUnit} />}
    </Figure>
  );
}

type MatrixProps = Pick<UnitsFollowProps, 'chosen' | 'onUnit'> & { inside: InsideLstm };

function Matrix({ inside, chosen, onUnit }: MatrixProps) {
  const [measure, { width }] = useElementSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const colour = useSignedColours();
  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => (svg.current === null ? null : copied(svg.current)),
      legend: () => [],
    }),
    [],
  );
  useFigurePicture(picture, '');
  const { correlations, layers, hiddenUnits } = inside;
  const free = width - NAMES - GAP * (layers.length - 1);
  const cell = Math.min(26, free / Math.max(1, layers.length * hiddenUnits));
  const leftOf = (layer: number, unit: number) =>
    NAMES + layer * (hiddenUnits * cell + GAP) + unit * cell;
  return (
    <div ref={measure} className={classes.matrix}>
      {width > 0 && (
        <svg ref={svg} width={width} height={HEIGHT} aria-hidden="true" className={classes.drawing}>
          {layers.map((_, layer) => (
            <text
              // biome-ignore lint/suspicious/noArrayIndexKey: layers have no other name
              key={layer}
              className={classes.partName}
              x={leftOf(layer, 0)}
              y={14}
            >
              layer {layer + 1}
            </text>
          ))}
          {TRACKED.map((tracked, row) => (
            <text
              key={tracked}
              className={classes.rowName}
              x={0}
              y={HEAD + row * ROW + ROW / 2 + 4}
            >
              {SHORT[tracked]}
            </text>
          ))}
          {correlations.map(({ layer, unit, r }) =>
            TRACKED.map((tracked, row) => (
              // biome-ignore lint/a11y/noStaticElementInteractions: the selects above do the same by keyboard
              <rect
                key={`${layer} ${unit} ${tracked}`}
                className={classes.cell}
                x={leftOf(layer, unit)}
                y={HEAD + row * ROW}
                width={Math.max(1, cell - 1)}
                height={ROW - 2}
                fill={colour(r[tracked] ?? Number.NaN)}
                onClick={() => onUnit({ layer, unit })}
              >
                <title>{wordsOn({ layer, unit, r }, tracked)}</title>
              </rect>
            )),
          )}
          {chosen !== null && (
            <rect
              className={classes.unit}
              x={leftOf(chosen.layer, chosen.unit) - 1.5}
              y={HEAD - 1.5}
              width={cell + 2}
              height={TRACKED.length * ROW + 1}
            />
          )}
        </svg>
      )}
    </div>
  );
}

function wordsOn({ layer, unit, r }: UnitCorrelation, tracked: Tracked): string {
  const value = r[tracked];
  const who = `Unit ${unit + 1} of layer ${layer + 1} and ${TRACKED_WORDS[tracked]}`;
  return value === null ? `${who}: constant` : `${who}: r = ${value.toFixed(2)}`;
}

function correlationTable(correlations: readonly UnitCorrelation[]): DataTable {
  const columns = [
    'layer',
    'unit',
    ...TRACKED.map((tracked) => `r with ${TRACKED_WORDS[tracked]}`),
  ];
  return {
    columns,
    rows: correlations.length,
    cell(row, column) {
      const one = correlations[row];
      if (one === undefined) return null;
      if (column < 2) return (column === 0 ? one.layer : one.unit) + 1;
      const tracked = TRACKED[column - 2];
      return tracked === undefined ? null : one.r[tracked];
    },
  };
}
