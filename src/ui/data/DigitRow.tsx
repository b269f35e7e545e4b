import { useEffect, useRef } from 'react';
import type { DigitSamples } from '../../specs/digits';
import classes from './data.module.css';

const SIDE = 28;
/** Of nothing between two digits. */
const GAP = 4;
const PLACES = 10;

interface DigitRowProps {
  /** Nothing is drawn before they are there; the room is kept. */
  samples: DigitSamples | undefined;
  label: string;
}

/** Digits beside each other, ink on the page's own ground. */
export function DigitRow({ samples, label }: DigitRowProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    if (samples) draw(context, samples);
  }, [samples]);
  const named = samples ? `${label} (${[...samples.labels].join(', ')})` : label;
  return (
    <canvas
      ref={canvas}
      className={classes.row}
      width={PLACES * (SIDE + GAP) - GAP}
      height={SIDE}
      role="img"
      aria-label={named}
    />
  );
}

/** Black, as opaque as there is ink; the style sheet makes it white where the ground is dark. */
function draw(context: CanvasRenderingContext2D, { count, images }: DigitSamples): void {
  for (let e = 0; e < Math.min(count, PLACES); e++) {
    const picture = context.createImageData(SIDE, SIDE);
    for (let i = 0; i < SIDE * SIDE; i++) {
      picture.data[4 * i + 3] = images[e * SIDE * SIDE + i] ?? 0;
    }
    context.putImageData(picture, e * (SIDE + GAP), 0);
  }
}
