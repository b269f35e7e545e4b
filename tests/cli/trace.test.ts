/** `trace`: the same data as the page's panels show, and how it refuses. */
import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { coordinateTraces, fieldOf, recordTrace, summaryOf } from '../../src/evaluation/trace';
import { writeOptimizerFile } from '../../src/optimizerFile';
import { startBackend } from '../../src/runtime/backend';
import { taskSpecSchema } from '../../src/specs/task';
import type { EffectiveBehaviour } from '../../src/specs/trace';
import { someOptimizer } from '../optimizerFile/fixtures';
import { command, temporaryFolder } from './helpers';

const inFolder = temporaryFolder();
const lstm = inFolder('small.safetensors');
const optimizer = someOptimizer({ layers: 2, hiddenUnits: 3, outputScale: 0.01 });
writeFileSync(lstm, writeOptimizerFile(optimizer));

interface Proposed<T> {
  optimizer: string;
  learningRate: number;
  update: T;
}
type Numbers = (number | null)[];
interface Traced {
  task: string;
  settings: object;
  rates: Record<string, number>;
  coordinates: number;
  loss: Numbers;
  path?: Numbers[];
  divergence?: { step: number };
  behaviour: EffectiveBehaviour;
  groups: { name: string }[];
  traces: {
    coordinate: number;
    group: string;
    gradient: Numbers;
    update: Numbers;
    value: Numbers;
    wouldBe: Proposed<Numbers>[];
    inside?: { layers: Record<string, Numbers[]>[]; output: Numbers; correlations: object[] };
    field?: {
      limit: number;
      scale: string;
      steps: number[];
      gradients: Numbers;
      update: Numbers[];
      wouldBe: Proposed<Numbers[]>[];
      actual: { gradient: Numbers; update: Numbers };
    };
  }[];
}

/** JSON has no −0. */
const written = (values: Float32Array | undefined): number[] =>
  Array.from(values ?? [], (value) => value + 0);

const OUT = inFolder('trace.json');
async function trace(...argv: string[]): Promise<Traced> {
  const { code, err } = await command('trace', ...argv, '--out', OUT);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(readFileSync(OUT, 'utf8')) as Traced;
}

const SMALL = ['quadratic', '--set', 'dimension=4', '--steps', '12'];
const RATES = ['--rate', 'sgd=0.01', 'nag=0.02', '--rate', 'rmsprop=0.03', 'adam=0.04'];

beforeAll(async () => {
  await startBackend('wasm');
});

