/** The command line of `npm run bench`. */
import { parseArgs } from 'node:util';
import { CASES, caseById } from '../lib/cases';
import type { BenchBackend } from '../lib/contender';

export interface BenchOptions {
  browser: boolean;
  /** WebGPU on the machine's graphics hardware instead of the software adapter. */
  hardware: boolean;
  quick: boolean;
  backends: BenchBackend[];
  sizes: string[];
  /** How often each contender gets its turn. */
  repeats: number;
  threads: number[];
  out: string | null;
  /** A contender gives up at a size once its turns have taken so long altogether … */
  budgetMs: number;
  /** … and where one meta-step takes longer than this. */
  stepLimitMs: number;
  /** Nobody may take longer to compile. */
  compileLimitMs: number;
  /** Coordinates of the races. */
  raceSizes: number[];
  /** The race that is raced with and without recording. */
  recording: { caseId: string; steps: number };
  /** Horizons at most in the training that is to pass Adam; null: what the page trains. */
  horizons: number | null;
  parts: string[];
}

const PARTS = ['cases', 'race', 'record', 'training'];

export const USAGE = `npm run bench -- [options]
  --browser            measure in headless Chromium instead of Node
  --hardware           WebGPU on the machine's graphics hardware instead of the software adapter
  --quick              a smoke test: the smallest size, few repeats
  --backends LIST      wasm,webgpu
  --sizes LIST         ${CASES.map(({ id }) => id).join(',')}
  --repeats N          turns of each contender (12)
  --threads LIST       threads of our kernels on the CPU (1,2)
  --parts LIST         ${PARTS.join(',')}
  --out FILE.json      where the numbers go`;

function list(text: string, known?: readonly string[]): string[] {
  const items = text.split(',').map((item) => item.trim());
  const unknown = known === undefined ? [] : items.filter((item) => !known.includes(item));
  if (unknown.length > 0) throw new Error(`no ${unknown.join(', ')}; there are: ${known}`);
  return items;
}

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) {
    throw new Error(`${name} is ${text}, expected a whole number from 1`);
  }
  return value;
}

/** @returns null where only the usage was asked for */
export function readOptions(args: readonly string[]): BenchOptions | null {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', default: false },
      browser: { type: 'boolean', default: false },
      hardware: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      backends: { type: 'string', default: 'wasm,webgpu' },
      sizes: { type: 'string' },
      repeats: { type: 'string' },
      threads: { type: 'string', default: '1,2' },
      parts: { type: 'string', default: PARTS.join(',') },
      out: { type: 'string' },
    },
  });
  if (values.help) return null;
  const { quick } = values;
  const all = CASES.map(({ id }) => id);
  return {
    browser: values.browser,
    hardware: values.hardware,
    quick,
    backends: list(values.backends, ['wasm', 'webgpu']) as BenchBackend[],
    sizes: (values.sizes === undefined ? (quick ? ['8'] : all) : list(values.sizes, all)).map(
      (id) => caseById(id).id,
    ),
    repeats: whole(values.repeats ?? (quick ? '3' : '12'), '--repeats'),
    threads: list(values.threads).map((count) => whole(count, '--threads')),
    out: values.out ?? null,
    budgetMs: quick ? 1500 : 4000,
    stepLimitMs: quick ? 15_000 : 20_000,
    compileLimitMs: quick ? 60_000 : 90_000,
    raceSizes: (quick ? [2, 3, 4] : [2, 3, 4, 5, 6]).map((power) => 10 ** power),
    recording: quick ? { caseId: '8', steps: 20 } : { caseId: 'mnist', steps: 200 },
    horizons: quick ? 20 : null,
    parts: list(values.parts, PARTS),
  };
}
