import { useComputedColorScheme } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import classes from './charts.module.css';
import { levelLine, type Relief, type Rgb, reliefOf, SHADES, shade } from './contours';
import { resolvedColour } from './exportPicture';
import type { Plot } from './scene';
import type { SurfaceGrid } from './types';
import { useDevicePixelRatio } from './useDevicePixelRatio';

/** More device pixels than that show nothing more. */
const MAX_RATIO = 2;

interface ReliefCanvasProps {
  surface: SurfaceGrid;
  plot: Plot;
  ref: Ref<HTMLCanvasElement>;
}

/** The surface itself: shades and level lines, drawn once for each surface, size and theme. */
export function ReliefCanvas({ surface, plot, ref }: ReliefCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useImperativeHandle(ref, () => canvas.current as HTMLCanvasElement, []);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const ratio = Math.min(MAX_RATIO, useDevicePixelRatio());
  const relief = useMemo(() => reliefOf(surface), [surface]);
  const levels = useMemo(
    () => Array.from({ length: SHADES - 1 }, (_, k) => levelLine(relief, (k + 1) / SHADES)),
    [relief],
  );
  const width = Math.round(plot.width * ratio);
  const height = Math.round(plot.height * ratio);

  useEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (context == null) return;
    // The colours come from CSS; the scheme says when they have changed.
    context.canvas.dataset.scheme = scheme;
    paint(context, relief, levels, width, height, ratio);
  }, [relief, levels, width, height, ratio, scheme]);

  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      className={classes.canvas}
      style={{ left: plot.left, top: plot.top, width: plot.width, height: plot.height }}
    />
  );
}

function paint(
  context: CanvasRenderingContext2D,
  relief: Relief,
  levels: readonly Float32Array[],
  width: number,
  height: number,
  ratio: number,
): void {
  // Peaks are the page's ground, valleys a tint of it that lines still stand out from.
  const valley = rgbOf(context, 'var(--chart-valley)');
  const ground = rgbOf(context, 'var(--chart-ground)');
  const picture = context.createImageData(width, height);
  shade(picture.data, width, height, relief, valley, ground);
  context.putImageData(picture, 0, 0);
  const across = width / (relief.resolution - 1);
  const up = height / (relief.resolution - 1);
  context.strokeStyle = resolvedColour('var(--chart-level)', context.canvas);
  context.lineWidth = ratio;
  for (const pieces of levels) {
    context.beginPath();
    for (let i = 0; i + 3 < pieces.length; i += 4) {
      context.moveTo((pieces[i] as number) * across, height - (pieces[i + 1] as number) * up);
      context.lineTo((pieces[i + 2] as number) * across, height - (pieces[i + 3] as number) * up);
    }
    context.stroke();
  }
}

/** A CSS colour as the canvas paints it; canvas itself knows no CSS variables. */
function rgbOf(context: CanvasRenderingContext2D, colour: string): Rgb {
  context.fillStyle = resolvedColour(colour, context.canvas);
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue];
}
