/** Compiles the product that measures the machine's peak, once with and once without relaxed SIMD. */
import { readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';

export interface PeakBinaries {
  /** WebAssembly in base64. */
  plain: string;
  relaxed: string;
}

async function compile(source: string, features: readonly string[]): Promise<string> {
  let binary: Uint8Array | null = null;
  const flags = ['-O3', '--noAssert', '--runtime', 'stub', '--initialMemory', '64'];
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  const { error, stderr } = await asc.main(
    ['matmul.ts', ...flags, ...enabled, '--outFile', 'matmul.wasm'],
    {
      readFile: (name) => (name === 'matmul.ts' ? source : null),
      writeFile: (_name, contents) => {
        binary = typeof contents === 'string' ? Buffer.from(contents) : contents;
      },
      listFiles: () => [],
    },
  );
  if (error !== null || binary === null) {
    throw new Error(`the product that measures the peak does not compile:\n${stderr.toString()}`);
  }
  return Buffer.from(binary).toString('base64');
}

/** @param folder where matmul.ts lies */
export async function compilePeak(folder: string): Promise<PeakBinaries> {
  const source = readFileSync(`${folder}/matmul.ts`, 'utf8');
  return {
    plain: await compile(source, ['simd']),
    relaxed: await compile(source, ['simd', 'relaxed-simd']),
  };
}
