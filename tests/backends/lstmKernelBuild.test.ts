/** The committed binary of the kernel is what its sources compile to. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compileKernel, kernelIsCurrent, kernelModule } from '../../wasm/build.mjs';

test('src/runtime/kernels/binary.ts is up to date (else: npm run build:wasm)', () => {
  expect(kernelIsCurrent()).toBe(true);
});

test('compiling gives the same bytes again', async () => {
  const file = path.resolve(import.meta.dirname, '../../src/runtime/kernels/binary.ts');
  expect(readFileSync(file, 'utf8')).toBe(kernelModule(await compileKernel()));
});
