/** Imitation beyond a beginning: in a share of the horizons, and beside the meta-loss. */
import { beforeAll, describe, expect, test } from 'vitest';
import { exampleRole } from '../../src/metaTraining/horizonPlan';
import { startBackend } from '../../src/runtime/backend';
import '../../src/runtime/node';
import { trainConfigSchema } from '../../src/specs/training';
import { smallConfig, train } from '../helpers/smallTraining';

beforeAll(async () => {
  await startBackend('wasm');
});

describe('an example all along', () => {
  const adam = { optimizer: 'adam', learningRate: 0.1 };

  test('a share of the horizons: as many as it says, the same ones in each run, led by the example', () => {
    const shared = smallConfig({ imitation: { mode: 'share', share: 0.3, ...adam } });
    const roles = Array.from({ length: 1000 }, (_, h) => exampleRole(shared, h));
    expect(Array.from({ length: 1000 }, (_, h) => exampleRole(shared, h))).toEqual(roles);
    const led = roles.filter((role) => role !== null);
    // 300 ± 4 standard deviations of a binomial.
    expect(Math.abs(led.length - 300)).toBeLessThan(58);
    expect(new Set(led.map((role) => JSON.stringify(role)))).toEqual(
      new Set(['{"leads":true,"beside":null,"evenly":true}']),
    );
    const none = smallConfig({ imitation: { mode: 'share', share: 0, ...adam } });
    const all = smallConfig({ imitation: { mode: 'share', share: 1, ...adam } });
    for (let h = 0; h < 100; h++) {
      expect(exampleRole(none, h)).toBeNull();
      expect(exampleRole(all, h)).not.toBeNull();
    }
  });

  test('beside the meta-loss: its weight stays, or falls to 0 in a straight line', () => {
    const beside = (more: object, h: number) =>
      exampleRole(smallConfig({ imitation: { mode: 'beside', weight: 2, ...more, ...adam } }), h);
    expect(beside({}, 10_000)).toEqual({ leads: false, beside: 2, evenly: true });
    expect([0, 1, 3, 4, 5].map((h) => beside({ horizons: 4 }, h)?.beside ?? null)).toEqual([
      2,
      1.5,
      0.5,
      null,
      null,
    ]);
  });

  test('as before without a mode, and the same with its name', async () => {
    const beginning = { horizons: 2, ...adam };
    const [one, other] = [
      await train({ imitation: beginning }),
      await train({ imitation: { mode: 'beginning', ...beginning } }),
    ];
    expect(one.checkpoint.phi).toEqual(other.checkpoint.phi);
    expect(one.checkpoint.config.imitation).toEqual(beginning);
  });

  test('a share of 1 imitates in every horizon; a share of 0 changes nothing', async () => {
    const plain = await train({});
    const none = await train({ imitation: { mode: 'share', share: 0, ...adam } });
    const all = await train({ imitation: { mode: 'share', share: 1, ...adam } });
    expect(none.checkpoint.phi).toEqual(plain.checkpoint.phi);
    expect(all.checkpoint.phi).not.toEqual(plain.checkpoint.phi);
  });

  test('beside the last step alone, every unroll has a meta-gradient', async () => {
    const imitation = { mode: 'beside', weight: 0.1, ...adam };
    const { checkpoint, reports } = await train({ imitation, stepWeights: 'final' });
    expect(checkpoint.adam.step).toBe(12);
    for (const { gradientNorm } of reports) expect(gradientNorm).toBeGreaterThan(0);
    expect(checkpoint.metaLoss).toHaveLength(4);
  });

  test.each(['beginning', 'share', 'beside'])('AdamW can be the example (%s)', async (mode) => {
    const amount = { beginning: { horizons: 2 }, share: { share: 1 }, beside: { weight: 1 } };
    const example = { mode, learningRate: 0.1, ...amount[mode as keyof typeof amount] };
    const decaying = await train({ imitation: { ...example, optimizer: 'adamw' } });
    const plain = await train({ imitation: { ...example, optimizer: 'adam' } });
    expect(decaying.checkpoint.horizonsDone).toBe(4);
    // Its decay is seen: θ is told to it.
    expect(decaying.checkpoint.phi).not.toEqual(plain.checkpoint.phi);
  });

  test('a beginning by example counts all updates where the last step counts alone', async () => {
    const imitation = { horizons: 1, ...adam };
    const { checkpoint } = await train({ imitation, stepWeights: 'final', epochs: 2 });
    expect(checkpoint.adam.step).toBe(3 + 1);
  });

  test.each([
    [{ mode: 'share', ...adam }],
    [{ mode: 'share', share: 1.5, ...adam }],
    [{ mode: 'beside', weight: 0, ...adam }],
    [{ mode: 'beside', weight: 1, optimizer: 'lbfgs', learningRate: 1 }],
    [{ mode: 'sometimes', share: 0.5, ...adam }],
    [adam],
  ])('refuses %j', (imitation) => {
    expect(trainConfigSchema.safeParse({ imitation }).success).toBe(false);
  });
});