describe('trace', () => {
  it('writes what the panels show', async () => {
    const found = await trace(
      ...[...SMALL, '--optimizer', lstm, '--coordinates', '2,0', ...RATES],
      ...['--seed', '9', '--problem', '3', '--sweep', '0,5,11', '--points', '7', '--limit', '2'],
    );
    const rates = { sgd: 0.01, nag: 0.02, rmsprop: 0.03, adam: 0.04 };
    const own = await recordTrace({
      task: taskSpecSchema.parse({ name: 'quadratic', dimension: 4 }),
      ...{ seed: 9, problem: 3, steps: 12, rates },
      optimizer: { kind: 'learned', id: '', label: '', optimizer },
    });
    const { behaviour, loss } = await summaryOf(own);
    expect(found).toMatchObject({ task: 'quadratic', settings: { dimension: 4 }, rates });
    expect(found).toMatchObject({
      seed: 9,
      problem: 3,
      steps: 12,
      optimizer: lstm,
      coordinates: 4,
    });
    expect(found.loss).toEqual(written(loss));
    expect(found.behaviour).toEqual(JSON.parse(JSON.stringify(behaviour)));
    expect(found.traces.map(({ coordinate }) => coordinate)).toEqual([2, 0]);
    const ways = await coordinateTraces(own, [2, 0]);
    for (const [i, way] of ways.entries()) {
      const one = found.traces[i];
      expect(one?.group).toBe('all');
      expect(one?.gradient).toEqual(written(way.gradient));
      expect(one?.update).toEqual(written(way.update));
      expect(one?.value).toEqual(written(way.value));
      expect(one?.wouldBe).toEqual(
        way.wouldBe.map(({ name, learningRate, updates }) => {
          return { optimizer: name, learningRate, update: written(updates) };
        }),
      );
      expect(one?.inside?.output).toEqual(written(way.inside?.output));
      expect(one?.inside?.layers[1]?.hidden?.flat()).toEqual(
        written(way.inside?.layers[1]?.hidden),
      );
      expect(one?.inside?.correlations).toHaveLength(6);
      const { coordinate } = way;
      const sweep = { scale: 'linear', limit: 2, steps: [0, 5, 11], points: 7 } as const;
      const field = await fieldOf(own, { coordinate, ...sweep, steps: [...sweep.steps] });
      const { points, ...shown } = sweep;
      expect(one?.field).toMatchObject(shown);
      expect(one?.field?.gradients).toHaveLength(points);
      expect(one?.field?.update.flat()).toEqual(written(field.learned));
      expect(one?.field?.wouldBe[3]?.update.flat()).toEqual(written(field.wouldBe[3]?.updates));
      expect(one?.field?.actual.update).toEqual([0, 5, 11].map((t) => way.update[t]));
    }
  });

  it('follows the problem of a race by its number', async () => {
    const raceOut = inFolder('race.json');
    const { code } = await command(
      ...['evaluate', ...SMALL, '--optimizer', lstm, '--count', '4', '--out', raceOut],
    );
    expect(code).toBe(0);
    const { results } = JSON.parse(readFileSync(raceOut, 'utf8')) as {
      results: { loss: number[][] }[];
    };
    const plain = ['--baselines', 'none', '--sweep', 'none', '--no-inside'];
    const found = await trace(
      ...[...SMALL, '--optimizer', lstm, '--coordinates', 'all', '--problem', '2', ...plain],
    );
    expect(found.loss).toEqual(results[0]?.loss.map((step) => step[2]));
    expect(found.rates).toEqual({});
    expect(found.traces.map((one) => one.coordinate)).toEqual([0, 1, 2, 3]);
    for (const one of found.traces) {
      expect(one.wouldBe).toEqual([]);
      expect(one).not.toHaveProperty('inside');
      expect(one).not.toHaveProperty('field');
    }
  });

  it('takes the rates that ship, and tunes where none do', async () => {
    const some = ['--sweep', 'none', '--optimizer', 'sgd:lr=0.01', '--coordinates', '1'];
    const shipped = await trace('quadratic', ...some, '--rate', 'nag=0.5');
    const file = JSON.parse(readFileSync('public/pretrained/baselines.json', 'utf8')) as {
      entries: {
        task: { name: string };
        steps: number;
        rates: Record<string, { learningRate: number }>;
      }[];
    };
    const entry = file.entries.find(
      ({ task, steps }) => task.name === 'quadratic' && steps === 100,
    );
    expect(shipped.rates).toEqual({
      sgd: entry?.rates.sgd?.learningRate,
      nag: 0.5,
      rmsprop: entry?.rates.rmsprop?.learningRate,
      adam: entry?.rates.adam?.learningRate,
    });
    // The page's own protocol: `tune` on 64 problems of that seed.
    const tuned = await trace(...SMALL, ...some, '--baselines', 'adam');
    const rates = inFolder('rates.json');
    await command(
      ...['tune', ...SMALL, '--optimizer', 'adam', '--count', '64', '--seed', '77001'],
      ...['--out', rates],
    );
    const wanted = JSON.parse(readFileSync(rates, 'utf8')) as {
      rates: { adam: { learningRate: number } };
    };
    expect(tuned.rates).toEqual({ adam: wanted.rates.adam.learningRate });
  });

  it('draws coordinates by the seed, and sweeps as widely as their gradients ask for', async () => {
    const some = ['quadratic', '--steps', '5', '--optimizer', lstm, '--baselines', 'none'];
    const drawn = async (seed: string, count = '4') =>
      trace(...some, '--coordinates', `random:${count}`, '--seed', seed, '--sweep', 'even:3');
    const found = await drawn('1');
    const names = found.traces.map(({ coordinate }) => coordinate);
    expect(new Set(names).size).toBe(4);
    expect(names).toEqual([...names].sort((a, b) => a - b));
    expect((await drawn('1')).traces).toEqual(found.traces);
    const others: string[] = [];
    for (const seed of ['2', '3', '4']) {
      others.push(String((await drawn(seed)).traces.map(({ coordinate }) => coordinate)));
    }
    expect(new Set([...others, String(names)]).size).toBeGreaterThan(1);
    expect((await drawn('1', '10')).traces).toHaveLength(10);
    for (const { field, gradient } of found.traces) {
      const largest = Math.max(...gradient.map((one) => Math.abs(one ?? 0)));
      expect(field?.steps).toEqual([0, 2, 4]);
      expect(field?.limit).toBeCloseTo(1.25 * largest, -Math.floor(Math.log10(largest)) + 1);
    }
  });

  it('says where the optimizer diverged, and has no numbers from there on', async () => {
    const { code, err } = await command(
      ...['trace', 'quadratic', '--optimizer', 'sgd:lr=9', '--coordinates', '0', '--steps', '40'],
      ...['--rate', 'adam=0.1', '--baselines', 'adam', '--sweep', 'even:4', '--out', OUT],
    );
    expect(code).toBe(0);
    expect(err).toMatch(/^sgd:lr=9 diverged: .* by step \d+\. Lower its learning rate/);
    const found = JSON.parse(readFileSync(OUT, 'utf8')) as Traced;
    const at = found.divergence?.step ?? 0;
    expect(at).toBeGreaterThan(1);
    const [one] = found.traces;
    for (const list of [one?.gradient, one?.update, one?.wouldBe[0]?.update]) {
      expect(list).toHaveLength(40);
      expect(list?.slice(0, at)).not.toContain(null);
      expect(new Set(list?.slice(at))).toEqual(new Set([null]));
    }
    expect(one?.field?.steps.at(-1)).toBe(at - 1);
    expect(one?.field?.update.flat()).not.toContain(null);
  });

  it('names the layers of a network, and has the path on a surface', async () => {
    const plain = ['--optimizer', 'sgd:lr=0.001', '--baselines', 'none', '--sweep', 'none'];
    const settings = ['side=7', 'batch=4', 'hiddenUnits=3'].flatMap((one) => ['--set', one]);
    const network = await trace('mnist', ...settings, '--coordinates', '0,147,189', ...plain);
    expect(network.traces.map(({ group }) => group)).toEqual([
      'layer 1 weights',
      'layer 1 biases',
      'output biases',
    ]);
    const surface = await trace('surface', '--coordinates', '0,1', '--steps', '3', ...plain);
    const [x, y] = surface.traces;
    expect(surface.path).toEqual(x?.value.map((value, t) => [value, y?.value[t]]));
  });
});

