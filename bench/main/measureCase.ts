/** One size on one backend: every contender in a host of its own, in turns. */
import { type BenchCase, coordinatesOf, UNROLL } from '../lib/cases';
import { type ContenderSpec, labelOf } from '../lib/contender';
import { backwardFlops, forwardFlops } from '../lib/flops';
import type { Launches } from '../lib/host';
import { median, relativeDistance, spread } from '../lib/statistics';
import { type Habitat, type RemoteHost, TooSlow } from './hosts';
import type { BenchOptions } from './options';
import type { LstmResult, Row } from './results';

/** A turn should last so long at least, or it measures how cold the caches are. */
const TURN_MS = 40;
const MOST_A_TURN = 20;
/** A step this slow needs no second opinion. */
const SLOW_MS = 2000;

interface Entrant {
  spec: ContenderSpec;
  host: RemoteHost;
  detail: string;
  failure: string | null;
  firstMs: number | null;
  gradient: number[] | null;
  /** A first estimate of a meta-step. */
  stepMs: number;
  spentMs: number;
  steps: number[];
  forward: number[];
  backward: number[];
  lstm: { forward: number[]; backward: number[] };
  launches: Launches | null;
}

export interface CaseSetting {
  habitat: Habitat;
  options: BenchOptions;
  /** How contenders did at the largest size so far, by their labels. */
  slowest: Map<string, { at: string; coordinates: number; stepMs: number; failure: string | null }>;
  /** The meta-gradient of our kernels at this size, from the backend that came first. */
  references: Map<string, number[]>;
  log(message: string): void;
}

