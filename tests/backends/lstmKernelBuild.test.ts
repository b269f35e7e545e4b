/** The committed binaries of the kernels are what their sources compile to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compileKernels, kernelsAreCurrent, kernelsModule } from '../../wasm/build.mjs';

test('src/runtime/kernels/binaries.ts is up to date (else: npm run build:wasm)', () => {
  expect(kernelsAreCurrent()).toBe(true);
});

test('compiling gives the same bytes again', async () => {
  const file = path.resolve(import.meta.dirname, '../../src/runtime/kernels/binaries.ts');
  // Not toBe: the difference of two binaries tells nobody anything.
  expect(readFileSync(file, 'utf8') === kernelsModule(await compileKernels())).toBe(true);
});
