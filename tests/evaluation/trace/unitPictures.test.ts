import { beforeAll, describe, expect, test } from 'vitest';
import { recordTrace, unitPictures } from '../../../src/evaluation/trace';
import { valuesOf } from '../../../src/evaluation/trace/trace';
import { NetworkViewer } from '../../../src/evaluation/views';
import { startBackend } from '../../../src/runtime/backend';
import '../../../src/runtime/node';
import { mnistSpecSchema } from '../../../src/specs/task';
import { configOf } from './support';

beforeAll(async () => {
  await startBackend('wasm');
});

const task = mnistSpecSchema.parse({ name: 'mnist', side: 7, batch: 4, hiddenUnits: 3 });
const config = configOf({ task, steps: 6, problem: 0 });

describe('pictures of the first layer', () => {
  test('are those that are looked at in a race', async () => {
    const trace = await recordTrace(config);
    const viewer = new NetworkViewer(task, 'test');
    let t = 0;
    for (const theta of valuesOf(trace, 6)) {
      const pictures = unitPictures(trace, t);
      const view = viewer.view(t, theta);
      expect(pictures).toMatchObject({ step: t, units: 3, side: 7 });
      const bytes = Int8Array.from(pictures?.weights ?? [], (w) =>
        Math.round((127 * w) / view.scale),
      );
      expect(bytes).toEqual(view.weights);
      // Each pixel names the coordinate that it shows.
      const named = Float32Array.from(pictures?.coordinates ?? [], (one) => theta[one] as number);
      expect(named).toEqual(pictures?.weights);
      t++;
    }
    expect(new Set(unitPictures(trace, 0)?.coordinates).size).toBe(3 * 49);
  });

  test('of coordinates that were not kept are unknown', async () => {
    const trace = await recordTrace(config);
    const kept = trace.kept.filter((coordinate) => coordinate % 2 === 0);
    const width = trace.kept.length;
    const even = (_: number, at: number) => (at % width) % 2 === 0;
    const some = {
      ...trace,
      kept,
      start: trace.start.filter(even),
      update: trace.update.filter(even),
      gradient: trace.gradient.filter(even),
    };
    const whole = unitPictures(trace, 5);
    const part = unitPictures(some, 5);
    expect(part?.coordinates).toEqual(whole?.coordinates);
    const wanted = whole?.weights.map((w, i) =>
      (whole.coordinates[i] as number) % 2 ? Number.NaN : w,
    );
    expect(part?.weights).toEqual(wanted);
  });

  test('there are none of other problems, and none of steps that there are not', async () => {
    const quadratic = await recordTrace(configOf({ steps: 2 }));
    expect(unitPictures(quadratic, 1)).toBeNull();
    for (const step of [-1, 3, 0.5]) {
      expect(() => unitPictures(quadratic, step)).toThrow(/no step/);
    }
  });
});
