import { useComputedColorScheme } from '@mantine/core';
import { memo, type Ref, useEffect, useRef } from 'react';
import { canvasColour } from './canvasColour';
import { type HeatColours, heatPalette, paintHeat } from './heatColours';
import classes from './heatMap.module.css';
import type { HeatData } from './types';
import { useDevicePixelRatio } from './useDevicePixelRatio';

interface HeatCanvasProps {
  ref: Ref<HTMLCanvasElement>;
  data: HeatData;
  largest: number;
  linearBelow: number;
  /** Where it lies in the map's window: it is moved and stretched, not painted anew, while new rows are awaited. */
  top: number;
  width: number;
  height: number;
}

/** The values themselves, a pixel each, painted once for each data and theme. What has no value is hatched. */
export const HeatCanvas = memo(function HeatCanvas(props: HeatCanvasProps) {
  const { ref, data, largest, linearBelow, top, width, height } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const ratio = useDevicePixelRatio();

  useEffect(() => {
    const element = canvas.current;
    if (element === null || data.rows === 0 || data.columns === 0) return;
    // The colours come from CSS; the scheme says when they have changed.
    element.dataset.scheme = scheme;
    element.width = data.columns;
    element.height = data.rows;
    const context = element.getContext('2d');
    if (context === null) return;
    const picture = context.createImageData(data.columns, data.rows);
    const palette = heatPalette(coloursOf(element));
    paintHeat(data.values, picture.data, palette, { largest, linearBelow });
    context.putImageData(picture, 0, 0);
  }, [data, largest, linearBelow, scheme]);

  // More values than pixels are averaged rather than picked.
  const fine = data.columns > width * ratio || data.rows > height * ratio;
  return (
    <canvas
      ref={(element) => {
        canvas.current = element;
        if (typeof ref === 'function') ref(element);
        else if (ref !== null) ref.current = element;
      }}
      className={classes.canvas}
      style={{ top, width, height, imageRendering: fine ? 'auto' : 'pixelated' }}
    />
  );
});

function coloursOf(element: Element): HeatColours {
  const colour = (name: string) => canvasColour(`var(--heat-${name})`, element);
  return {
    negative: colour('negative'),
    negativeMid: colour('negative-mid'),
    zero: colour('zero'),
    positiveMid: colour('positive-mid'),
    positive: colour('positive'),
  };
}
