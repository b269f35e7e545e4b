/**
 * The operations that a surface's formulas are made of. Each formula is written once against this interface
 * and evaluated with plain numbers for the map and with tensors for the race.
 */
export interface Arithmetic<T> {
  add(a: T, b: T): T;
  sub(a: T, b: T): T;
  mul(a: T, b: T): T;
  /** factor · a */
  scale(a: T, factor: number): T;
  /** a + amount */
  shift(a: T, amount: number): T;
  square(a: T): T;
  /** sin 2πa */
  sinTurns(a: T): T;
  /** cos 2πa */
  cosTurns(a: T): T;
}

/** Float64 numbers. */
export const numbers: Arithmetic<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  scale: (a, factor) => factor * a,
  shift: (a, amount) => a + amount,
  square: (a) => a * a,
  sinTurns: (a) => Math.sin(2 * Math.PI * a),
  cosTurns: (a) => Math.cos(2 * Math.PI * a),
};

/** f and ∂f/∂x, ∂f/∂y at a point (or at many points at once). */
export interface Evaluation<T> {
  value: T;
  dx: T;
  dy: T;
}

/** The entries of ∇²f. */
export interface Bend<T> {
  dxx: T;
  dxy: T;
  dyy: T;
}

export interface Point {
  x: number;
  y: number;
}

/** A function of two coordinates with what is needed to draw and to race it. TF-free. */
export interface SurfaceDefinition {
  /** As people read it. */
  label: string;
  /** Where optimizers customarily start. */
  start: Point;
  /** The part of the plane that is worth looking at. */
  xRange: readonly [number, number];
  yRange: readonly [number, number];
  /** The known global minima; f there is the smallest value there is. */
  minima: readonly Point[];
  evaluate<T>(arithmetic: Arithmetic<T>, x: T, y: T): Evaluation<T>;
  /** ∂²f/∂x², ∂²f/∂x∂y and ∂²f/∂y². */
  bend<T>(arithmetic: Arithmetic<T>, x: T, y: T): Bend<T>;
}
