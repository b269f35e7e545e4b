/** What the kernel's host calls. Addresses are bytes in this module's memory; the host hands out the places. */
import { sigmoid, tanh } from './activations';

export { carryBytes } from './backward';
export { gatherUnits } from './gather';
export { backwardScratchBytes, forwardScratchBytes } from './lstmUnits';
export { mlpScratchBytes, mlpUnits } from './mlp';
export { packQuadratics, quadraticBytes, quadratics } from './quadratic';
export { configure, recordBytes, stateBytes } from './shape';
export { poolBytes, runJob, serve } from './threads';
export { gradientBytes, pack, packedBytes, unpack } from './weights';

/** First byte that is the host's. */
export function heapBase(): usize {
  return __heap_base;
}

/** For measuring their errors: y = σ(x) and tanh(x), four numbers at a time. */
export function sigmoids(x: usize, y: usize, count: i32): void {
  for (let at: usize = 0; at < (count as usize) << 2; at += 16) {
    v128.store(y + at, sigmoid(v128.load(x + at)));
  }
}

export function tanhs(x: usize, y: usize, count: i32): void {
  for (let at: usize = 0; at < (count as usize) << 2; at += 16) {
    v128.store(y + at, tanh(v128.load(x + at)));
  }
}
