/** Who takes part, and what is made of the rows: ratios. */
import type { BenchBackend, ContenderSpec } from '../lib/contender';
import type { BenchOptions } from './options';
import type { CaseResult, Peak, Row } from './results';

/** In the order of the table; the slowest first. */
export function contenders(backend: BenchBackend, options: BenchOptions): ContenderSpec[] {
  const spec = (kind: ContenderSpec['kind'], threads: number | null): ContenderSpec => ({
    kind,
    backend,
    threads,
  });
  if (backend === 'webgpu') {
    return [spec('stock', null), spec('definition', null), spec('jax', null), spec('ours', null)];
  }
  return [
    spec('stock', 1),
    spec('definition', 1),
    // Its own pool of threads, which it has in browsers only; and without.
    ...(options.browser ? [spec('jax', null)] : []),
    spec('jax', 1),
    ...options.threads.map((threads) => spec('ours', threads)),
  ];
}

/** How many times faster our kernels do a meta-step than everybody else. */
export function ratiosOf(rows: readonly Row[]): CaseResult['ratios'] {
  const measured = rows.filter((row) => row.step !== null);
  const ours = measured.filter((row) => row.contender.kind === 'ours');
  const others = measured.filter((row) => row.contender.kind !== 'ours');
  return ours.flatMap((mine) =>
    others.map((other) => ({
      than: other.label,
      ours: mine.label,
      ratio: (other.step?.median ?? Number.NaN) / (mine.step?.median ?? Number.NaN),
    })),
  );
}

/** What part of the peak, with as many threads, the LSTM reaches. */
export function fillInShares(rows: readonly Row[], peak: Peak): void {
  for (const { lstm, contender } of rows) {
    const best =
      contender.backend === 'webgpu'
        ? peak.webgpu
        : peak.wasm.find(({ threads }) => threads === contender.threads)?.gflops;
    if (lstm !== null && best) lstm.shareOfPeak = lstm.gflops / best;
  }
}
