/** Optimizers' paths over a map, in pixels. Pure. */
import type { Plot, Point } from './scene';
import type { SurfaceGrid, SurfacePath } from './types';

/** Beyond this many pixels a point is only known to be far away. */
const FAR = 20_000;
/** Points nearer to the one before than this are not worth drawing. */
const NEAR = 0.4;

/** How many points a path has before its first one that is not finite. */
export function pathLength(points: Float32Array): number {
  const count = Math.floor(points.length / 2);
  for (let t = 0; t < count; t++) {
    if (!Number.isFinite(points[2 * t]) || !Number.isFinite(points[2 * t + 1])) return t;
  }
  return count;
}

/** From the surface's coordinates to pixels. */
export function project(surface: SurfaceGrid, plot: Plot, x: number, y: number): Point {
  const [x0, x1] = surface.xRange;
  const [y0, y1] = surface.yRange;
  const clamp = (v: number) => Math.max(-FAR, Math.min(FAR, v));
  return {
    x: clamp(plot.left + ((x - x0) / (x1 - x0)) * plot.width),
    y: clamp(plot.top + (1 - (y - y0) / (y1 - y0)) * plot.height),
  };
}

/** All points θ₀ … of a path in pixels. */
export function projectPath(surface: SurfaceGrid, plot: Plot, path: SurfacePath): Point[] {
  const count = pathLength(path.points);
  const points: Point[] = [];
  for (let t = 0; t < count; t++) {
    const x = path.points[2 * t] as number;
    const y = path.points[2 * t + 1] as number;
    points.push(project(surface, plot, x, y));
  }
  return points;
}

/** An SVG path through the points from step `from` to step `to`, both included; empty where there are fewer than two. */
export function pathData(points: readonly Point[], from: number, to: number): string {
  const end = Math.min(to, points.length - 1);
  if (end <= from) return '';
  let data = '';
  let last: Point | undefined;
  for (let t = from; t <= end; t++) {
    const point = points[t] as Point;
    const near =
      last !== undefined && Math.abs(point.x - last.x) < NEAR && Math.abs(point.y - last.y) < NEAR;
    if (near && t < end) continue;
    data += `${last === undefined ? 'M' : 'L'}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
    last = point;
  }
  return data;
}

/** The first step, up to `limit`, at which a path is outside the window; null where it stays inside. */
export function leavesAt(surface: SurfaceGrid, path: SurfacePath, limit: number): number | null {
  const count = Math.min(pathLength(path.points), limit + 1);
  const [x0, x1] = surface.xRange;
  const [y0, y1] = surface.yRange;
  for (let t = 0; t < count; t++) {
    const x = path.points[2 * t] as number;
    const y = path.points[2 * t + 1] as number;
    if (x < x0 || x > x1 || y < y0 || y > y1) return t;
  }
  return null;
}

/** The step of any path whose point is nearest to a place, up to `limit`; null where there is no path. */
export function nearestStep(paths: readonly Point[][], place: Point, limit: number): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (const points of paths) {
    const count = Math.min(points.length, limit + 1);
    for (let t = 0; t < count; t++) {
      const point = points[t] as Point;
      const distance = (point.x - place.x) ** 2 + (point.y - place.y) ** 2;
      if (distance < least) {
        least = distance;
        best = t;
      }
    }
  }
  return best;
}
