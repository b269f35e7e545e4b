import { Box } from '@mantine/core';
import {
  type KeyboardEvent,
  type PointerEvent,
  useCallback,
  useMemo,
  useRef,
  useState,
} from 'react';
import { lab, useInspect } from '../../../app/hooks';
import type { InspectState } from '../../../app/inspect/inspectTypes';
import type { MnistSpec } from '../../../specs/task';
import type { TraceConfig, UnitPictures } from '../../../specs/trace';
import { type DataTable, Figure, formatNumber, lineColour, useFigurePicture } from '../../charts';
import { useNarrow } from '../../useMedia';
import { aboutTrace, fileNameOf } from './about';
import { useCoordinateStyles } from './coordinateStyles';
import { useNameOf } from './names';
import { useFollowed } from './useSelected';
import { WeightCanvas, type WeightCanvasHandle } from './WeightCanvas';
import {
  placeOf,
  type WeightGrid,
  weightAt,
  weightByKey,
  weightGrid,
  weightOf,
  weightRange,
} from './weightGrid';
import classes from './weights.module.css';

const picturesNow = (state: InspectState) => state.pictures.value;

const COLUMNS = { wide: 7, narrow: 5 };

interface WeightPicturesProps {
  config: TraceConfig;
  task: MnistSpec;
  following: boolean;
}

/** The hidden units' weights at the selected step; a pixel is a coordinate, and a click on it selects it. */
export function WeightPictures({ config, task, following }: WeightPicturesProps) {
  const pictures = useFollowed(following, picturesNow);
  const nameOf = useNameOf();
  const [under, setUnder] = useState<number | null>(null);
  const narrow = useNarrow();
  const { hiddenUnits, side } = task;
  const grid = useMemo(
    () => weightGrid({ units: hiddenUnits, side }, narrow ? COLUMNS.narrow : COLUMNS.wide),
    [hiddenUnits, side, narrow],
  );
  const table = useCallback(() => weightTable(pictures), [pictures]);
  const pointed = under === null ? null : pictures?.coordinates[under];
  return (
    <Figure
      title="Weights of the hidden units"
      fileName={fileNameOf('weights', config)}
      about={`${aboutTrace(config)} Step ${pictures?.step ?? 0}.`}
      height="auto"
      table={table}
      description={
        <>
          {pictures === null ? 'The first layer.' : `At step ${pictures.step}, `}
          {pictures !== null &&
            `orange above zero, blue below, full at ±${formatNumber(weightRange(pictures.weights))}. `}
          Click on a pixel to see what happens to it, with Shift to see it beside others.{' '}
          {hiddenUnits > grid.units && `Drawn: the first ${grid.units} of ${hiddenUnits} units. `}
          <span className={classes.under}>
            {pointed == null || under === null
              ? ' '
              : `${nameOf(pointed)}: ${formatNumber(pictures?.weights[under] ?? Number.NaN)}`}
          </span>
        </>
      }
    >
      <Units pictures={pictures} grid={grid} units={hiddenUnits} onPoint={setUnder} />
    </Figure>
  );
}

interface UnitsProps {
  pictures: UnitPictures | null;
  grid: WeightGrid;
  units: number;
  onPoint: (index: number | null) => void;
}

