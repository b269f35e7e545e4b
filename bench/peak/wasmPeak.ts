/** GFLOP/s of one thread in the product of peak/assembly/matmul.ts. */
import type { PeakBinaries } from './compile';

interface Product {
  multiply(m: number, n: number, k: number): void;
}

/** [96, 96] from panels of 96: all of it lies in the second-level cache, most in the first. */
const [M, N, K] = [16, 12, 96] as const;
const FLOPS = 2 * 6 * M * 8 * N * K;
/** Long enough that threads that are told to begin one after the other overlap. */
const TOGETHER_MS = 300;
/** The best of such slices counts: what else the machine does must not make the peak smaller than it is. */
const SLICE_MS = 15;

async function start(base64: string): Promise<Product> {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const abort = () => {
    throw new Error('the product gave up');
  };
  const { instance } = await WebAssembly.instantiate(bytes, { env: { abort } });
  return instance.exports as unknown as Product;
}

/** GFLOP/s of the best slice within so many milliseconds. */
function rate({ multiply }: Product, ms: number): number {
  const until = performance.now() + ms;
  let best = 0;
  while (performance.now() < until) {
    const from = performance.now();
    let products = 0;
    let elapsed = 0;
    while (elapsed < SLICE_MS) {
      for (let i = 0; i < 10; i++) multiply(M, N, K);
      products += 10;
      elapsed = performance.now() - from;
    }
    best = Math.max(best, (products * FLOPS) / elapsed / 1e6);
  }
  return best;
}

/** The better of the two builds; the one with relaxed SIMD only where the engine has it. */
export async function wasmPeak({ plain, relaxed }: PeakBinaries): Promise<number> {
  const products = [await start(plain)];
  await start(relaxed).then(
    (product) => products.push(product),
    // An engine without relaxed SIMD refuses the binary.
    () => undefined,
  );
  for (const product of products) rate(product, 50);
  return Math.max(...products.map((product) => rate(product, TOGETHER_MS)));
}
