/**
 * What runs in a contender's own process or worker: it does what the main process asks for, one thing after the other,
 * and keeps the time itself, so that messages cost nothing in the results.
 */
import { Jax } from '../jax/jax';
import type { PeakBinaries } from '../peak/compile';
import { wasmPeak } from '../peak/wasmPeak';
import { webgpuPeak } from '../peak/webgpuPeak';
import { Stock } from '../stock/stock';
import { caseById, UNROLL, UNROLLS_A_HORIZON } from './cases';
import type { Contender, ContenderSpec } from './contender';
import { dataOf } from './data';
import { gpuLaunches, watchGpu } from './gpuWatch';
import { Ours } from './ours';
import { type RaceGrowth, raceGrowth } from './race';
import { type RecordingCost, recordingCost } from './recording';
import { type PassingAdam, passAdam } from './training';

export interface Opened {
  /** dL/dφ of the first unroll. */
  gradient: number[];
  /** Milliseconds until it was there, compilation and all. */
  ms: number;
}

/** Milliseconds of each measurement; `backward` only where the passes were timed inside a meta-step. */
export interface PassSamples {
  forward: number[];
  backward: number[];
}

/** Launches on the device for each of the unroll's steps. */
export interface Launches {
  forward: number;
  /** All of a meta-step without the way forward: back, and Adam's step. */
  rest: number;
  /** Of the LSTM alone, where it can be had alone. */
  lstm: number | null;
}

/** What can be asked of a host, and what it answers. All of it crosses between processes as plain data. */
export interface HostMethods {
  start(spec: ContenderSpec): Promise<string>;
  open(caseId: string): Promise<Opened>;
  steps(count: number): Promise<number[]>;
  passes(count: number): Promise<PassSamples>;
  lstm(count: number): Promise<PassSamples | null>;
  launches(): Promise<Launches>;
  close(): Promise<void>;
  race(coordinates: number): Promise<RaceGrowth>;
  record(caseId: string, steps: number, turns: number): Promise<RecordingCost>;
  passAdam(atMostHorizons?: number): Promise<PassingAdam>;
  wasmPeak(binaries: PeakBinaries): Promise<number>;
  webgpuPeak(): Promise<number>;
}

function contenderOf({ kind, backend, threads }: ContenderSpec): Contender {
  switch (kind) {
    case 'stock':
      return new Stock(backend);
    case 'jax':
      return new Jax(backend, threads);
    case 'definition':
    case 'ours': {
      const implementation = kind === 'ours' ? 'fastest' : 'definition';
      return new Ours({ backend, threads, implementation });
    }
  }
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}

export function makeHost(prepare: (spec: ContenderSpec) => Promise<void>): HostMethods {
  let contender: Contender | null = null;
  let steps = 0;
  const now = (): Contender => {
    if (contender === null) throw new Error('no contender was started');
    return contender;
  };
  /** Θ and the state start afresh after a horizon, as in training; that is not counted. */
  const betweenSteps = async () => {
    if (steps % UNROLLS_A_HORIZON === 0) await now().restart();
    steps++;
  };
  const step = async () => {
    await betweenSteps();
    return timed(() => now().step());
  };

  return {
    async start(spec) {
      await prepare(spec);
      watchGpu();
      contender = contenderOf(spec);
      return contender.start();
    },
    async open(caseId) {
      const bench = caseById(caseId);
      const data = dataOf(bench);
      steps = 0;
      let gradient: number[] = [];
      const ms = await timed(async () => {
        await now().open(bench, data);
        gradient = Array.from(await now().gradient());
      });
      return { gradient, ms };
    },
    async steps(count) {
      const all: number[] = [];
      for (let i = 0; i < count; i++) all.push(await step());
      return all;
    },
    async passes(count) {
      const forward: number[] = [];
      const backward: number[] = [];
      for (let i = 0; i < count; i++) {
        const { passes } = now();
        if (passes === undefined) forward.push(await timed(() => now().forward()));
        else {
          await betweenSteps();
          const both = await passes();
          forward.push(both.forward);
          backward.push(both.backward);
        }
      }
      return { forward, backward };
    },
    async lstm(count) {
      if (now().lstm === undefined) return null;
      const forward: number[] = [];
      const backward: number[] = [];
      for (let i = 0; i < count; i++) {
        const both = await now().lstm?.();
        forward.push(both?.forward ?? Number.NaN);
        backward.push(both?.backward ?? Number.NaN);
      }
      return { forward, backward };
    },
    async launches() {
      await betweenSteps();
      const counted = async (work: () => Promise<unknown>) => {
        const before = gpuLaunches();
        await work();
        return (gpuLaunches() - before) / UNROLL;
      };
      const forward = await counted(() => now().forward());
      const rest = (await counted(() => now().step())) - forward;
      const lstm = now().lstm === undefined ? null : await counted(async () => now().lstm?.());
      return { forward, rest, lstm };
    },
    async close() {
      await now().close();
    },
    race: raceGrowth,
    record: recordingCost,
    passAdam,
    wasmPeak,
    webgpuPeak,
  };
}

/** A call that crosses between processes, and its answer. */
export interface Call {
  id: number;
  method: keyof HostMethods;
  args: unknown[];
}
export interface Answer {
  id: number;
  value?: unknown;
  error?: string;
}

/** Answers calls one after the other. */
export function serve(host: HostMethods, send: (answer: Answer) => void): (call: Call) => void {
  let last: Promise<void> = Promise.resolve();
  return ({ id, method, args }) => {
    last = last.then(async () => {
      try {
        const work = host[method] as (...given: unknown[]) => Promise<unknown>;
        send({ id, value: await work(...args) });
      } catch (thrown) {
        send({ id, error: thrown instanceof Error ? thrown.message : String(thrown) });
      }
    });
  };
}
