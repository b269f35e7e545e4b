/** A graphics device on which something fails in the middle of training, but which is not lost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDevice } from '../../src/runtime/webgpu/device';
import { reportFailure } from '../../src/runtime/webgpu/failures';
import type { TrainConfig } from '../../src/specs/training';
import { onWebgpu } from '../helpers/backends';
import { type RealLab, realLab, TINY_TRAINING, until } from '../helpers/realLab';

/** Two validations and three horizons: stock operations are slow on a software adapter. */
const TRAINING: TrainConfig = {
  ...TINY_TRAINING,
  epochs: 3,
  validation: { ...TINY_TRAINING.validation, every: 3 },
};

const ENDED = ['finished', 'failed', 'diverged', 'stopped'];

function device(): GPUDevice {
  const open = openDevice();
  if (open === null) throw new Error('no device is open');
  return open.device;
}

onWebgpu(() => {
  describe('a device on which something fails', () => {
    let lab: RealLab;
    beforeEach(async () => {
      lab = realLab('webgpu');
      await lab.engine.ready();
      expect(lab.engine.store.getState().backend?.detail).toMatch(/own LSTM kernel/);
      lab.train.getState().updateSettings(TRAINING);
      void lab.train.getState().train();
      await until(lab.train, ({ run }) => (run?.metaLoss.length ?? 0) >= 3);
    });
    afterEach(() => lab.engine.dispose());

    async function expectDefinition(why: RegExp): Promise<void> {
      const ended = await until(lab.train, (s) => ENDED.includes(s.status));
      expect(ended).toMatchObject({ status: 'finished', error: null });
      expect(ended.run?.metaLoss).toHaveLength(TRAINING.epochs * 2);
      expect(ended.run?.metaLoss).toEqual(ended.checkpoint?.metaLoss);
      expect(ended.run?.validation).toHaveLength(2);
      expect(lab.titles()).toEqual(['A fast kernel is out of use']);
      expect(lab.messages()[0]?.message).toMatch(why);
      expect(lab.workers).toHaveLength(1);
      const { backend } = lab.engine.store.getState();
      expect(backend?.name).toBe('webgpu');
      expect(backend?.detail).toMatch(/stock operations/);
    }

    test('a kernel does not compile: stock operations go on from the last horizon', async () => {
      reportFailure(device(), 'the shader does not compile', 'expected ;');
      await expectDefinition(/the shader does not compile/);
    });

    test('an error that nobody expected: so do they', async () => {
      // A buffer cannot be mapped for both.
      device().createBuffer({
        size: 16,
        usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.MAP_WRITE,
      });
      await expectDefinition(/the graphics device reported an error/);
    });
  });
});
