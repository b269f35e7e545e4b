/** What computes under a command: threads, and kernels that fail. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { readOptimizerFile, writeOptimizerFile } from '../../src/optimizerFile';
import { allowKernels } from '../../src/runtime/kernels/choice';
import { kernelModule } from '../../src/runtime/kernels/module';
import { breakKernels, repairKernels } from '../helpers/faultyKernels';
import { someOptimizer } from '../optimizerFile/fixtures';
import { command, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const small = inFolder('small.safetensors');
writeFileSync(small, writeOptimizerFile(someOptimizer({ layers: 1, hiddenUnits: 3 })));

const EVALUATE = `evaluate quadratic --optimizer ${small} --count 40 --steps 5`.split(' ');
const train = (name: string) =>
  `train quadratic --out ${inFolder(name)} --epochs 3 --horizon 4 --unroll 2 --batch 3 --hidden 3 --layers 1 --validate-every 2 --validation-problems 3`.split(
    ' ',
  );

function threads(): number {
  const kernels = kernelModule();
  if (typeof kernels === 'string') throw new Error(kernels);
  return kernels.threads;
}

describe('--threads', () => {
  it('says how many, and changes no result', async () => {
    const one = await command(...EVALUATE, '--threads', '1');
    expect(threads()).toBe(1);
    const two = await command(...EVALUATE, '--threads', '2');
    expect(threads()).toBe(2);
    expect(one.code).toBe(0);
    expect(two).toEqual(one);
  });

  it.each(['train', 'evaluate', 'tune', 'trace', 'meta-gradient'])(
    'is in the help of %s',
    async (name) => {
      const { code, out } = await command(name, '--help');
      expect(code).toBe(0);
      expect(out).toMatch(/--threads <n>/);
    },
  );

  it('is named where a training begins', async () => {
    const { err } = await command(...train('threads.safetensors'), '--threads', '2');
    expect(err).toMatch(/Training on WebAssembly \(SIMD, .*2 threads/);
  });
});

describe('a kernel that fails', () => {
  afterEach(() => {
    allowKernels();
    repairKernels();
  });

  it.each(['thread', 'nan'] as const)('is replaced in a race (%s)', async (fault) => {
    repairKernels();
    breakKernels(fault);
    const { code, out, err } = await command(...EVALUATE);
    expect(code).toBe(0);
    const [entry] = JSON.parse(out).results;
    expect(entry.divergence).toBeUndefined();
    expect(entry.loss[5].every(Number.isFinite)).toBe(true);
    expect(err.match(/fast implementation of the optimizer cannot be used/g)).toHaveLength(1);
  });

  it('is replaced in a training', async () => {
    repairKernels();
    breakKernels('thread', 4);
    const { code, err } = await command(...train('failed.safetensors'));
    expect(code).toBe(0);
    expect(err).toMatch(/one of its threads stopped\. The Lab goes on with the slower one/);
    const bytes = readFileSync(inFolder('failed.safetensors'));
    expect(readOptimizerFile(bytes, 'failed').training.epochs).toBe(3);
  });
});
