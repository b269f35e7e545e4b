/** What all products and sums are made of: four float32 numbers at a time. */

/**
 * a·b + c in every lane. In one rounding where the engine has relaxed SIMD and the build uses it, which saves an
 * instruction of two; so the two builds differ in the last bits, and within a build the order of operations decides.
 */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** c − a·b, the same way. */
@inline
export function nmadd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_nmadd(a, b, c);
  return f32x4.sub(c, f32x4.mul(a, b));
}
