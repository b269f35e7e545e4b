/** 2,000 horizons: what is held after the first ones is what is held after the last. */
import { describe, expect, test } from 'vitest';
import { MetaTrainer } from '../../src/metaTraining/metaTrainer';
import { freeRunning } from '../../src/runtime/control';
import { kernelMemory } from '../../src/runtime/kernels/module';
import { tf } from '../../src/runtime/tf';
import { bufferPool } from '../../src/runtime/webgpu/buffers';
import { openDevice } from '../../src/runtime/webgpu/device';
import { trainConfigSchema } from '../../src/specs/training';
import { forEachBackend } from '../helpers/backends';

const HORIZONS = 2000;
/** By then everything has been allocated that a horizon and a validation need. */
const WARM = 20;

const config = trainConfigSchema.parse({
  task: { name: 'quadratic', dimension: 3 },
  optimizer: { layers: 2, hiddenUnits: 3 },
  epochs: HORIZONS,
  horizon: 2,
  unroll: 1,
  problems: 3,
  metaLearningRate: [{ horizon: 0, rate: 1e-4 }],
  validation: { every: 10, problems: 2, steps: 1, patience: 0 },
});

function held() {
  const { numTensors, numBytes } = tf.memory();
  const onDevice =
    tf.getBackend() === 'webgpu'
      ? {
          tensorFlow: openDevice()?.backend.bufferManager.numBytesAllocated,
          own: bufferPool().bytesHeld,
        }
      : {};
  return { numTensors, numBytes, kernels: kernelMemory(), ...onDevice };
}

forEachBackend(() => {
  describe('a long training', () => {
    test('holds the same all the time', async () => {
      const readings: ReturnType<typeof held>[] = [];
      const { outcome } = await new MetaTrainer(config).run(freeRunning, {
        onHorizon: (done) => {
          if (done === WARM || done === HORIZONS - 5) readings.push(held());
        },
      });
      expect(outcome).toBe('finished');
      expect(readings).toHaveLength(2);
      expect(readings[1]).toEqual(readings[0]);
    });
  });
});
