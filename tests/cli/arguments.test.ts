import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parseLearned, parseOptimizer, splitSettings } from '../../src/cli/optimizerArgument';
import { metaLearningRate, toNumber, whole } from '../../src/cli/options';
import { parseTask } from '../../src/cli/task';
import {
  addTrainOptions,
  resumedConfig,
  type TrainOptions,
  trainConfigFrom,
} from '../../src/cli/trainOptions';
import { writeOptimizerFile } from '../../src/optimizerFile';
import { readSafetensors, writeSafetensors } from '../../src/optimizerFile/safetensors';
import { trainConfigSchema } from '../../src/specs/training';
import { someOptimizer } from '../optimizerFile/fixtures';
import { temporaryFolder } from './helpers';

describe('numbers', () => {
  it.each([
    ['1', 1],
    ['-2.5', -2.5],
    ['.5', 0.5],
    ['1e-3', 0.001],
    ['', undefined],
    [' ', undefined],
    ['0x10', undefined],
    ['Infinity', undefined],
    ['1e999', undefined],
    ['1,5', undefined],
  ])('reads %j as %j', (text, value) => {
    expect(toNumber(text)).toBe(value);
  });

  it('keeps whole numbers within their limits', () => {
    expect(whole(1, 3)('3')).toBe(3);
    for (const text of ['0', '4', '1.5', 'x']) {
      expect(() => whole(1, 3)(text)).toThrow('Expected a whole number from 1 to 3.');
    }
  });
});

describe('--meta-lr', () => {
  it('reads a rate, and rates that follow', () => {
    expect(metaLearningRate('0.01')).toEqual([{ horizon: 0, rate: 0.01 }]);
    expect(metaLearningRate('1e-2,600:0.003,1200:0.001')).toEqual([
      { horizon: 0, rate: 0.01 },
      { horizon: 600, rate: 0.003 },
      { horizon: 1200, rate: 0.001 },
    ]);
  });

  it.each(['', 'x', '0.01,', '0.01,0.003', '0.01,600:', '0.01,0:0.1', '0.01,a:0.1'])(
    'refuses %j',
    (text) => {
      expect(() => metaLearningRate(text)).toThrow('Expected RATE[,HORIZON:RATE…]');
    },
  );
});

describe('a task', () => {
  it('has defaults and takes settings', () => {
    expect(parseTask('quadratic', [])).toEqual({
      name: 'quadratic',
      dimension: 10,
      initialScale: 0.01,
    });
    expect(parseTask('quadratics', ['dimension=3', 'initialScale = 1e-1'])).toMatchObject({
      dimension: 3,
      initialScale: 0.1,
    });
    expect(parseTask('surface', ['surface=beale'])).toMatchObject({ surface: 'beale' });
  });

  it.each<[string, string[], RegExp]>([
    ['rastrigin', [], /no task "rastrigin"; the tasks are quadratic, mnist, surface/],
    ['constructor', [], /no task "constructor"/],
    ['quadratic', ['dim=3'], /no setting "dim"; its settings are dimension, initialScale/],
    ['quadratic', ['name=surface'], /no setting "name"/],
    ['quadratic', ['dimension'], /expected key=value/],
    [
      'quadratic',
      ['dimension=many'],
      /--set dimension=many: expected a whole number from 1 to 256$/,
    ],
    [
      'quadratic',
      ['dimension=2.5'],
      /--set dimension=2\.5: expected a whole number from 1 to 256$/,
    ],
    ['quadratic', ['dimension=2', 'dimension=3'], /dimension is given twice/],
    ['surface', ['surface=everest'], /--set surface=everest: expected rosenbrock, .* or bowl$/],
    [
      'mnist',
      ['initialScale=fanin'],
      /initialScale=fanin: expected a number from 0 to 1, or fan-in/,
    ],
  ])('refuses %s with %j', (name, sets, message) => {
    expect(() => parseTask(name, sets)).toThrow(message);
  });
});

