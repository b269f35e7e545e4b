import { memo, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import type { UnitPictures } from '../../../specs/trace';
import { unitPlace } from '../../digits/diverging';
import { useSignedColours } from './useSignedColours';
import { type WeightGrid, weightRange } from './weightGrid';
import classes from './weights.module.css';

/** Colours on either side of zero: more could not be told apart. */
const SHADES = 64;

export interface WeightCanvasHandle {
  dataUrl(): string;
}

interface WeightCanvasProps {
  pictures: UnitPictures | null;
  grid: WeightGrid;
  ref: Ref<WeightCanvasHandle>;
}

/** A picture of each unit's weights. Painted again for other weights only, never for another selection. */
export const WeightCanvas = memo(function WeightCanvas({ pictures, grid, ref }: WeightCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const colour = useSignedColours();
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) paint(context, pictures, grid, colour);
  }, [pictures, grid, colour]);
  useImperativeHandle(
    ref,
    () => ({ dataUrl: () => canvas.current?.toDataURL('image/png') ?? '' }),
    [],
  );
  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      width={grid.width}
      height={grid.height}
      data-step={pictures?.step}
    />
  );
});

function paint(
  context: CanvasRenderingContext2D,
  pictures: UnitPictures | null,
  { units, side, columns, width, height }: WeightGrid,
  colour: (share: number) => string,
): void {
  context.clearRect(0, 0, width, height);
  const palette = Array.from({ length: 2 * SHADES + 1 }, (_, i) =>
    (colour((i - SHADES) / SHADES).match(/\d+/g) ?? []).map(Number),
  );
  const range = pictures === null ? 1 : weightRange(pictures.weights);
  const pixels = side * side;
  for (let unit = 0; unit < units; unit++) {
    const image = context.createImageData(side, side);
    for (let i = 0; i < pixels; i++) {
      const weight = pictures === null ? 0 : (pictures.weights[unit * pixels + i] ?? Number.NaN);
      // Left open where nothing was kept.
      if (Number.isNaN(weight)) continue;
      const share = Math.max(-1, Math.min(1, weight / range));
      const [red = 0, green = 0, blue = 0] = palette[Math.round(share * SHADES) + SHADES] ?? [];
      image.data[4 * i] = red;
      image.data[4 * i + 1] = green;
      image.data[4 * i + 2] = blue;
      image.data[4 * i + 3] = 255;
    }
    const { x, y } = unitPlace(unit, side, columns);
    context.putImageData(image, x, y);
  }
}
