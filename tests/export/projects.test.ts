/**
 * Each project reproduces its stored updates: with NumPy where there is a Python that has it, with PyTorch and JAX where
 * they are, and with TensorFlow.js always (tfjsOptimizer.test.ts). LAB_PYTHON names further Pythons.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { exportOptimizer } from '../../src/export/exportOptimizer';
import { type ProjectFormat, projectFiles } from '../../src/export/projects/projectFiles';
import { storedUpdates, TOLERANCE } from '../../src/export/updates/storedUpdates';
import { readOptimizerFile } from '../../src/optimizerFile';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { tf } from '../../src/runtime/tf';
import { phiFromLearnedOptimizer } from '../../src/specs/lstmShapes';
import { lstmConfigSchema } from '../../src/specs/optimizer';
import { pythonWith, runPython } from '../helpers/python';
import { someOptimizer } from '../optimizerFile/fixtures';
import { EVERY_OPTIMIZER } from './everyOptimizer';

describe('the stored updates', () => {
  test.each(EVERY_OPTIMIZER)('of $name are those of the definition', async ({ optimizer }) => {
    const { gradients, updates } = storedUpdates(optimizer);
    expect(gradients).toHaveLength(20);
    const phi = tf.tensor1d(phiFromLearnedOptimizer(optimizer));
    const rule = new LstmRule(optimizer.config, 'definition').optimizer(phi);
    let state = rule.init(1, gradients[0]?.length ?? 0);
    for (const [t, gradient] of gradients.entries()) {
      const next = rule.step(tf.tensor2d([gradient]), state);
      state = next.state;
      // Both are float32; sums are added in another order. A hundredth of what a project may deviate by.
      expect(await next.update.data()).toBeAllClose(updates[t] ?? [], {
        what: `step ${t}`,
        within: TOLERANCE * 0.1 * Math.max(...updates.flat().map(Math.abs)),
      });
    }
  });

  test('see zeros, tiny, huge and negative gradients, and none that is not a number', () => {
    const { gradients, updates } = storedUpdates(someOptimizer());
    const all = gradients.flat();
    expect(all.some((g) => g === 0)).toBe(true);
    expect(all.some((g) => g > 0 && g < 1e-9)).toBe(true);
    expect(all.some((g) => g < -1e9)).toBe(true);
    expect([...all, ...updates.flat()].every(Number.isFinite)).toBe(true);
  });

  test('of the largest optimizer take fewer steps', () => {
    const config = lstmConfigSchema.parse({ layers: 8, hiddenUnits: 128 });
    expect(storedUpdates(someOptimizer(config)).updates).toHaveLength(20);
    const start = performance.now();
    const large = lstmConfigSchema.parse({ layers: 8, hiddenUnits: 400 });
    expect(storedUpdates(someOptimizer(large)).updates.length).toBeLessThan(10);
    expect(performance.now() - start).toBeLessThan(20_000);
  });
});

describe('the zip', () => {
  test('has all files in one folder, and is the same every time', () => {
    const { bytes, fileName } = exportOptimizer(someOptimizer(), 'My LSTM!', 'pytorch');
    expect(fileName).toBe('my-lstm-pytorch.zip');
    expect(exportOptimizer(someOptimizer(), 'My LSTM!', 'pytorch').bytes).toEqual(bytes);
    const files = unzipSync(bytes);
    expect(Object.keys(files).sort()).toEqual(
      [
        ...['README.md', 'check.py', 'check_numpy.py', 'example.py', 'learned_optimizer.py'],
        ...['optimizer.safetensors', 'requirements.txt', 'updates.json'],
      ].map((name) => `my-lstm-pytorch/${name}`),
    );
    const readme = strFromU8(files['my-lstm-pytorch/README.md'] ?? new Uint8Array());
    expect(readme).toMatch(/^# My LSTM!: a learned optimizer for PyTorch\n/);
    expect(readme).toContain('| LSTM | 2 layers of 20 units |');
    expect(readme).toContain('| was trained on | quadratic |');
    expect(readme).not.toMatch(/\{\{|undefined/);
  });
});

/** Runs a project's program in each of the folders named behind it, in one process: torch takes seconds to load. */
const EACH = `
import os, runpy, sys
program, *folders = sys.argv[1:]
failed = []
for folder in folders:
    os.chdir(folder)
    sys.path[0] = folder
    sys.modules.pop("learned_optimizer", None)
    try:
        runpy.run_path(os.path.join(folder, program), run_name="__main__")
    except SystemExit as end:
        if end.code:
            failed.append(folder)
print(f"{len(folders) - len(failed)} of {len(folders)} agree", *failed)
`;

