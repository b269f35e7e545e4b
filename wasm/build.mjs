// @ts-check
/**
 * npm run build:wasm: compiles the kernels' AssemblyScript (wasm/assembly) and writes it, as base64, into a module of
 * the engine. A module and not files beside the bundle, because that one thing works alike in a browser's worker,
 * in the command line's bundle and in tests; at this size it costs a few kilobytes. The module is committed, so that
 * nothing but a change of the kernels needs the compiler; a test compares it with its sources.
 *
 * The same sources make four builds: with plain SIMD or with relaxed SIMD as well (multiply-add in one instruction), and
 * with a memory of one's own or one that threads share. An engine that lacks one of these refuses the whole module.
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
const target = path.resolve(folder, '../src/runtime/kernels/binaries.ts');

/** 4 GiB, all that 32 bits address; the memory given may have a lower limit. */
const MAXIMUM_PAGES = 65_536;

const FLAGS = [
  '--optimizeLevel',
  '3',
  '--shrinkLevel',
  '0',
  '--converge',
  '--noAssert',
  '--runtime',
  'stub',
  '--importMemory',
  '--noExportMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  String(MAXIMUM_PAGES),
];

const SHARED = ['--sharedMemory', '--enable', 'threads'];

/** @type {Record<string, string[]>} */
const BUILDS = {
  plain: ['--enable', 'simd'],
  plainShared: ['--enable', 'simd', ...SHARED],
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd'],
  relaxedShared: ['--enable', 'simd', '--enable', 'relaxed-simd', ...SHARED],
};

/** What the module is made from, in one number. */
function fingerprint() {
  const hash = createHash('sha256').update(FLAGS.join(' ')).update(JSON.stringify(BUILDS));
  for (const name of readdirSync(sourceFolder).sort()) {
    const text = readFileSync(path.join(sourceFolder, name), 'utf8').replaceAll('\r\n', '\n');
    hash.update(`\n${name}\n${text}`);
  }
  return hash.digest('hex').slice(0, 16);
}

/** Does the module belong to the sources as they are? */
export function kernelsAreCurrent() {
  return existsSync(target) && readFileSync(target, 'utf8').includes(`'${fingerprint()}'`);
}

/**
 * @param {string[]} flags
 * @returns {Promise<Uint8Array>} the WebAssembly binary
 */
async function compile(flags) {
  const { default: asc } = await import('assemblyscript/asc');
  /** @type {Uint8Array | null} */
  let binary = null;
  const { error, stderr } = await asc.main(
    ['index.ts', ...FLAGS, ...flags, '--baseDir', sourceFolder, '--outFile', 'kernels.wasm'],
    {
      writeFile: (_name, contents) => {
        binary = typeof contents === 'string' ? Buffer.from(contents) : contents;
      },
    },
  );
  if (error !== null || binary === null) {
    throw new Error(`the kernels do not compile:\n${stderr.toString()}`, { cause: error });
  }
  return binary;
}

/** All builds by their names. */
export async function compileKernels() {
  /** @type {Record<string, Uint8Array>} */
  const binaries = {};
  for (const [name, flags] of Object.entries(BUILDS)) binaries[name] = await compile(flags);
  return binaries;
}

/** The text of the module that carries the binaries. @param {Record<string, Uint8Array>} binaries */
export function kernelsModule(binaries) {
  const lines = Object.entries(binaries).flatMap(([name, binary]) => [
    `  ${name}:`,
    `    '${Buffer.from(binary).toString('base64')}',`,
  ]);
  return [
    '/** Written by wasm/build.mjs: the kernels (wasm/assembly), compiled. */',
    '',
    '/** A fingerprint of the sources that they were compiled from. */',
    `export const KERNEL_SOURCES = '${fingerprint()}';`,
    '',
    '/** The largest memory that a build with shared memory takes, in pages of 64 KiB. */',
    `export const MAXIMUM_PAGES = ${MAXIMUM_PAGES.toLocaleString('en').replaceAll(',', '_')};`,
    '',
    '/** Each build in base64. */',
    'export const KERNEL_BUILDS = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

/** Compiles the kernels and writes the module. */
export async function buildKernels() {
  writeFileSync(target, kernelsModule(await compileKernels()));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--force') || !kernelsAreCurrent()) {
    await buildKernels();
    process.stdout.write(`wrote ${path.relative(process.cwd(), target)}\n`);
  }
}
