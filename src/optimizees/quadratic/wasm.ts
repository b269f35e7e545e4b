import { type CpuKernels, JobKind } from '../../runtime/kernels/cpuKernels';
import type { CpuFunction } from '../optimizee';

/** Multiplications that are worth a unit of their own, some 10 µs. */
const UNIT = 100_000;
/** Fields of a job's description (wasm/assembly/quadratic.ts). */
const JOB_FIELDS = 7;

/** Quadratics in the kernels' memory (wasm/assembly/quadratic.ts); they stay there until `dispose`. */
export class QuadraticInMemory implements CpuFunction {
  readonly kernels: CpuKernels;
  readonly quadratic: { readonly packed: number; readonly bytes: number; readonly n: number };
  readonly #problems: number;
  readonly #job: number;

  /** @param w [B][n][n]  @param y [B][n] */
  constructor(kernels: CpuKernels, w: Float32Array, y: Float32Array, problems: number, n: number) {
    const { arena, code } = kernels;
    this.kernels = kernels;
    this.#problems = problems;
    const bytes = code.quadraticBytes(n);
    const given = arena.take(4 * (w.length + y.length));
    try {
      const packed = arena.take(problems * bytes + 4 * JOB_FIELDS);
      this.quadratic = { packed, bytes, n };
      this.#job = packed + problems * bytes;
      arena.floats(given, w.length).set(w);
      arena.floats(given + 4 * w.length, y.length).set(y);
      code.packQuadratics(given, given + 4 * w.length, n, problems, packed);
    } finally {
      arena.give(given);
    }
  }

  lossAndGradient(theta: number, _step: number, loss: number, gradient: number): void {
    const { n, packed } = this.quadratic;
    const problems = this.#problems;
    const chunk = Math.max(1, Math.floor(UNIT / (2 * n * n)));
    const fields = [theta, packed, loss, gradient, n, problems, chunk];
    this.kernels.arena.words(this.#job, JOB_FIELDS).set(fields);
    this.kernels.run(JobKind.quadratic, this.#job, 0, Math.ceil(problems / chunk));
  }

  dispose(): void {
    this.kernels.arena.give(this.quadratic.packed);
  }
}
