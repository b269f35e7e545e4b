/**
 * Reference vectors: small ones of our own (tests/vectors, written by scripts/makeVectors.mjs) and, where a folder
 * of larger ones in the same form lies beside the project, those too (LAB_REFERENCE, else ../shared/reference).
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe } from 'vitest';
import { lstmTensorShapes } from '../../src/specs/lstmShapes';
import type { LstmConfig } from '../../src/specs/optimizer';
import { flat, type Nested } from './deviation';

const project = path.resolve(import.meta.dirname, '../..');
const ownFolder = path.join(project, 'tests/vectors');
const referenceFolder = process.env.LAB_REFERENCE ?? path.resolve(project, '../shared/reference');

/** `read('rollout-none')` gives that file's object. */
export type ReadVectors = <T>(name: string) => T;

const reader =
  (folder: string): ReadVectors =>
  (name) =>
    JSON.parse(readFileSync(path.join(folder, `${name}.json`), 'utf8'));

export const ownVectors = reader(ownFolder);

/** Describes the suite for our own vectors, and for the reference folder where there is one. */
export function forEachVectorSet(suite: (read: ReadVectors) => void): void {
  describe('own vectors', () => suite(ownVectors));
  if (existsSync(path.join(referenceFolder, 'README.md'))) {
    describe('reference vectors', () => suite(reader(referenceFolder)));
  }
}

/**
 * What a float32 implementation was measured to deviate by on the reference vectors; ten times that is allowed,
 * because the order of additions, the exponential and fused multiply-adds differ from backend to backend.
 */
export const FLOAT32 = {
  /** relative to 1 + value */
  features: 4e-8,
  /** absolute */
  updates: 3e-8,
  /** absolute */
  states: 3e-7,
  /** absolute */
  theta: 2e-6,
  /** relative */
  loss: 5e-6,
  /** relative */
  metaLoss: 3e-7,
  /** L2 distance over L2 norm, each tensor */
  metaGradient: 6e-6,
  /** absolute */
  baselines: 5e-7,
} as const;
export const ALLOWANCE = 10;

/** What every file about an LSTM says of it. */
export interface LstmVectors {
  preprocess: 'none' | 'logSign';
  p: number;
  outputScale: number;
}

/** φ or a gradient in the vectors' form: `l1.W_ih` [F][4H], …, `b_out` [1]. */
export type PhiVectors = Record<string, Nested>;

export interface PhiFile {
  hidden: number;
  phi: PhiVectors;
}

export interface RolloutVectors extends LstmVectors {
  W: Nested[];
  y: Nested[];
  theta0: Nested[];
  theta: Nested[];
  f: Nested[];
  gradients: Nested[];
}

export function lstmConfig(about: LstmVectors, phi: PhiVectors): LstmConfig {
  return {
    rule: 'lstm',
    layers: Object.keys(phi).filter((name) => name.endsWith('.b')).length,
    hiddenUnits: (phi.W_out as readonly Nested[]).length,
    preprocess: about.preprocess === 'none' ? 'none' : 'log-sign',
    p: about.p,
    outputScale: about.outputScale,
    output: 'linear',
  };
}

function transposed(matrix: Nested): Nested {
  const rows = matrix as readonly (readonly number[])[];
  return (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? Number.NaN));
}

/** `cells.0.weight_ih` → `l1.W_ih` and so on. Matrices stand the other way round in the vectors. */
function vectorNamed(phi: PhiVectors, name: string): Nested {
  const [, layer, part] = /^cells\.(\d)\.(.*)$/.exec(name) ?? [];
  const prefix = `l${Number(layer) + 1}.`;
  const names: Record<string, string> = {
    weight_ih: `${prefix}W_ih`,
    weight_hh: `${prefix}W_hh`,
    bias_ih: `${prefix}b`,
    'output.weight': 'W_out',
    'output.bias': 'b_out',
  };
  const value = phi[names[part ?? name] ?? ''];
  if (value === undefined) throw new Error(`the vectors have nothing for ${name}`);
  return name.endsWith('weight') || name.includes('.weight_') ? transposed(value) : value;
}

/** φ (or its gradient) by the engine's names and in its layout. */
export function namedVectors(config: LstmConfig, phi: PhiVectors): Record<string, number[]> {
  return Object.fromEntries(
    lstmTensorShapes(config).map(({ name }) => [name, flat(vectorNamed(phi, name))]),
  );
}

/** φ as the engine's flat vector. */
export function flatPhi(config: LstmConfig, phi: PhiVectors): Float32Array {
  return Float32Array.from(Object.values(namedVectors(config, phi)).flat());
}
