/** From a written line to pixels. */
import type { RandomStream } from '../../runtime/random';
import { DIGIT_PIXELS, DIGIT_SIDE } from '../digitShape';
import type { Segment } from './pen';

/** Over how many pixels the line's edge fades, from … to. */
const SHARPEST = 0.9;
const SOFTEST = 1.7;
/** σ of the ink's grain, as a share of the ink. */
const GRAIN = 0.07;

/** How far into the line each pixel lies; used again for every image. */
const depths = new Float32Array(DIGIT_PIXELS);

/** Draws one image [784] into bytes that are 0. Pixels that no ink reaches stay 0, as in MNIST. */
export function ink(segments: readonly Segment[], rng: RandomStream, image: Uint8Array): void {
  const soft = SHARPEST + (SOFTEST - SHARPEST) * rng.uniform();
  depths.fill(Number.NEGATIVE_INFINITY);
  for (const segment of segments) deepen(segment, soft / 2);
  const strength = 255 * (1 - 0.12 * rng.uniform());
  for (let i = 0; i < DIGIT_PIXELS; i++) {
    // 0 at half a fade outside the line, 1 at half a fade inside, smooth between.
    const share = Math.min(1, (depths[i] as number) / soft + 0.5);
    if (share <= 0) continue;
    const value = strength * share * share * (3 - 2 * share) * (1 + GRAIN * rng.normal());
    image[i] = Math.max(0, Math.min(255, Math.round(value)));
  }
}

/** depth = max(depth, radius − distance to the segment), for the pixels that the fade can reach. */
function deepen({ x0, y0, x1, y1, radius }: Segment, fade: number): void {
  const reach = radius + fade;
  const left = Math.max(0, Math.ceil(Math.min(x0, x1) - reach));
  const right = Math.min(DIGIT_SIDE - 1, Math.floor(Math.max(x0, x1) + reach));
  const top = Math.max(0, Math.ceil(Math.min(y0, y1) - reach));
  const bottom = Math.min(DIGIT_SIDE - 1, Math.floor(Math.max(y0, y1) + reach));
  const [dx, dy] = [x1 - x0, y1 - y0];
  const square = dx * dx + dy * dy;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const t = square === 0 ? 0 : ((x - x0) * dx + (y - y0) * dy) / square;
      const along = Math.max(0, Math.min(1, t));
      const [u, v] = [x - x0 - along * dx, y - y0 - along * dy];
      const depth = radius - Math.sqrt(u * u + v * v);
      const at = y * DIGIT_SIDE + x;
      if (depth > (depths[at] as number)) depths[at] = depth;
    }
  }
}
