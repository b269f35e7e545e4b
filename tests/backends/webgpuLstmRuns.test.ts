/** The LSTM's WebGPU kernels as optimizer and tape: what they launch, hold, refuse and leave behind. */
import { expect, test } from 'vitest';
import { LstmRule } from '../../src/optimizers/lstm/lstmRule';
import { GpuOptimizer } from '../../src/optimizers/lstm/webgpu/gpuOptimizer';
import { GpuState } from '../../src/optimizers/lstm/webgpu/gpuState';
import { GpuTape } from '../../src/optimizers/lstm/webgpu/gpuTape';
import {
  kernelShape,
  tuningFits,
  tuningFor,
  webgpuKernelFits,
} from '../../src/optimizers/lstm/webgpu/shape';
import { advance, disposeState } from '../../src/optimizers/optimizer';
import { type Control, freeRunning, RunControl } from '../../src/runtime/control';
import { type Tensor, type Tensor2D, tf } from '../../src/runtime/tf';
import { bufferPool } from '../../src/runtime/webgpu/buffers';
import { gpuDevice, launchCount } from '../../src/runtime/webgpu/computePass';
import { openDevice, tensorFlowLaunches } from '../../src/runtime/webgpu/device';
import { type LstmConfig, lstmConfigSchema } from '../../src/specs/optimizer';
import { onWebgpu } from '../helpers/backends';
import { readAll } from '../helpers/engine';
import { lstmTrial, openOf, unrollTrial } from '../helpers/lstmTrial';

const settings = (given: Partial<LstmConfig>): LstmConfig => lstmConfigSchema.parse(given);
const CONFIG = settings({ hiddenUnits: 6 });
const rule = () => new LstmRule(CONFIG);

const row = (values: Float32Array): Tensor2D => tf.tensor2d(values, [1, values.length]);

/** Bytes that TensorFlow.js' backend and our pool have on the device. */
function bytesOnDevice(): number {
  const { bufferManager } = openDevice()?.backend ?? {};
  return (bufferManager?.numBytesAllocated ?? Number.NaN) + bufferPool().bytesHeld;
}

