// @ts-check
/**
 * npm run build:wasm: compiles the kernel's AssemblyScript (wasm/assembly) and writes it, as base64, into a module of
 * the engine. A module and not a file beside the bundle, because that one thing works alike in a browser's worker,
 * in the command line's bundle and in tests; at this size it costs a few kilobytes. The module is committed, so that
 * nothing but a change of the kernel needs the compiler; a test compares it with its sources.
 *
 *     node wasm/build.mjs           builds where the module does not belong to the sources
 *     node wasm/build.mjs --force   builds anyway
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = import.meta.dirname;
const sourceFolder = path.join(folder, 'assembly');
const target = path.resolve(folder, '../src/runtime/kernels/binary.ts');

const FLAGS = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--enable',
  'simd',
];

/** What the module is made from, in one number. */
function fingerprint() {
  const hash = createHash('sha256').update(FLAGS.join(' '));
  for (const name of readdirSync(sourceFolder).sort()) {
    const text = readFileSync(path.join(sourceFolder, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\n${name}\n${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Does the module belong to the sources as they are? */
export function kernelIsCurrent() {
  return existsSync(target) && readFileSync(target, 'utf8').includes(`'${fingerprint()}'`);
}

/** @returns {Promise<Uint8Array>} the WebAssembly binary */
export async function compileKernel() {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | null} */
  let binary = null;
  const { error, stderr } = await asc.main(
    ['index.ts', ...FLAGS, '--baseDir', sourceFolder, '--outFile', 'kernel.wasm'],
    {
      writeFile: (_name, contents) => {
        binary = typeof contents === 'string' ? Buffer.from(contents) : contents;
      },
    },
  );
  if (error !== null || binary === null) {
    throw new Error(`the kernel does not compile:\n${stderr.toString()}`, { cause: error });
  }
  return binary;
}

/** The text of the module that carries a binary. @param {Uint8Array} binary */
export function kernelModule(binary) {
  return [
    '/** Written by wasm/build.mjs: the kernel (wasm/assembly), compiled. */',
    '',
    '/** A fingerprint of the sources that it was compiled from. */',
    `export const KERNEL_SOURCES = '${fingerprint()}';`,
    '',
    'export const KERNEL_BASE64 =',
    `  '${Buffer.from(binary).toString('base64')}';`,
    '',
  ].join('\n');
}

/** Compiles the kernel and writes the module. */
export async function buildKernel() {
  writeFileSync(target, kernelModule(await compileKernel()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--force') || !kernelIsCurrent()) {
    await buildKernel();
    process.stdout.write(`wrote ${path.relative(process.cwd(), target)}\n`);
  }
}
