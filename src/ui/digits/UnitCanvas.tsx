import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { NetworkView } from '../../specs/views';
import { resolvedColour } from '../charts';
import classes from './digits.module.css';
import {
  colourRange,
  divergingPalette,
  paintUnit,
  type Rgb,
  unitGrid,
  unitPlace,
} from './diverging';

interface UnitCanvasProps {
  /** Null while there is nothing to see; the room is kept. */
  view: NetworkView | null;
  units: number;
  side: number;
  /** The most pictures beside each other. */
  columns: number;
  label: string;
}

/** A picture's side where there are few: no pixel of it has more to say. */
const LARGEST_REM = 7;

/** What the units of the first layer look for, a picture each. */
export function UnitCanvas({ view, units, side, columns, label }: UnitCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const grid = unitGrid(units, side, columns);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    // The colours come from CSS; the scheme says when they have changed.
    element.dataset.scheme = scheme;
    drawUnits(element, view, units, side, grid.columns);
  }, [view, units, side, grid.columns, scheme]);

  return (
    <canvas
      ref={canvas}
      className={classes.units}
      width={grid.width}
      height={grid.height}
      style={{ maxWidth: `${grid.columns * LARGEST_REM}rem` }}
      role="img"
      aria-label={label}
      data-step={view?.step}
    />
  );
}

function drawUnits(
  canvas: HTMLCanvasElement,
  view: NetworkView | null,
  units: number,
  side: number,
  columns: number,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  const colour = (name: string) => rgbOf(resolvedColour(`var(--units-${name})`, canvas));
  const colours = {
    negative: colour('negative'),
    zero: colour('zero'),
    positive: colour('positive'),
  };
  const palette = divergingPalette(colours, view === null ? 1 : colourRange(view.weights));
  for (let unit = 0; unit < units; unit++) {
    const { x, y } = unitPlace(unit, side, columns);
    const picture = context.createImageData(side, side);
    const pixels = side * side;
    const weights =
      view !== null && view.side === side && unit < view.units
        ? view.weights.subarray(unit * pixels, (unit + 1) * pixels)
        : new Int8Array(pixels);
    paintUnit(weights, palette, picture.data);
    context.putImageData(picture, x, y);
  }
}

/** `rgb(1, 2, 3)`, as browsers write computed colours. */
function rgbOf(colour: string): Rgb {
  const [red = 128, green = 128, blue = 128] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue];
}