describe('an optimizer', () => {
  const inFolder = temporaryFolder();
  const file = inFolder('mine.safetensors');
  const foreign = inFolder('foreign.safetensors');
  const optimizer = someOptimizer({ layers: 1, hiddenUnits: 2, preprocess: 'log-sign' });
  writeFileSync(file, writeOptimizerFile(optimizer));
  const { tensors } = readSafetensors(writeOptimizerFile(optimizer), 'x');
  writeFileSync(foreign, writeSafetensors(tensors, []));

  it('splits what stands behind the colon', () => {
    const { name, settings } = splitSettings('C:\\a:b.safetensors:p=10,outputScale=0.1');
    expect(name).toBe('C:\\a:b.safetensors');
    expect(Object.fromEntries(settings)).toEqual({ p: '10', outputScale: '0.1' });
  });

  it('is a baseline with its rate', () => {
    expect(parseOptimizer('adam:lr=0.1', 2)).toEqual({
      kind: 'baseline',
      id: '2',
      label: 'adam:lr=0.1',
      name: 'adam',
      learningRate: 0.1,
    });
  });

  it('is a file', () => {
    expect(parseOptimizer(file)).toMatchObject({ kind: 'learned', label: file, optimizer });
  });

  it('is a file with what it does not say itself', () => {
    const { config, tensors } = parseLearned(`${foreign}:p=5,outputScale=0.01`);
    expect(config).toMatchObject({ p: 5, outputScale: 0.01, hiddenUnits: 2, layers: 1 });
    expect(tensors).toEqual(optimizer.tensors);
  });

  it.each([
    ['adam', /adam: it has no rate; give one, as in adam:lr=0\.1, or find one with "tune/],
    ['adam:0.1', /it has no rate/],
    ['adam:lr=0', /not a positive number/],
    ['adam:lr=fast', /not a positive number/],
    ['adam:lr=0.1,momentum=0.9', /adam has no setting momentum/],
    ['no/such/file', /neither a file, nor a pretrained optimizer/],
    [foreign, /say them behind its name, as in .*foreign\.safetensors:p=10,outputScale=0\.1/],
    [`${foreign}:p=10`, /settings? outputScale/],
    [`${foreign}:p=ten,outputScale=1`, /p is not a number/],
    [`${foreign}:lr=10`, /takes p and outputScale, not lr/],
  ])('refuses %s', (argument, message) => {
    expect(() => parseOptimizer(argument)).toThrow(message);
  });

  it('must be a learned one where weights are needed', () => {
    expect(() => parseLearned('adam:lr=0.1')).toThrow(/designed by hand/);
  });
});

describe("train's options", () => {
  const parse = (...argv: string[]): TrainOptions => {
    const command = addTrainOptions(
      new Command().exitOverride().configureOutput({ writeErr() {} }),
    );
    return command.parse(argv, { from: 'user' }).opts<TrainOptions>();
  };

  it('leave the defaults alone', () => {
    expect(trainConfigFrom('quadratic', parse())).toEqual(trainConfigSchema.parse({}));
  });

  it('reach their places', () => {
    const argv =
      '--epochs 7 --horizon 30 --unroll 5 --batch 4 --meta-lr 0.1,3:0.01 --objective log --step-weights last --hidden 6 --layers 1 --preprocess log-sign --p 5 --output-scale 0.01 --output tanh --seed 9 --validate-every 2 --validation-problems 3 --patience 4 --set dimension=2';
    expect(trainConfigFrom('quadratic', parse(...argv.split(' ')))).toEqual({
      task: { name: 'quadratic', dimension: 2, initialScale: 0.01 },
      optimizer: {
        rule: 'lstm',
        layers: 1,
        hiddenUnits: 6,
        preprocess: 'log-sign',
        p: 5,
        outputScale: 0.01,
        output: 'tanh',
      },
      epochs: 7,
      horizon: 30,
      unroll: 5,
      problems: 4,
      metaLearningRate: [
        { horizon: 0, rate: 0.1 },
        { horizon: 3, rate: 0.01 },
      ],
      objective: 'log',
      stepWeights: 'last',
      metaGradient: 'first-order',
      seed: 9,
      validation: { every: 2, problems: 3, measure: 'final', patience: 4 },
    });
  });

  it('have a recipe beyond the paper', () => {
    const argv =
      '--horizon-schedule 500:200,1500:500 --coordinate-scaling 3 --imitate adam:0.03:50 --clipping 10 --averaging 0.95 --meta-gradient full --set dimension=3 --also dimension=4 --also dimension=5,initialScale=1';
    expect(trainConfigFrom('quadratic', parse(...argv.split(' ')))).toMatchObject({
      task: { dimension: 3 },
      mixture: [
        { name: 'quadratic', dimension: 4, initialScale: 0.01 },
        { name: 'quadratic', dimension: 5, initialScale: 1 },
      ],
      horizonSchedule: [
        { horizon: 500, steps: 200 },
        { horizon: 1500, steps: 500 },
      ],
      coordinateScaling: 3,
      imitation: { horizons: 50, optimizer: 'adam', learningRate: 0.03 },
      clipping: 10,
      averaging: 0.95,
      metaGradient: 'full',
    });
  });

  it.each([
    ['--step-weights final', { stepWeights: 'final' }],
    ['--step-weights exponential --step-decay 0.9', { stepWeights: 'exponential', stepDecay: 0.9 }],
    ['--horizon-schedule 20-200', { horizonSchedule: { shortest: 20, longest: 200 } }],
    ['--convex-term 20', { convexTerm: { coordinates: 20, scaling: 0 } }],
    ['--convex-term 5:1.5', { convexTerm: { coordinates: 5, scaling: 1.5 } }],
    [
      '--imitate adam:0.01:share=0.3',
      { imitation: { mode: 'share', share: 0.3, optimizer: 'adam', learningRate: 0.01 } },
    ],
    [
      '--imitate nag:0.01:weight=2:50',
      {
        imitation: {
          mode: 'beside',
          weight: 2,
          horizons: 50,
          optimizer: 'nag',
          learningRate: 0.01,
        },
      },
    ],
  ])('have objectives of many kinds: %s', (argv, expected) => {
    const own = trainConfigFrom('quadratic', parse(...argv.split(' ')));
    expect(own).toMatchObject(expected);
    // Said again when the run is resumed, it is the same.
    expect(resumedConfig('quadratic', parse(...argv.split(' ')), own, 0)).toEqual(own);
  });

  it.each([
    ['--unroll 0', /from 1 to 1000/],
    ['--layers 9', /from 1 to 8/],
    ['--patience -1', /at least 0/],
    ['--objective max', /Allowed choices are sum, log/],
    ['--meta-gradient third', /Allowed choices are first-order, full/],
    ['--output-scale wide', /Expected a number/],
    ['--horizon-schedule 200', /Expected HORIZON:STEPS/],
    ['--horizon-schedule 5:200:1', /Expected HORIZON:STEPS/],
    ['--imitate adam:0.1', /Expected NAME:RATE:HORIZONS/],
    ['--imitate adam:0.1:part=1', /Expected NAME:RATE:HORIZONS/],
    ['--convex-term many', /Expected COORDINATES\[:SCALING\]/],
    ['--step-decay much', /Expected a number/],
    ['--step-weights first', /Allowed choices are uniform, rising, exponential, last, final/],
  ])('are limited as the schema says: %s', (argv, message) => {
    expect(() => parse(...argv.split(' '))).toThrow(message);
  });

  it.each([
    ['--output-scale 0', /--output-scale: /],
    ['--p -1', /--p: expected a number above 0 and up to 50$/],
    ['--meta-lr 0.1,20:0.1,10:0.1', /--meta-lr: horizons must ascend/],
    ['--meta-lr 7', /--meta-lr: /],
    ['--horizon-schedule 9:20,5:30', /--horizon-schedule: horizons must ascend/],
    ['--imitate adam:-1:5', /--imitate: /],
    ['--imitate lstm:1:1', /--imitate: expected one of sgd, nag, rmsprop, adam/],
    ['--imitate adam:0.1:share=2', /--imitate: expected a number from 0 to 1/],
    ['--horizon-schedule 9-5', /--horizon-schedule: the shortest is longer than the longest/],
    ['--convex-term 0', /--convex-term: expected a whole number from 1 to 1000/],
    ['--step-decay 2', /--step-decay: expected a number from 0.01 to 1/],
    ['--averaging 1', /--averaging: /],
    ['--also dim=3', /no setting "dim"/],
    ['--also data=mnist', /all tasks have the same data/],
  ])('are named where the schema refuses them: %s', (argv, message) => {
    expect(() => trainConfigFrom('quadratic', parse(...argv.split(' ')))).toThrow(message);
  });

  describe('of a resumed run', () => {
    const recipe = '--imitate adam:0.03:50 --horizon-schedule 5:20 --also dimension=4';
    const own = trainConfigFrom(
      'quadratic',
      parse('--epochs', '20', '--set', 'initialScale=1', ...recipe.split(' ')),
    );
    const resume = (argv: string, task = 'quadratic') =>
      resumedConfig(task, parse(...argv.split(' ').filter(Boolean)), own, 10);

    it('may be left out or repeated, and more epochs asked for', () => {
      expect(resume('')).toEqual(own);
      expect(resume('--unroll 20 --set initialScale=1')).toEqual(own);
      expect(resume(`${recipe} --set initialScale=1`)).toEqual(own);
      expect(resume('--epochs 50 --patience 3')).toEqual({
        ...own,
        epochs: 50,
        validation: { ...own.validation, patience: 3 },
      });
    });

    it.each([
      ['--unroll 5', 'quadratic', /--unroll cannot change .*; it has 20/],
      ['--meta-lr 0.1', 'quadratic', /--meta-lr cannot change/],
      ['--epochs 9', 'quadratic', /has done 10 already/],
      ['--set initialScale=2', 'quadratic', /task setting initialScale 1, not 2/],
      ['--imitate adam:0.03:60', 'quadratic', /--imitate cannot change/],
      ['--also dimension=5', 'quadratic', /--also cannot change/],
      ['', 'surface', /has the task quadratic, not surface/],
    ])('must not contradict it: %s %s', (argv, task, message) => {
      expect(() => resume(argv, task)).toThrow(message);
    });
  });
});