describe('trace refuses', () => {
  const some = ['trace', ...SMALL, '--optimizer', 'sgd:lr=0.1'];
  it.each([
    [['--coordinates', '4'], /no coordinate 4: the problem has 4/],
    [['--coordinates', '0,x'], /Expected coordinates as in 0,5,17/],
    [['--coordinates', '-1'], /Expected coordinates as in 0,5,17/],
    [['--coordinates', '1.5'], /Expected coordinates as in 0,5,17/],
    [['--coordinates', ''], /Expected coordinates as in 0,5,17/],
    [['--coordinates', 'random:5'], /random:5: a trace of this problem has 4 coordinates/],
    [['--coordinates', 'random:0'], /Expected a whole number from 1/],
    [[], /required option '--coordinates/],
    [['--coordinates', '0', '--sweep', '12'], /--sweep 12: the updates are those of steps 0 to 11/],
    [['--coordinates', '0', '--sweep', 'odd'], /Expected steps as in 0,10,50/],
    [['--coordinates', '0', '--points', '8'], /Expected an odd number/],
    [['--coordinates', '0', '--limit', '0'], /Expected a number above 0/],
    [['--coordinates', '0', '--scale', 'log'], /Allowed choices are linear, symlog/],
    [['--coordinates', '0', '--baselines', 'adagrad'], /Expected some of sgd,nag,rmsprop,adam/],
    [['--coordinates', '0', '--rate', 'adam'], /--rate adam: expected one of .* as in adam=0.03/],
    [['--coordinates', '0', '--rate', 'adam=-1'], /--rate adam=-1: expected/],
    [['--coordinates', '0', '--rate', 'adam=1', 'adam=2'], /--rate adam is given twice/],
    [['--coordinates', '0', '--rate', 'sgd=1', '--baselines', 'adam'], /--baselines leaves it out/],
    [['--coordinates', '0', '--problem', '-1'], /Expected a whole number from 0/],
    [['--coordinates', '0', '--out', '/nowhere/x.json'], /its folder does not exist/],
  ])('%j', async (argv, message) => {
    const { code, err, out } = await command(...some, ...argv);
    expect(err).toMatch(message);
    expect(err.split('\n')).toHaveLength(2);
    expect(out).toBe('');
    expect(code).toBe(2);
  });

  it('more coordinates than a file can hold, before it computes anything', async () => {
    const { code, err } = await command(
      ...['trace', 'mnist', '--optimizer', lstm, '--coordinates', 'all', '--steps', '200'],
    );
    expect(code).toBe(2);
    expect(err).toMatch(/15,910 coordinates would be [\d,]+ numbers, more than the 5,000,000/);
    expect(err).toMatch(/choose \d+ of them at most, or .*--no-inside, or .*--sweep/);
  });
});
