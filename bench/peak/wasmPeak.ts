/** GFLOP/s of one thread in the product of peak/assembly/matmul.ts. */
import type { PeakBinaries } from './compile';

interface Product {
  multiply(rows: number, m: number, n: number, k: number): void;
}

/** [48, 48] from panels of 96: all of it lies in the first-level cache. */
const [SIZE, N, K] = [48, 6, 96] as const;
const FLOPS = 2 * SIZE * 8 * N * K;
const TILE_ROWS = [4, 6] as const;
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
function rate({ multiply }: Product, rows: number, ms: number): number {
  const until = performance.now() + ms;
  let best = 0;
  while (performance.now() < until) {
    const from = performance.now();
    let products = 0;
    let elapsed = 0;
    while (elapsed < SLICE_MS) {
      for (let i = 0; i < 20; i++) multiply(rows, SIZE / rows, N, K);
      products += 20;
      elapsed = performance.now() - from;
    }
    best = Math.max(best, (products * FLOPS) / elapsed / 1e6);
  }
  return best;
}

/** The best of both builds, the one with relaxed SIMD only where the engine has it, and both tiles. */
export async function wasmPeak({ plain, relaxed }: PeakBinaries): Promise<number> {
  const products = [await start(plain)];
  await start(relaxed).then(
    (product) => products.push(product),
    // An engine without relaxed SIMD refuses the binary.
    () => undefined,
  );
  const rates = (ms: number) =>
    products.flatMap((product) => TILE_ROWS.map((rows) => rate(product, rows, ms)));
  rates(50);
  return Math.max(...rates(TOGETHER_MS));
}