onWebgpu(() => {
  test('the rule hands them out', () => {
    const phi = tf.tensor1d(lstmTrial(CONFIG, 1, 1).phi);
    const optimizer = rule().optimizer(phi);
    const tape = rule().openTape(phi, rule().initialState(1, 3));
    expect(optimizer).toBeInstanceOf(GpuOptimizer);
    expect(tape).toBeInstanceOf(GpuTape);
    tape.dispose();
    optimizer.dispose();
    phi.dispose();
  });

  test('launches: one a step forward, one a step back and two more', async () => {
    const trial = lstmTrial(CONFIG, 100, 10);
    const phi = tf.tensor1d(trial.phi);
    const tape = rule().openTape(phi, rule().initialState(1, 100));
    const gradients = trial.gradients.map(row);
    const cotangents = trial.cotangents.map(row);
    const start = [launchCount(), tensorFlowLaunches()] as const;
    const updates = gradients.map((gradient) => tape.step(gradient));
    expect(launchCount() - start[0]).toBe(10);
    const weights = await tape.backward(cotangents, freeRunning);
    expect(launchCount() - start[0]).toBe(10 + 10 + 2);
    expect(tensorFlowLaunches()).toBe(start[1]);
    tape.dispose();
    tf.dispose([phi, gradients, cotangents, updates, weights]);
  });

  test('racing gives what the tape gives, in place or not', async () => {
    const trial = lstmTrial(CONFIG, 30, 4);
    const { updates, state } = await unrollTrial(openOf(rule()), trial);
    const phi = tf.tensor1d(trial.phi);
    const optimizer = rule().optimizer(phi);
    const gradients = trial.gradients.map(row);
    for (const inPlace of [false, true]) {
      let now = optimizer.init(1, 30);
      const made: Tensor[] = [];
      for (const gradient of gradients) {
        const before = now;
        const launched = launchCount();
        const next = inPlace
          ? advance(optimizer, gradient, before)
          : optimizer.step(gradient, before);
        expect(launchCount() - launched).toBe(1);
        if (!inPlace) disposeState(before);
        made.push(next.update);
        now = next.state;
      }
      expect(now.step).toBe(4);
      const close = { measure: 'norm', within: 1e-6 } as const;
      expect(await readAll(made)).toBeAllClose(updates, close);
      expect(await readAll([...now.tensors])).toBeAllClose(state, close);
      disposeState(now);
      tf.dispose(made);
    }
    optimizer.dispose();
    tf.dispose([phi, gradients]);
  });

  test('goes on from a state made of tensors', async () => {
    const trial = lstmTrial(CONFIG, 9, 4);
    const expected = await unrollTrial(openOf(rule()), trial);
    const phi = tf.tensor1d(trial.phi);
    const defined = new LstmRule(CONFIG, 'definition');
    const first = defined.openTape(phi, defined.initialState(3, 3));
    const gradients = trial.gradients.map(row);
    const updates = gradients.slice(0, 2).map((gradient) => first.step(gradient));
    const second = rule().openTape(phi, first.close());
    updates.push(...gradients.slice(2).map((gradient) => second.step(gradient)));
    expect(await readAll(updates)).toBeAllClose(expected.updates, {
      measure: 'norm',
      within: 1e-5,
    });
    const state = second.close();
    expect(state.step).toBe(4);
    disposeState(state);
    tf.dispose([phi, gradients, updates]);
  });

  test('the same twice, bit by bit, and beside another tape', async () => {
    const one = lstmTrial(CONFIG, 200, 5);
    const other = lstmTrial(CONFIG, 150, 5);
    const alone = [
      await unrollTrial(openOf(rule()), one),
      await unrollTrial(openOf(rule()), other),
    ];
    const control: Control = { ...freeRunning, breathe: () => new Promise(setImmediate) };
    const together = await Promise.all([
      unrollTrial(openOf(rule()), one, { control }),
      unrollTrial(openOf(rule()), other, { control }),
    ]);
    expect(together).toEqual(alone);
  });

  test('going back twice gives the same, and no step none', async () => {
    const trial = lstmTrial(CONFIG, 20, 3);
    const phi = tf.tensor1d(trial.phi);
    const tape = rule().openTape(phi, rule().initialState(1, 20));
    const none = await tape.backward([], freeRunning);
    expect((await readAll([none])).every((value) => value === 0)).toBe(true);
    const updates = trial.gradients.map((values) => tf.tidy(() => tape.step(row(values))));
    const cotangents = trial.cotangents.map(row);
    const first = await tape.backward(cotangents, freeRunning);
    const second = await tape.backward(cotangents, freeRunning);
    expect(await readAll([second])).toBeAllClose(await readAll([first]), {
      measure: 'norm',
      within: 1e-6,
    });
    tape.dispose();
    tf.dispose([phi, none, updates, cotangents, first, second]);
  });

  test.each(['none', 'log-sign'] as const)('a NaN reaches the update: %s', async (preprocess) => {
    const config = settings({ hiddenUnits: 6, preprocess });
    const trial = lstmTrial(config, 10, 2);
    trial.gradients[1]?.fill(Number.NaN);
    const { updates, weights } = await unrollTrial(openOf(new LstmRule(config)), trial);
    expect(updates.slice(0, 10).every(Number.isFinite)).toBe(true);
    expect(updates.slice(10).every(Number.isNaN)).toBe(true);
    // The output's bias alone does not depend on it.
    expect(weights.slice(0, -1).every(Number.isNaN)).toBe(true);
  });

  test('huge gradients and weights saturate', async () => {
    const trial = lstmTrial(CONFIG, 8, 3);
    const sign = (value: number) => Math.sign(value);
    const phi = trial.phi.map((weight) => weight * 1e4);
    const gradients = trial.gradients.map((values) => values.map((value) => 1e8 * sign(value)));
    const result = await unrollTrial(openOf(rule()), { ...trial, phi, gradients });
    expect([...result.updates, ...result.weights].every(Number.isFinite)).toBe(true);
  });

  test('other coordinates are refused', () => {
    const trial = lstmTrial(CONFIG, 10, 1);
    const phi = tf.tensor1d(trial.phi);
    const gradient = row(trial.gradients[0] as Float32Array);
    const optimizer = rule().optimizer(phi);
    const state = optimizer.init(1, 11);
    expect(() => optimizer.step(gradient, state)).toThrow(
      'has a state for 11 coordinates and got 10 numbers',
    );
    disposeState(state);
    optimizer.dispose();
    tf.dispose([phi, gradient]);
  });

  test('what does not fit is computed by the definition, and says why', () => {
    expect(webgpuKernelFits(CONFIG)).toBe(true);
    expect(webgpuKernelFits(settings({ layers: 3, hiddenUnits: 64 }))).toBe(true);
    const large = settings({ layers: 4, hiddenUnits: 3 });
    expect(webgpuKernelFits(large)).toContain('up to 3 layers');
    const state = new LstmRule(large).initialState(1, 2);
    expect(state).not.toBeInstanceOf(GpuState);
    disposeState(state);

    const { limits } = gpuDevice();
    const shape = { ...kernelShape(CONFIG, tuningFor(1)), group: 64, hidden: 64 };
    const device = {
      maxComputeInvocationsPerWorkgroup: 256,
      maxComputeWorkgroupSizeX: 256,
      maxStorageBuffersPerShaderStage: 8,
    };
    const on = (worse: Partial<typeof device>) =>
      tuningFits(shape, { ...limits, ...device, ...worse } as GPUSupportedLimits);
    expect(on({})).toBe(true);
    expect(on({ maxComputeInvocationsPerWorkgroup: 32 })).toContain('32 invocations');
    expect(on({ maxStorageBuffersPerShaderStage: 4 })).toContain('4 storage buffers');
    const cramped = { ...shape, workgroupBytes: 1024 };
    expect(tuningFits(cramped, limits)).toContain('do not fit into 1024 bytes');
  });

  test('memory is flat, also after a stop', async () => {
    const config = settings({ hiddenUnits: 6, preprocess: 'log-sign' });
    const trial = lstmTrial(config, 100, 6);
    const open = openOf(new LstmRule(config));
    const tensors = tf.memory().numTensors;
    const inUse = bufferPool().bytesInUse;
    for (let i = 0; i < 3; i++) await unrollTrial(open, trial, { through: i > 0 });
    const held = bytesOnDevice();
    for (let i = 0; i < 40; i++) await unrollTrial(open, trial, { through: i % 2 > 0 });
    expect(bytesOnDevice()).toBe(held);

    const control = new RunControl();
    control.stop();
    await expect(unrollTrial(open, trial, { control })).rejects.toThrow('stopped');
    expect(bufferPool().bytesInUse).toBe(inUse);
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('a race takes at most 400 bytes a coordinate', () => {
    const coordinates = 20_000;
    const config = settings({});
    const phi = tf.tensor1d(lstmTrial(config, 1, 1).phi);
    const gradient = tf.fill([1, coordinates], 0.1) as Tensor2D;
    const before = bufferPool().bytesInUse;
    const optimizer = new LstmRule(config).optimizer(phi);
    const state = optimizer.init(1, coordinates);
    const next = advance(optimizer, gradient, state);
    expect((bufferPool().bytesInUse - before) / coordinates).toBeLessThan(400);
    disposeState(next.state);
    optimizer.dispose();
    tf.dispose([phi, gradient, next.update]);
  });
});
