/** Quadratics from a file: `{"W": [B][n][n], "y": [B][n], "theta0": [B][n]}`. */
import path from 'node:path';
import { z } from 'zod';
import { LabError } from '../specs/errors';
import { readBytes } from './files';

export interface Problems {
  /** B and n. */
  problems: number;
  dimension: number;
  /** [B · n · n], row by row. */
  w: Float32Array;
  /** [B · n] */
  y: Float32Array;
  /** [B · n] */
  theta0: Float32Array;
}

const MOST_NUMBERS = 2 ** 26;

const vectors = z.array(z.array(z.number()).min(1)).min(1);
const problemsSchema = z.object({
  W: z.array(z.array(z.array(z.number())).min(1)).min(1),
  y: vectors,
  theta0: vectors,
});

/** @throws LabError `bad-file` naming the key and place at fault */
export function readProblems(file: string): Problems {
  return parseProblems(readBytes(file), path.basename(file));
}

export function parseProblems(bytes: Uint8Array, fileName: string): Problems {
  const refuse = (problem: string) =>
    new LabError({
      code: 'bad-file',
      message: `${fileName}: ${problem}`,
      remedy: 'Expected {"W": [B][n][n], "y": [B][n], "theta0": [B][n]} with finite numbers.',
    });
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw refuse('is not JSON');
  }
  const parsed = problemsSchema.safeParse(content);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const [key, ...place] = issue?.path ?? [];
    const where =
      key === undefined
        ? 'the file'
        : `${String(key)}${place.map((i) => `[${String(i)}]`).join('')}`;
    throw refuse(`${where} is not accepted: ${issue?.message ?? ''}`);
  }
  const { W, y, theta0 } = parsed.data;
  const problems = W.length;
  const dimension = W[0]?.length ?? 0;
  const flat = (key: string, values: number[][], shape: [number, number]): Float32Array => {
    if (values.length !== shape[0]) {
      throw refuse(`${key} has ${values.length} entries, expected ${shape[0]}`);
    }
    const place = values.findIndex((row) => row.length !== shape[1]);
    if (place >= 0) {
      throw refuse(
        `${key}[${place}] has ${values[place]?.length} numbers, expected n = ${shape[1]} as in W[0]`,
      );
    }
    const numbers = Float32Array.from(values.flat());
    const bad = numbers.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return numbers;
    throw refuse(`${key}[${Math.floor(bad / shape[1])}] has a number too large for float32`);
  };
  if (problems * dimension * dimension > MOST_NUMBERS) {
    throw refuse(`${problems} problems of dimension ${dimension} are too many`);
  }
  return {
    problems,
    dimension,
    w: Float32Array.from(
      W.flatMap((matrix, b) => [...flat(`W[${b}]`, matrix, [dimension, dimension])]),
    ),
    y: flat('y', y, [problems, dimension]),
    theta0: flat('theta0', theta0, [problems, dimension]),
  };
}
