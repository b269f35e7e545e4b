/** A kernel that fails, as the page sees it. */
import '../../src/runtime/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { EngineState } from '../../src/app/engine';
import { learnedOptimizerFromPhi, lstmWeightCount } from '../../src/specs/lstmShapes';
import { breakKernels, repairKernels } from '../helpers/faultyKernels';
import { type RealLab, realLab, TINY_TRAINING, until } from '../helpers/realLab';
import { Racing } from './support/racing';

const ENDED = ['finished', 'failed', 'diverged', 'stopped'];

describe('on the real engine', () => {
  let lab: RealLab;
  beforeEach(async () => {
    repairKernels();
    lab = realLab('wasm');
    await lab.engine.ready();
  });
  afterEach(() => lab.engine.dispose());

  const detail = () => (lab.engine.store.getState() as EngineState).backend?.detail;

  function expectWarning(): void {
    expect(lab.messages()).toMatchObject([
      {
        kind: 'warning',
        title: 'A fast kernel is out of use',
        message: expect.stringContaining('one of its threads stopped'),
        remedy: expect.stringContaining('goes on with the slower one'),
      },
    ]);
    expect(detail()).toMatch(/LSTM from stock operations \(the kernels failed: .*threads stopped/);
    expect(lab.workers).toHaveLength(1);
  }

  test('a training goes on to its end, and the charts show every unroll once', async () => {
    expect(detail()).toMatch(/own LSTM kernel/);
    breakKernels('thread', 5);
    lab.train.getState().updateSettings(TINY_TRAINING);
    void lab.train.getState().train();
    const { status, run, checkpoint } = await until(lab.train, (s) => ENDED.includes(s.status));
    expect(status).toBe('finished');
    expect(run?.metaLoss).toHaveLength(TINY_TRAINING.epochs * 2);
    expect(run?.metaLoss).toEqual(checkpoint?.metaLoss);
    expect(run?.validation).toHaveLength(4);
    expectWarning();
  });

  test('a race comes again from its start', async () => {
    const config = TINY_TRAINING.optimizer;
    const phi = Float32Array.from({ length: lstmWeightCount(config) }, (_, i) => Math.sin(i));
    const optimizer = learnedOptimizerFromPhi(config, phi, {});
    await lab.library.getState().load();
    const id = await lab.library.getState().add({ name: 'LSTM', origin: 'trained', optimizer });
    const race = lab.race.getState();
    race.updateSettings({ task: TINY_TRAINING.task, problems: 2, horizon: 40 });
    race.setEntrants([{ kind: 'learned', id, enabled: true }]);
    breakKernels('thread');
    void race.run();
    const { status, record, player } = await until(lab.race, (s) => ENDED.includes(s.status));
    expect(status).toBe('finished');
    expect(record?.lines[0]?.losses.every(Number.isFinite)).toBe(true);
    expect(player.cursor).toBe(40);
    expectWarning();
  });

  test('an LSTM beyond the kernels says so in its status', async () => {
    lab.train.getState().updateSettings({ ...TINY_TRAINING, optimizer: { hiddenUnits: 65 } });
    void lab.train.getState().train();
    const said =
      /^Training: .*, WebAssembly, LSTM from stock operations \(kernels are made for .* 64/;
    await until(lab.train, ({ text }) => said.test(text));
    expect(detail()).toMatch(/own LSTM kernel/);
    lab.train.getState().stop();
    await until(lab.train, (s) => ENDED.includes(s.status));
    expect(lab.messages()).toEqual([]);
  });
});

test('a race that begins again forgets what it showed, and the cursor stays within it', async () => {
  const racing = await new Racing().land();
  racing.computes(0, 50);
  const { runId } = racing.lab.worker().last('race');
  racing.lab.worker().event(runId, {
    kind: 'race-diverged',
    optimizer: 0,
    divergence: { step: 9, problems: 1, kind: 'non-finite', message: 'm', remedy: 'r' },
  });
  racing.state.scrub(30);
  racing.lab.worker().event(runId, { kind: 'restarted' });
  expect(racing.cursor).toBe(0);
  expect(racing.state.record?.computed).toBe(-1);
  expect(racing.state.record?.lines[0]?.divergence).toBeNull();
  expect(racing.state.record?.lines[0]?.losses[0]).toBeNaN();
  racing.computes(0, 20);
  expect(racing.state.record?.computed).toBe(20);
});
