import { memo, useLayoutEffect, useMemo, useRef } from 'react';
import type { StepPart } from '../../../app/inspect/inspectParts';
import { LSTM_SIGNALS, type LstmSignal } from '../../../specs/trace';
import { formatNumber, useFigurePicture } from '../../charts';
import type { Picture } from '../../charts/FigureContext';
import { useElementSize } from '../../charts/useElementSize';
import classes from './slow.module.css';
import { type Box, HEAD, PADDING, ROW_NAMES, type SlowLayout, slowLayout } from './slowLayout';
import { type LayerNumbers, partName, type StepNumbers } from './slowMotion';
import { useSignedColours } from './useSignedColours';

const ROW_LABELS: Record<LstmSignal, string> = {
  input: 'i',
  forget: 'f',
  cellInput: 'c̃',
  output: 'o',
  cell: 'c',
  hidden: 'h',
};

interface SlowPictureProps {
  parts: readonly StepPart[];
  hiddenUnits: number;
  numbers: StepNumbers;
  /** The part that is shown; null: all alike. */
  part: number | null;
  /** The unit that serves as the example of a layer. */
  unitOf: (layer: number) => number;
  onPart: (part: number) => void;
  onUnit: (layer: number, unit: number) => void;
}

/** A step's parts with all their numbers, from the gradient to the update. Stands in a `Figure`. */
export function SlowPicture(props: SlowPictureProps) {
  const { parts, hiddenUnits, numbers, part, unitOf, onPart, onUnit } = props;
  const [measure, size] = useElementSize<HTMLDivElement>();
  const svg = useRef<SVGSVGElement>(null);
  const layout = useMemo(
    () => slowLayout(parts, size.width, hiddenUnits),
    [parts, size.width, hiddenUnits],
  );
  const picture = useMemo<Picture>(
    () => ({
      svg: (copied) => (svg.current === null ? null : copied(svg.current)),
      legend: () => [],
    }),
    [],
  );
  useFigurePicture(picture, noteOn(layout, hiddenUnits));
  return (
    <div ref={measure} className={classes.picture}>
      {size.width > 0 && (
        <svg
          ref={svg}
          className={classes.drawing}
          width={layout.width}
          height={layout.height}
          viewBox={`0 0 ${layout.width} ${layout.height}`}
          aria-hidden="true"
        >
          {parts.map((one, k) => {
            const box = layout.boxes[k] as Box;
            const next = layout.boxes[k + 1];
            const id = one.kind === 'layer' ? `layer ${one.layer}` : one.kind;
            return (
              <g key={id}>
                {/* biome-ignore lint/a11y/noStaticElementInteractions: the buttons above do the same by keyboard */}
                <g
                  className={classes.part}
                  data-lit={part === k || undefined}
                  data-dim={(part !== null && part !== k) || undefined}
                  onClick={() => onPart(k)}
                >
                  <PartFrame box={box} name={partName(one)} />
                  {one.kind === 'layer' ? (
                    <Strips
                      box={box}
                      layout={layout}
                      numbers={numbers.layers[one.layer] as LayerNumbers}
                      unit={unitOf(one.layer)}
                      onUnit={(unit) => onUnit(one.layer, unit)}
                    />
                  ) : (
                    <Numbers
                      box={box}
                      below={layout.stacked ? 0 : HEAD}
                      lines={linesOf(one, numbers)}
                    />
                  )}
                </g>
                {next && <Arrow from={box} to={next} stacked={layout.stacked} />}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

const noteOn = ({ units }: SlowLayout, hidden: number): string =>
  units < hidden ? `Drawn: the first ${units} of ${hidden} units of each layer.` : '';

function linesOf(part: StepPart, numbers: StepNumbers): { name: string; value: string }[] {
  const line = (name: string, value: number) => ({ name, value: formatNumber(value) });
  switch (part.kind) {
    case 'gradient':
      return [line('∇', numbers.gradient)];
    case 'preprocessing':
      return numbers.inputs.map(({ name, value }) => line(name, value));
    case 'output':
      return [line('y', numbers.output)];
    case 'update':
      return [line('g', numbers.update), line('θ', numbers.next)];
    case 'layer':
      return [];
  }
}

const PartFrame = memo(function PartFrame({ box, name }: { box: Box; name: string }) {
  return (
    <>
      <rect
        className={classes.frame}
        x={box.left}
        y={box.top}
        width={box.width}
        height={box.height}
        rx={6}
      />
      <text className={classes.partName} x={box.left + PADDING} y={box.top + 16}>
        {name}
      </text>
    </>
  );
});

const LINE = 18;

interface NumbersProps {
  box: Box;
  /** Where the lines begin: beside the part's name, or below it. */
  below: number;
  lines: { name: string; value: string }[];
}

function Numbers({ box, below, lines }: NumbersProps) {
  const right = box.left + box.width - PADDING;
  return lines.map(({ name, value }, k) => {
    const y = box.top + below + 16 + k * LINE;
    return (
      <g key={name}>
        <text
          className={classes.numberName}
          x={below === 0 ? right - VALUE_WIDTH : box.left + PADDING}
          y={y}
          textAnchor={below === 0 ? 'end' : 'start'}
        >
          {shortened(name)}
        </text>
        <text className={classes.number} x={right} y={y} textAnchor="end">
          {value}
        </text>
      </g>
    );
  });
}

/** Of a number, where its name stands to the left of it. */
const VALUE_WIDTH = 62;

/** What the first layer reads, as its box has room for. */
const shortened = (name: string): string =>
  name.replace(/\|gradient\|/, '|∇|').replace('gradient', '∇');

interface StripsProps {
  box: Box;
  layout: SlowLayout;
  numbers: LayerNumbers;
  unit: number;
  onUnit: (unit: number) => void;
}

/** A row for each signal of a layer, a cell for each of its units. */
function Strips({ box, layout, numbers, unit, onUnit }: StripsProps) {
  const cells = useRef<SVGGElement>(null);
  const colour = useSignedColours();
  const { cell, units } = layout;
  const left = box.left + PADDING + ROW_NAMES;
  const top = box.top + HEAD + PADDING / 2;

  // Hundreds of cells change with every step: it is quicker to paint them than to have them compared.
  useLayoutEffect(() => {
    const drawn = cells.current?.children;
    // Cells have no end; all else ends at 1.
    const reach = Math.max(1, ...numbers.cell.map(Math.abs));
    LSTM_SIGNALS.forEach((signal, row) => {
      const end = signal === 'cell' ? reach : 1;
      for (let k = 0; k < units; k++) {
        drawn?.[row * units + k]?.setAttribute('fill', colour((numbers[signal][k] ?? 0) / end));
      }
    });
  }, [numbers, units, colour]);

  return (
    <>
      {LSTM_SIGNALS.map((signal, row) => (
        <text
          key={signal}
          className={classes.rowName}
          x={box.left + PADDING}
          y={top + row * cell.height + cell.height / 2 + 4}
        >
          {ROW_LABELS[signal]}
        </text>
      ))}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the select beside the equation does the same */}
      <g
        ref={cells}
        className={classes.cells}
        onClick={(event) => {
          const { index } = (event.target as SVGElement).dataset;
          if (index !== undefined) onUnit(Number(index));
        }}
      >
        <Cells left={left} top={top} width={cell.width} height={cell.height} units={units} />
      </g>
      {unit < units && (
        <rect
          className={classes.unit}
          x={left + unit * cell.width - 1.5}
          y={top - 1.5}
          width={cell.width + 2}
          height={LSTM_SIGNALS.length * cell.height + 1}
        />
      )}
    </>
  );
}

interface CellsProps {
  left: number;
  top: number;
  width: number;
  height: number;
  units: number;
}

/** Row by row; their colours come and go without them. */
const Cells = memo(function Cells({ left, top, width, height, units }: CellsProps) {
  return LSTM_SIGNALS.map((signal, row) =>
    Array.from({ length: units }, (_, k) => k).map((k) => (
      <rect
        key={`${signal} ${k}`}
        data-index={k}
        x={left + k * width}
        y={top + row * height}
        width={Math.max(1, width - 1)}
        height={height - 2}
      />
    )),
  );
});

/** From the middle of a part's edge to the middle of the next one's. */
function Arrow({ from, to, stacked }: { from: Box; to: Box; stacked: boolean }) {
  const [x1, y1, x2, y2] = stacked
    ? [from.left + from.width / 2, from.top + from.height, to.left + to.width / 2, to.top]
    : [from.left + from.width, from.top + from.height / 2, to.left, to.top + to.height / 2];
  const head = stacked
    ? `M${x2 - 4} ${y2 - 8}L${x2} ${y2 - 2}L${x2 + 4} ${y2 - 8}`
    : `M${x2 - 8} ${y2 - 4}L${x2 - 2} ${y2}L${x2 - 8} ${y2 + 4}`;
  return (
    <path
      className={classes.arrow}
      d={`M${x1} ${y1}L${stacked ? x2 : x2 - 2} ${stacked ? y2 - 2 : y2}${head}`}
    />
  );
}
