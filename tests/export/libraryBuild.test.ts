/** `npm run build:lib`, and somebody else's project that uses what it makes. */
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject, toolScript } from '../../scripts/lib/project.mjs';

const LIBRARY = inProject('build/library');
const folder = mkdtempSync(path.join(tmpdir(), 'lab-consumer-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const node = (...args: string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });

beforeAll(() => {
  const { status, stderr } = spawnSync(process.execPath, [inProject('scripts/buildLibrary.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  const packages = path.join(folder, 'node_modules');
  mkdirSync(path.join(packages, '@tensorflow'), { recursive: true });
  for (const name of ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu']) {
    const place = path.join(packages, '@tensorflow', name);
    symlinkSync(inProject('node_modules/@tensorflow', name), place, 'junction');
  }
  cpSync(LIBRARY, path.join(packages, 'learned-optimizer-lab'), { recursive: true });
  copyFileSync(
    inProject('public/pretrained/mnist.safetensors'),
    path.join(folder, 'optimizer.safetensors'),
  );
}, 120_000);

const PROGRAM = `
import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { layers, sequential } from '@tensorflow/tfjs-layers';
import '@tensorflow/tfjs-backend-cpu';
import { LearnedOptimizer } from 'learned-optimizer-lab';

const optimizer: tf.Optimizer = await LearnedOptimizer.load(await readFile('optimizer.safetensors'));
const model = sequential({ layers: [layers.dense({ units: 2, activation: 'softmax', inputShape: [2] })] });
model.compile({ optimizer, loss: 'categoricalCrossentropy' });
const x = tf.tensor2d([[0, 1], [1, 0]]);
const y = tf.tensor2d([[1, 0], [0, 1]]);
const losses: number[] = [];
for (let step = 0; step < 30; step++) losses.push(Number(await model.trainOnBatch(x, y)));
console.log(JSON.stringify(losses));
`;

describe('the library', () => {
  test('is one small module that brings nothing along', () => {
    const manifest = JSON.parse(readFileSync(path.join(LIBRARY, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({ name: 'learned-optimizer-lab', type: 'module' });
    expect(manifest.dependencies).toBeUndefined();
    expect(Object.keys(manifest.peerDependencies)).toEqual(['@tensorflow/tfjs-core']);
    const module = readFileSync(path.join(LIBRARY, 'learnedOptimizer.js'), 'utf8');
    expect(module.match(/\bfrom ["'][^"']+["']/g)).toEqual(['from "@tensorflow/tfjs-core"']);
    expect(module.length).toBeLessThan(30_000);
  });

  test('is what this repository exports by its own name', () => {
    const { exports, files } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'));
    expect(files).toEqual(['build/library']);
    for (const file of Object.values(exports['.'] as Record<string, string>)) {
      expect(readFileSync(inProject(file), 'utf8')).toContain('LearnedOptimizer');
    }
  });

  test('trains somebody else’s model in plain Node', () => {
    writeFileSync(path.join(folder, 'package.json'), '{"type": "module"}');
    const plain = PROGRAM.replaceAll(/: (tf\.Optimizer|number\[\])/g, '');
    writeFileSync(path.join(folder, 'program.js'), plain);
    const { stdout, stderr } = node('program.js');
    const losses: number[] = JSON.parse(stdout.trim() || JSON.stringify(stderr));
    expect(losses).toHaveLength(30);
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 3);
  });

  test('has types that fit TensorFlow.js’ own', () => {
    writeFileSync(path.join(folder, 'program.ts'), `${PROGRAM}\nexport {};\n`);
    const wrong = `import { LearnedOptimizer } from 'learned-optimizer-lab';\nawait LearnedOptimizer.load(5);\nexport {};\n`;
    writeFileSync(path.join(folder, 'wrong.ts'), wrong);
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022'];
    const types = ['--module', 'esnext', '--moduleResolution', 'bundler'];
    const roots = ['--typeRoots', inProject('node_modules/@types'), '--types', 'node'];
    const check = (file: string) =>
      node(toolScript('typescript', 'tsc'), ...options, ...types, ...roots, file);
    expect(check('program.ts')).toMatchObject({ stdout: '', status: 0 });
    expect(check('wrong.ts').stdout).toMatch(/wrong\.ts\(2,29\): error TS2345/);
  });
});