function inWords(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const first = (message.split('\n')[0] ?? '').slice(0, 200);
  // TensorFlow.js' WebAssembly has no other words for it.
  return /^Aborted\(|alloc|memory/i.test(first) ? `ran out of memory (${first})` : first;
}

/**
 * A meta-step grows with the coordinates at least so fast: who would pass the limit by far is not asked to try. On
 * WebGPU it is launches that most of the time goes to, and those do not grow.
 */
const GROWS_AT_LEAST = { wasm: 0.5, webgpu: 0.1 };

/** Why a contender does not take part at this size; null where it does. */
function reasonNotToRun(
  bench: BenchCase,
  { backend }: ContenderSpec,
  label: string,
  setting: CaseSetting,
): string | null {
  const before = setting.slowest.get(label);
  if (before === undefined) return null;
  if (before.failure !== null) return `not run: at ${before.at} it ${before.failure}`;
  const expected =
    (GROWS_AT_LEAST[backend] * before.stepMs * coordinatesOf(bench)) / before.coordinates;
  if (expected <= setting.options.stepLimitMs) return null;
  return `not run: at ${before.at} a meta-step took ${(before.stepMs / 1000).toFixed(1)} s`;
}

async function enter(
  bench: BenchCase,
  spec: ContenderSpec,
  setting: CaseSetting,
): Promise<Entrant> {
  const { habitat, options, slowest, log } = setting;
  const entrant: Entrant = {
    spec,
    host: await habitat.spawn(),
    detail: '',
    failure: null,
    firstMs: null,
    gradient: null,
    stepMs: Number.NaN,
    spentMs: 0,
    steps: [],
    forward: [],
    backward: [],
    lstm: { forward: [], backward: [] },
    launches: null,
  };
  const label = `${labelOf(spec)} on ${spec.backend}`;
  entrant.failure = reasonNotToRun(bench, spec, label, setting);
  if (entrant.failure !== null) {
    entrant.host.kill();
    return entrant;
  }
  const { host } = entrant;
  const { stepLimitMs, compileLimitMs } = options;
  try {
    entrant.detail = await host.call('start', [spec], compileLimitMs);
    const opened = await host.call('open', [bench.id], compileLimitMs);
    entrant.firstMs = opened.ms;
    entrant.gradient = opened.gradient;
    // jax-js compiles the whole meta-step here.
    let [ms = Number.NaN] = await host.call('steps', [1], compileLimitMs);
    if (spec.kind === 'jax' || ms < SLOW_MS) {
      [ms = Number.NaN] = await host.call('steps', [1], stepLimitMs);
    }
    entrant.stepMs = ms;
    if (ms > SLOW_MS) entrant.steps.push(ms);
    if (ms > stepLimitMs) {
      throw new TooSlow(`takes ${(ms / 1000).toFixed(0)} s for a meta-step: measured once`);
    }
    // The first one compiles, too.
    await host.call('passes', [1], compileLimitMs);
    log(`  ${label}: ${entrant.stepMs.toPrecision(3)} ms a meta-step (${entrant.detail})`);
  } catch (thrown) {
    entrant.failure = inWords(thrown);
    host.kill();
    log(`  ${label}: ${entrant.failure}`);
  }
  const { stepMs, failure } = entrant;
  slowest.set(label, { at: bench.label, coordinates: coordinatesOf(bench), stepMs, failure });
  return entrant;
}

/** What a contender that was ended had still given a software device to do must not be taken for somebody's time. */
async function settle(entrants: readonly Entrant[]): Promise<void> {
  const probe = entrants.find(({ failure }) => failure === null);
  if (probe === undefined) return;
  const until = performance.now() + 60_000;
  while (performance.now() < until) {
    const [ms = 0] = await probe.host.call('steps', [1]);
    if (ms < 1.5 * probe.stepMs) return;
  }
}

async function turn(entrant: Entrant, round: number, { options }: CaseSetting): Promise<void> {
  const { host, stepMs } = entrant;
  const from = performance.now();
  const count = Math.max(1, Math.min(MOST_A_TURN, Math.round(TURN_MS / stepMs)));
  const limit = count * options.stepLimitMs;
  entrant.steps.push(...(await host.call('steps', [count], limit)));
  // The parts matter less than the whole.
  if (round % 2 === 0) {
    const fewer = Math.ceil(count / 2);
    const { forward, backward } = await host.call('passes', [fewer], limit);
    entrant.forward.push(...forward);
    entrant.backward.push(...backward);
    if (entrant.spec.kind === 'ours') {
      const lstm = await host.call('lstm', [fewer], limit);
      entrant.lstm.forward.push(...(lstm?.forward ?? []));
      entrant.lstm.backward.push(...(lstm?.backward ?? []));
    }
  }
  entrant.spentMs += performance.now() - from;
}

function lstmResult(entrant: Entrant, bench: BenchCase): LstmResult | null {
  const { forward, backward } = entrant.lstm;
  const ms = spread(forward.map((f, i) => f + (backward[i] ?? Number.NaN)));
  const [forwardMs, backwardMs] = [spread(forward), spread(backward)];
  if (ms === null || forwardMs === null || backwardMs === null) return null;
  const flops = forwardFlops(bench.lstm) + backwardFlops(bench.lstm);
  const gflops = (flops * coordinatesOf(bench) * UNROLL) / ms.median / 1e6;
  return { ms, forwardMs, backwardMs, gflops, shareOfPeak: null };
}

function rowOf(entrant: Entrant, bench: BenchCase, setting: CaseSetting): Row {
  const { spec, detail, failure, firstMs, steps, forward, launches } = entrant;
  const step = spread(steps);
  const backwardIsDifference = entrant.backward.length === 0;
  const backward =
    backwardIsDifference && step !== null && forward.length > 0
      ? steps.map((ms) => ms - median(forward))
      : entrant.backward;
  const reference = setting.references.get(bench.id);
  return {
    contender: spec,
    label: labelOf(spec),
    detail,
    failure,
    firstMs,
    step,
    forward: spread(forward),
    backward: spread(backward),
    backwardIsDifference,
    deviation:
      entrant.gradient === null || reference === undefined
        ? null
        : relativeDistance(entrant.gradient, reference),
    lstm: lstmResult(entrant, bench),
    launches,
  };
}

export async function measureCase(
  bench: BenchCase,
  specs: readonly ContenderSpec[],
  setting: CaseSetting,
): Promise<Row[]> {
  const { options, references, log } = setting;
  const entrants: Entrant[] = [];
  // Ours first, stock last: who gives up leaves work behind on a software device.
  for (const spec of specs.toReversed()) entrants.unshift(await enter(bench, spec, setting));
  const ours = entrants.find(({ spec, gradient }) => spec.kind === 'ours' && gradient !== null);
  if (!references.has(bench.id) && ours?.gradient) references.set(bench.id, ours.gradient);
  if (entrants.some(({ failure }) => failure !== null)) await settle(entrants);

  for (let round = 0; round < options.repeats; round++) {
    // Everybody follows everybody else equally often.
    const first = round % entrants.length;
    for (const entrant of [...entrants.slice(first), ...entrants.slice(0, first)]) {
      if (entrant.failure !== null || entrant.spentMs > options.budgetMs) continue;
      try {
        await turn(entrant, round, setting);
      } catch (thrown) {
        entrant.failure = inWords(thrown);
        entrant.host.kill();
        if (thrown instanceof TooSlow) await settle(entrants);
      }
    }
  }
  for (const entrant of entrants) {
    if (entrant.failure === null && entrant.spec.backend === 'webgpu') {
      entrant.launches = await entrant.host
        .call('launches', [], 3 * options.stepLimitMs)
        .catch(() => null);
    }
    entrant.host.kill();
  }
  log(`  ${entrants.map(({ steps }) => steps.length).join(', ')} meta-steps measured`);
  return entrants.map((entrant) => rowOf(entrant, bench, setting));
}