describe.each<{ format: ProjectFormat; program: string; needs: string[] }>([
  { format: 'tfjs', program: 'check_numpy.py', needs: ['numpy'] },
  { format: 'pytorch', program: 'check.py', needs: ['torch'] },
  { format: 'jax', program: 'check.py', needs: ['jax', 'optax', 'numpy'] },
])('$format, $program', ({ format, program, needs }) => {
  const python = pythonWith(...needs);
  const root = mkdtempSync(path.join(tmpdir(), 'lab-project-'));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const folders: string[] = [];

  beforeAll(() => {
    for (const { name, optimizer } of EVERY_OPTIMIZER) {
      const folder = path.join(root, name.replaceAll(' ', '-'));
      mkdirSync(folder);
      for (const [file, bytes] of Object.entries(projectFiles(format, name, optimizer))) {
        writeFileSync(path.join(folder, file), bytes);
      }
      folders.push(folder);
    }
  });

  test.skipIf(python === undefined)('reproduces every stored update', { timeout: 300_000 }, () => {
    const { output } = runPython(python ?? '', ['-c', EACH, program, ...folders], root);
    expect(output).toMatch(new RegExp(`${folders.length} of ${folders.length} agree\\s*$`));
  });

  test.skipIf(python === undefined)('sees an update that is not right', () => {
    const [folder = ''] = folders;
    const stored = storedUpdates(EVERY_OPTIMIZER[0]?.optimizer ?? someOptimizer());
    const slip = 1e-4 * Math.max(...stored.updates.flat().map(Math.abs));
    const wrong = stored.updates.map((row, t) => row.map((u) => (t === 3 ? u + slip : u)));
    const file = path.join(folder, 'updates.json');
    writeFileSync(file, JSON.stringify({ ...stored, updates: wrong }));
    const { code, output } = runPython(python ?? '', [program], folder);
    expect(output).toMatch(/largest deviation 1\.0e-04/);
    expect(code).toBe(1);
  });
});

describe('the PyTorch project', () => {
  const python = pythonWith('torch');

  test.skipIf(python === undefined)(
    'does what people do with an optimizer',
    { timeout: 120_000 },
    () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'lab-pytorch-'));
      const optimizer = someOptimizer({ layers: 2, hiddenUnits: 5, preprocess: 'rnnprop' });
      for (const [file, bytes] of Object.entries(projectFiles('pytorch', 'x', optimizer))) {
        writeFileSync(path.join(folder, file), bytes);
      }
      const program = inProject('tests/export/pytorchUse.py');
      const { output } = runPython(python ?? '', [program], folder);
      rmSync(folder, { recursive: true });
      expect(output).toMatch(/all as it should be\s*$/);
    },
  );
});

describe('the TensorFlow.js project', () => {
  /** What `npm install` of @tensorflow/tfjs would bring, from the packages that are here. */
  const UNION = `
    export * from '@tensorflow/tfjs-core';
    export { initializers, layers, sequential } from '@tensorflow/tfjs-layers';
    import '@tensorflow/tfjs-backend-cpu';
    export const version = { tfjs: 'of the tests' };
  `;

  test('checks itself, and its example learns', { timeout: 120_000 }, () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'lab-tfjs-'));
    const shipped = readFileSync(inProject('public/pretrained/mnist.safetensors'));
    const optimizer = readOptimizerFile(shipped, 'mnist');
    for (const [file, bytes] of Object.entries(projectFiles('tfjs', 'x', optimizer))) {
      writeFileSync(path.join(folder, file), bytes);
    }
    const packages = path.join(folder, 'node_modules/@tensorflow');
    mkdirSync(path.join(packages, 'tfjs'), { recursive: true });
    for (const name of ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu']) {
      symlinkSync(
        inProject('node_modules/@tensorflow', name),
        path.join(packages, name),
        'junction',
      );
    }
    writeFileSync(path.join(packages, 'tfjs/index.js'), UNION);
    writeFileSync(path.join(packages, 'tfjs/package.json'), '{"type":"module","main":"index.js"}');
    const node = (program: string) =>
      spawnSync(process.execPath, [program], { cwd: folder, encoding: 'utf8' });

    const check = node('check.js');
    expect(check.stdout).toMatch(/260 updates, largest deviation \S+ \(allowed 0\.00001\)/);
    expect(check.status).toBe(0);
    const example = node('example.js');
    const rows = [...example.stdout.matchAll(/^ *\d+ +([\d.]+) +[\d.]+$/gm)].map((row) =>
      Number(row[1]),
    );
    expect(rows).toHaveLength(5);
    expect(rows[0]).toBeGreaterThan(0.5);
    expect(rows.at(-1)).toBeLessThan(0.2);
    rmSync(folder, { recursive: true });
  });
});
