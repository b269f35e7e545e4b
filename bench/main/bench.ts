/** The benchmark: peak, sizes, races, training; one after the other in one run. */
import { cpus, totalmem } from 'node:os';
import { type BenchCase, CASES, coordinatesOf } from '../lib/cases';
import { type BenchBackend, labelOf } from '../lib/contender';
import { backwardFlops, forwardFlops } from '../lib/flops';
import { spread } from '../lib/statistics';
import type { PeakBinaries } from '../peak/compile';
import type { Habitat } from './hosts';
import { type CaseSetting, measureCase } from './measureCase';
import type { BenchOptions } from './options';
import { contenders, fillInShares, ratiosOf } from './plan';
import type { BenchResults, CaseResult, Peak, RaceResult, RecordingResult } from './results';

const log = (message: string) => process.stderr.write(`${message}\n`);

/** Each thread in a host of its own; all at once, and added up. */
async function wasmPeak(
  habitat: Habitat,
  binaries: PeakBinaries,
  threads: number,
): Promise<number> {
  const hosts = await Promise.all(Array.from({ length: threads }, () => habitat.spawn()));
  try {
    // Once to be there, once to be counted.
    await Promise.all(hosts.map((host) => host.call('wasmPeak', [binaries])));
    const rates = await Promise.all(hosts.map((host) => host.call('wasmPeak', [binaries])));
    return rates.reduce((a, b) => a + b, 0);
  } finally {
    for (const host of hosts) host.kill();
  }
}

async function webgpuPeak(habitat: Habitat): Promise<number | null> {
  const host = await habitat.spawn();
  try {
    await host.call('start', [{ kind: 'definition', backend: 'webgpu', threads: null }], 60_000);
    return await host.call('webgpuPeak', [], 60_000);
  } catch (thrown) {
    log(`  no peak of WebGPU: ${thrown instanceof Error ? thrown.message : thrown}`);
    return null;
  } finally {
    host.kill();
  }
}

async function measurePeak(
  habitat: Habitat,
  options: BenchOptions,
  binaries: PeakBinaries,
  before: Peak | null,
): Promise<Peak> {
  const wasm: Peak['wasm'] = [];
  for (const threads of options.backends.includes('wasm') ? options.threads : []) {
    const gflops = await wasmPeak(habitat, binaries, threads);
    const earlier = before?.wasm.find((one) => one.threads === threads)?.gflops ?? 0;
    wasm.push({ threads, gflops: Math.max(gflops, earlier) });
  }
  const webgpu = options.backends.includes('webgpu') ? await webgpuPeak(habitat) : null;
  return { wasm, webgpu: webgpu === null ? null : Math.max(webgpu, before?.webgpu ?? 0) };
}

async function measureRaces(habitat: Habitat, options: BenchOptions): Promise<RaceResult[]> {
  const races: RaceResult[] = [];
  for (const backend of options.backends) {
    const counts = backend === 'wasm' ? options.threads : [null];
    for (const threads of counts) {
      const spec = { kind: 'ours', backend, threads } as const;
      const result: RaceResult = { backend, label: labelOf(spec), growth: [], failure: null };
      races.push(result);
      const host = await habitat.spawn();
      try {
        await host.call('start', [spec], 60_000);
        for (const coordinates of options.raceSizes) {
          log(`  ${result.label} on ${backend}, ${coordinates} coordinates`);
          result.growth.push(await host.call('race', [coordinates], 120_000));
        }
      } catch (thrown) {
        result.failure = thrown instanceof Error ? thrown.message : String(thrown);
        log(`  ${result.failure}`);
      } finally {
        host.kill();
      }
    }
  }
  return races;
}

async function measureRecordings(
  habitat: Habitat,
  { backends, threads, repeats, recording: { caseId, steps } }: BenchOptions,
): Promise<RecordingResult[]> {
  const results: RecordingResult[] = [];
  for (const backend of backends) {
    for (const count of backend === 'wasm' ? threads : [null]) {
      const spec = { kind: 'ours', backend, threads: count } as const;
      const label = labelOf(spec);
      const result: RecordingResult = { backend, label, cost: null, ratio: null, failure: null };
      results.push(result);
      const host = await habitat.spawn();
      try {
        log(`  ${label} on ${backend}`);
        await host.call('start', [spec], 60_000);
        const cost = await host.call('record', [caseId, steps, repeats]);
        result.cost = cost;
        result.ratio = spread(cost.recordedMs.map((ms, i) => ms / (cost.plainMs[i] ?? Number.NaN)));
      } catch (thrown) {
        result.failure = thrown instanceof Error ? thrown.message : String(thrown);
        log(`  ${result.failure}`);
      } finally {
        host.kill();
      }
    }
  }
  return results;
}

async function measureCases(habitat: Habitat, options: BenchOptions): Promise<CaseResult[]> {
  const results: CaseResult[] = [];
  const references = new Map<string, number[]>();
  const asked = (bench: BenchCase) => options.sizes.includes(bench.id);
  for (const backend of options.backends) {
    const slowest: CaseSetting['slowest'] = new Map();
    for (const bench of CASES.filter(asked)) {
      log(`${bench.label} on ${backend}`);
      const rows = await measureCase(bench, contenders(backend, options), {
        ...{ habitat, options, slowest, references, log },
      });
      results.push({
        id: bench.id,
        label: bench.label,
        backend,
        coordinates: coordinatesOf(bench),
        flopsACoordinateStep: forwardFlops(bench.lstm) + backwardFlops(bench.lstm),
        rows,
        ratios: ratiosOf(rows),
      });
    }
  }
  return results;
}

/** The engine's own training, on the CPU with as many threads as were asked for. */
async function trainEngine(
  habitat: Habitat,
  options: BenchOptions,
): Promise<BenchResults['training']> {
  const backend: BenchBackend = 'wasm';
  const threads = Math.max(...options.threads);
  const host = await habitat.spawn();
  try {
    const detail = await host.call('start', [{ kind: 'ours', backend, threads }], 60_000);
    const passed = await host.call('passAdam', [options.horizons ?? undefined], 300_000);
    return [{ where: `the engine in ${habitat.name}, ${detail}`, ...passed }];
  } finally {
    host.kill();
  }
}

export async function runBench(
  habitat: Habitat,
  options: BenchOptions,
  binaries: PeakBinaries,
  train: (() => Promise<BenchResults['training']>) | null,
): Promise<BenchResults> {
  const from = performance.now();
  log('The peak');
  const before = await measurePeak(habitat, options, binaries, null);
  const has = (part: string) => options.parts.includes(part);
  const cases = has('cases') ? await measureCases(habitat, options) : [];
  log('Races');
  const races = has('race') ? await measureRaces(habitat, options) : [];
  log('Recording');
  const recordings = has('record') ? await measureRecordings(habitat, options) : [];
  log('Training');
  const training = has('training')
    ? await (train ?? (() => trainEngine(habitat, options)))().catch((thrown: unknown) => {
        log(`  ${thrown instanceof Error ? thrown.message : thrown}`);
        return [];
      })
    : [];
  log('The peak once more');
  const peak = await measurePeak(habitat, options, binaries, before);
  for (const { rows } of cases) fillInShares(rows, peak);
  return {
    date: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]?.model.trim() ?? 'unknown',
      cores: cpus().length,
      memoryGb: totalmem() / 2 ** 30,
      system: `${process.platform} ${process.arch}`,
    },
    habitat: habitat.name,
    node: process.versions.node,
    threads: options.threads,
    repeats: options.repeats,
    peak,
    cases,
    races,
    recordings,
    training,
    seconds: (performance.now() - from) / 1000,
  };
}
