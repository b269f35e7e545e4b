/** Libraries of runs that nobody has computed, for tests of how many of them are shown. */
import { writeLibraryFile } from '../src/libraryFile';
import { trainConfigSchema } from '../src/specs/training';

/** A library file with trainings "Run 1" … "Run n", each with a short curve; every third one diverged. */
export function libraryOf(count: number): Buffer {
  const runs = Array.from({ length: count }, (_, i) => {
    const config = trainConfigSchema.parse({ seed: i, unroll: 10 + (i % 2) * 10, epochs: 20 });
    const date = new Date(Date.UTC(2026, 0, 1) + i * 60_000).toISOString();
    const validation = [0, 10, 20].flatMap((horizon) => {
      const loss = (1 + i / count) / (1 + horizon);
      return [horizon, horizon / 10, loss, loss / 2, 1];
    });
    return {
      record: {
        version: 1 as const,
        id: `made-${i + 1}`,
        kind: 'training' as const,
        name: `Run ${i + 1}`,
        createdAt: date,
        changedAt: date,
        state: i % 3 === 2 ? ('diverged' as const) : ('done' as const),
        seed: i,
        config,
        backend: 'WebAssembly',
        appVersion: '0.1.0',
        progress: { done: 20, total: 20, unit: 'horizons' as const },
        seconds: 2,
        result: { 'best validation': (1 + i / count) / 21 },
        tags: i % 2 === 0 ? ['even'] : [],
        note: '',
        optimizerId: null,
        parentId: null,
        trouble: i % 3 === 2 ? 'The loss exploded at horizon 20.' : null,
      },
      series: { validation: { columns: 5, values: Float64Array.from(validation) } },
      parts: {},
    };
  });
  return Buffer.from(
    writeLibraryFile(
      { runs, optimizers: [], rates: [] },
      { date: '2026-01-01T00:00:00.000Z', appVersion: '0.1.0' },
    ),
  );
}
