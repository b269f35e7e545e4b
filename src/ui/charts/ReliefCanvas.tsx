import { useComputedColorScheme } from '@mantine/core';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef } from 'react';
import { canvasColour } from './canvasColour';
import classes from './charts.module.css';
import { levelLine, type Relief, type Rgb, reliefOf, SHADES, shade } from './contours';
import { resolvedColour } from './resolvedColour';
import type { Plot } from './scene';
import type { SurfaceGrid } from './types';
import { useDevicePixelRatio } from './useDevicePixelRatio';

/** More device pixels than that show nothing more. */
const MAX_RATIO = 2;

/** Downloaded maps have as many pixels as a sharp screen, whatever the screen is. */
const EXPORT_RATIO = 2;

export interface ReliefHandle {
  /** The surface as a PNG in a data address, sharp enough for print. */
  dataUrl(): string;
}

interface ReliefCanvasProps {
  surface: SurfaceGrid;
  plot: Plot;
  ref: Ref<ReliefHandle>;
}

/** The surface itself: shades and level lines, drawn once for each surface, size and theme. */
export function ReliefCanvas({ surface, plot, ref }: ReliefCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const ratio = Math.min(MAX_RATIO, useDevicePixelRatio());
  const relief = useMemo(() => reliefOf(surface), [surface]);
  const levels = useMemo(
    () => Array.from({ length: SHADES - 1 }, (_, k) => levelLine(relief, (k + 1) / SHADES)),
    [relief],
  );
  const { width, height } = plot;

  useEffect(() => {
    if (canvas.current === null) return;
    // The colours come from CSS; the scheme says when they have changed.
    canvas.current.dataset.scheme = scheme;
    paint(canvas.current, coloursOf(canvas.current), relief, levels, width, height, ratio);
  }, [relief, levels, width, height, ratio, scheme]);

  useImperativeHandle(
    ref,
    () => ({
      dataUrl: () => {
        if (canvas.current === null) return '';
        const sheet = document.createElement('canvas');
        const colours = coloursOf(canvas.current);
        paint(sheet, colours, relief, levels, width, height, EXPORT_RATIO);
        return sheet.toDataURL('image/png');
      },
    }),
    [relief, levels, width, height],
  );

  return (
    <canvas
      ref={canvas}
      className={classes.canvas}
      style={{ left: plot.left, top: plot.top, width, height }}
    />
  );
}

interface ReliefColours {
  valley: Rgb;
  ground: Rgb;
  level: string;
}

/** Peaks are the page's ground, valleys a tint of it that lines still stand out from. */
function coloursOf(element: Element): ReliefColours {
  return {
    valley: canvasColour('var(--chart-valley)', element),
    ground: canvasColour('var(--chart-ground)', element),
    level: resolvedColour('var(--chart-level)', element),
  };
}

/** Draws on a canvas that is made `ratio` times as large as the plot. */
function paint(
  canvas: HTMLCanvasElement,
  colours: ReliefColours,
  relief: Relief,
  levels: readonly Float32Array[],
  plotWidth: number,
  plotHeight: number,
  ratio: number,
): void {
  const width = Math.round(plotWidth * ratio);
  const height = Math.round(plotHeight * ratio);
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (context === null) return;
  const picture = context.createImageData(width, height);
  shade(picture.data, width, height, relief, colours.valley, colours.ground);
  context.putImageData(picture, 0, 0);
  const across = width / (relief.resolution - 1);
  const up = height / (relief.resolution - 1);
  context.strokeStyle = colours.level;
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