function Units({ pictures, grid, units, onPoint }: UnitsProps) {
  const selected = useInspect((state) => state.selection.coordinates);
  const canvas = useRef<WeightCanvasHandle>(null);
  const marks = useRef<SVGSVGElement>(null);
  const nameOf = useNameOf();
  const styleOf = useCoordinateStyles();
  const { side } = grid;
  const main = weightOf({ units, side }, selected[0] ?? -1);
  const value = main === null ? Number.NaN : (pictures?.weights[main] ?? Number.NaN);

  const picture = useMemo(
    () => ({
      svg: () => asSvg(canvas.current, marks.current, grid),
      legend: () => [],
    }),
    [grid],
  );
  useFigurePicture(picture, '');

  const aim = (event: PointerEvent<HTMLDivElement>): number | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - box.left) / box.width) * grid.width;
    const y = ((event.clientY - box.top) / box.height) * grid.height;
    return weightAt(grid, x, y);
  };
  const select = (index: number | null, add: boolean) => {
    const coordinate = index === null ? undefined : pictures?.coordinates[index];
    if (coordinate !== undefined) lab.inspect.getState().selectCoordinate(coordinate, add);
  };
  const press = (event: KeyboardEvent) => {
    const next = weightByKey(grid, main ?? 0, event.key);
    if (next === null) return;
    event.preventDefault();
    select(next, false);
  };
  return (
    <Box
      className={classes.units}
      style={{ maxWidth: `${grid.columns * 6}rem`, aspectRatio: `${grid.width} / ${grid.height}` }}
      role="slider"
      tabIndex={0}
      aria-label="Pixel of a hidden unit"
      aria-valuemin={0}
      aria-valuemax={grid.units * side * side - 1}
      aria-valuenow={Math.min(main ?? 0, grid.units * side * side - 1)}
      aria-valuetext={
        main === null
          ? 'Arrow keys choose a pixel, Page Up and Page Down another unit'
          : `${nameOf(selected[0] ?? 0)}: ${formatNumber(value)}`
      }
      onPointerMove={(event: PointerEvent<HTMLDivElement>) => onPoint(aim(event))}
      onPointerLeave={() => onPoint(null)}
      onPointerUp={(event: PointerEvent<HTMLDivElement>) => {
        if (event.button === 0)
          select(aim(event), event.shiftKey || event.ctrlKey || event.metaKey);
      }}
      onKeyDown={press}
    >
      <WeightCanvas ref={canvas} pictures={pictures} grid={grid} />
      <svg
        ref={marks}
        className={classes.marks}
        viewBox={`0 0 ${grid.width} ${grid.height}`}
        aria-hidden="true"
      >
        {selected.map((coordinate, place) => {
          const index = weightOf({ units, side }, coordinate);
          const at = index === null ? null : placeOf(grid, index);
          return (
            at && (
              <g key={coordinate} fill="none">
                <rect className={classes.halo} x={at.x - 0.5} y={at.y - 0.5} width={2} height={2} />
                <rect
                  className={classes.mark}
                  style={{ stroke: lineColour(styleOf(place)) }}
                  x={at.x - 0.5}
                  y={at.y - 0.5}
                  width={2}
                  height={2}
                />
              </g>
            )
          );
        })}
      </svg>
    </Box>
  );
}

const SVG = 'http://www.w3.org/2000/svg';
const EXPORT_SCALE = 3;

/** The pictures sharp, the marks as vectors over them. */
function asSvg(
  canvas: WeightCanvasHandle | null,
  marks: SVGSVGElement | null,
  { width, height }: WeightGrid,
): SVGSVGElement | null {
  if (canvas === null || marks === null) return null;
  const svg = document.createElementNS(SVG, 'svg');
  const image = document.createElementNS(SVG, 'image');
  for (const [name, value] of Object.entries({ width, height, href: canvas.dataUrl() })) {
    image.setAttribute(name, String(value));
  }
  image.style.imageRendering = 'pixelated';
  svg.append(image);
  for (const rect of marks.querySelectorAll('rect')) {
    const copy = rect.cloneNode() as SVGRectElement;
    copy.removeAttribute('class');
    copy.removeAttribute('style');
    const { stroke } = getComputedStyle(rect);
    for (const [name, value] of Object.entries({ fill: 'none', stroke, 'stroke-width': '0.6' })) {
      copy.setAttribute(name, value);
    }
    svg.append(copy);
  }
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('width', String(EXPORT_SCALE * width));
  svg.setAttribute('height', String(EXPORT_SCALE * height));
  return svg;
}

/** One row for each weight of each unit. */
function weightTable(pictures: UnitPictures | null): DataTable {
  const columns = ['unit', 'row', 'column', 'coordinate', 'weight'];
  if (pictures === null) return { columns, rows: 0, cell: () => null };
  const { side, weights, coordinates } = pictures;
  const pixels = side * side;
  return {
    columns,
    rows: weights.length,
    cell(index, column) {
      const pixel = index % pixels;
      return (
        [
          Math.floor(index / pixels) + 1,
          Math.floor(pixel / side) + 1,
          (pixel % side) + 1,
          coordinates[index],
          weights[index],
        ][column] ?? null
      );
    },
  };
}
