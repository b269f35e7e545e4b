/**
 * A product of matrices that lie packed as a register-tiled product wants them: C [RM, 8N] += A·B, A in M panels [K][R],
 * B in N panels [K][8], C in M·N tiles [R][8], for tiles of R = 4 and of R = 6 rows. The larger one fills the registers
 * of x86-64 where a product and a sum are one instruction; where they are two, a register for what is between them is
 * missing, and the smaller one is faster. It has nothing to do but multiply and add: what it reaches is what WebAssembly
 * can get from this machine.
 *
 * Compiled twice (see peak/compile.ts): with multiply-add in one instruction (relaxed SIMD), and without.
 */

function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

function tile4(panelA: usize, panelB: usize, c: usize, k: i32): void {
  let a = panelA;
  let b = panelB;
  let c00 = v128.load(c, 0);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c, 32);
  let c11 = v128.load(c, 48);
  let c20 = v128.load(c, 64);
  let c21 = v128.load(c, 80);
  let c30 = v128.load(c, 96);
  let c31 = v128.load(c, 112);
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a, 0);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    a += 16;
    b += 32;
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  v128.store(c, c10, 32);
  v128.store(c, c11, 48);
  v128.store(c, c20, 64);
  v128.store(c, c21, 80);
  v128.store(c, c30, 96);
  v128.store(c, c31, 112);
}

function tile6(panelA: usize, panelB: usize, c: usize, k: i32): void {
  let a = panelA;
  let b = panelB;
  let c00 = v128.load(c, 0);
  let c01 = v128.load(c, 16);
  let c10 = v128.load(c, 32);
  let c11 = v128.load(c, 48);
  let c20 = v128.load(c, 64);
  let c21 = v128.load(c, 80);
  let c30 = v128.load(c, 96);
  let c31 = v128.load(c, 112);
  let c40 = v128.load(c, 128);
  let c41 = v128.load(c, 144);
  let c50 = v128.load(c, 160);
  let c51 = v128.load(c, 176);
  for (let i = 0; i < k; i++) {
    const b0 = v128.load(b, 0);
    const b1 = v128.load(b, 16);
    let x = v128.load32_splat(a, 0);
    c00 = madd(x, b0, c00);
    c01 = madd(x, b1, c01);
    x = v128.load32_splat(a, 4);
    c10 = madd(x, b0, c10);
    c11 = madd(x, b1, c11);
    x = v128.load32_splat(a, 8);
    c20 = madd(x, b0, c20);
    c21 = madd(x, b1, c21);
    x = v128.load32_splat(a, 12);
    c30 = madd(x, b0, c30);
    c31 = madd(x, b1, c31);
    x = v128.load32_splat(a, 16);
    c40 = madd(x, b0, c40);
    c41 = madd(x, b1, c41);
    x = v128.load32_splat(a, 20);
    c50 = madd(x, b0, c50);
    c51 = madd(x, b1, c51);
    a += 24;
    b += 32;
  }
  v128.store(c, c00, 0);
  v128.store(c, c01, 16);
  v128.store(c, c10, 32);
  v128.store(c, c11, 48);
  v128.store(c, c20, 64);
  v128.store(c, c21, 80);
  v128.store(c, c30, 96);
  v128.store(c, c31, 112);
  v128.store(c, c40, 128);
  v128.store(c, c41, 144);
  v128.store(c, c50, 160);
  v128.store(c, c51, 176);
}

/** The product once, in tiles of `rows` rows. Everything is zero and stays so: the time does not depend on it. */
export function multiply(rows: i32, m: i32, n: i32, k: i32): void {
  const a: usize = (__heap_base + 63) & ~63;
  const b = a + 4 * rows * m * k;
  const c = b + 32 * n * k;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const panelA = a + 4 * rows * i * k;
      const panelB = b + 32 * j * k;
      const place = c + 32 * rows * (j * m + i);
      if (rows === 4) tile4(panelA, panelB, place, k);
      else tile6(panelA, panelB, place, k);
    }
  }
}
