/** From a glyph to a written line: someone's hand, then the place and size in the image. */
import type { RandomStream } from '../../runtime/random';
import { DIGIT_SIDE } from '../digitShape';
import { PAPER, type Stroke } from './glyphs';

/** A piece of the line, straight from one point to the other, as thick as the pen pressed there. Pixels. */
export interface Segment {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  radius: number;
}

/** MNIST's digits fill a box of so many pixels, at their largest. */
const BOX = 20;
/** Straight pieces between two points that a curve passes. */
const PIECES = 5;

/** How much hands differ; σ, in units of the paper's height for points and as shares or radians otherwise. */
const HAND = {
  point: 0.042,
  aspectMean: 0.12,
  aspect: 0.2,
  slantMean: 0.15,
  slant: 0.25,
  turn: 0.13,
  bend: 0.08,
  place: 0.6,
};
/** The pen's radius in pixels, from … to. */
const THINNEST = 0.8;
const THICKEST = 2;
/** How much smaller than the box a digit may be. */
const SMALLEST = 0.9;

/** The strokes of a glyph as one hand writes them, centred in the image by its ink. */
export function written(strokes: readonly Stroke[], rng: RandomStream): Segment[] {
  const move = hand(rng);
  const lines = strokes.map(({ corners, points }) => {
    const shaken = shake(points, rng);
    return (corners ? halved(shaken) : smooth(shaken)).map(([x, y]) => move(x, y));
  });
  const radius = THINNEST + (THICKEST - THINNEST) * rng.uniform();
  const pressure = 0.25 * rng.normal();
  return inImage(lines, radius, pressure, SMALLEST + (1 - SMALLEST) * rng.uniform(), rng);
}

type Point = readonly [x: number, y: number];

/** An affine map and a slight bend; the paper's middle stays where it is, in units of its height. */
function hand(rng: RandomStream): (x: number, y: number) => Point {
  const wide = Math.exp(HAND.aspectMean + HAND.aspect * rng.normal());
  const slant = HAND.slantMean + HAND.slant * rng.normal();
  const turn = HAND.turn * rng.normal();
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const bendX = HAND.bend * rng.normal();
  const bendY = HAND.bend * rng.normal();
  return (px, py) => {
    const y = py / PAPER.height - 0.5;
    const x = (wide * (px - PAPER.width / 2)) / PAPER.height - slant * y;
    const u = x + bendX * Math.cos(Math.PI * y);
    const v = y + bendY * Math.cos(Math.PI * x);
    return [cos * u - sin * v, sin * u + cos * v];
  };
}

function shake(points: readonly number[], rng: RandomStream): Point[] {
  const sigma = HAND.point * PAPER.height;
  const shaken: Point[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = (points[i] as number) + sigma * rng.normal();
    shaken.push([x, (points[i + 1] as number) + sigma * rng.normal()]);
  }
  return shaken;
}

/** With points in the middle of straight strokes, so that these can bend, too. */
function halved(points: readonly Point[]): Point[] {
  return points.flatMap((to, i) => {
    const from = points[i - 1];
    if (from === undefined) return [to];
    return [[(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const, to];
  });
}

/** Points of the Catmull–Rom spline through the given ones. */
function smooth(points: readonly Point[]): Point[] {
  const at = (i: number) => points[Math.max(0, Math.min(points.length - 1, i))] as Point;
  const result: Point[] = [at(0)];
  for (let i = 0; i + 1 < points.length; i++) {
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    for (let piece = 1; piece <= PIECES; piece++) {
      const t = piece / PIECES;
      const mix = (axis: 0 | 1) =>
        b[axis] +
        0.5 *
          t *
          (c[axis] -
            a[axis] +
            t * (2 * a[axis] - 5 * b[axis] + 4 * c[axis] - d[axis]) +
            t * t * (3 * (b[axis] - c[axis]) + d[axis] - a[axis]));
      result.push([mix(0), mix(1)]);
    }
  }
  return result;
}

/** As MNIST's: the longer side fills the box (times `size`), and the centre of the ink is the image's, nearly. */
function inImage(
  lines: readonly (readonly Point[])[],
  radius: number,
  pressure: number,
  size: number,
  rng: RandomStream,
): Segment[] {
  const [left, right] = range(lines, 0);
  const [top, bottom] = range(lines, 1);
  const scale = (size * BOX - 2 * radius) / Math.max(right - left, bottom - top);
  const segments: Segment[] = [];
  let [ink, inkX, inkY] = [0, 0, 0];
  for (const line of lines) {
    for (let i = 1; i < line.length; i++) {
      const [from, to] = [line[i - 1] as Point, line[i] as Point];
      const [x0, y0, x1, y1] = [scale * from[0], scale * from[1], scale * to[0], scale * to[1]];
      // Stronger at the stroke's beginning or at its end.
      const along = i / line.length - 0.5;
      const length = Math.hypot(x1 - x0, y1 - y0);
      segments.push({ x0, y0, x1, y1, radius: radius * (1 + pressure * along) });
      ink += length;
      inkX += (length * (x0 + x1)) / 2;
      inkY += (length * (y0 + y1)) / 2;
    }
  }
  const middle = (DIGIT_SIDE - 1) / 2;
  const dx = middle - inkX / ink + HAND.place * rng.normal();
  const dy = middle - inkY / ink + HAND.place * rng.normal();
  for (const segment of segments) {
    segment.x0 += dx;
    segment.x1 += dx;
    segment.y0 += dy;
    segment.y1 += dy;
  }
  return segments;
}

function range(lines: readonly (readonly Point[])[], axis: 0 | 1): [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const line of lines) {
    for (const point of line) {
      least = Math.min(least, point[axis]);
      most = Math.max(most, point[axis]);
    }
  }
  return [least, most];
}
