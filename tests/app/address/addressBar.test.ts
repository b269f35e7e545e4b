import { describe, expect, test } from 'vitest';
import { formatLink, parseLink } from '../../../src/app/address/addressBar';
import {
  DEFAULT_LINK_STATE,
  type LinkState,
  PROPERTIES,
} from '../../../src/app/address/addressProperties';
import { BASELINE_ENTRANTS } from '../../../src/app/race/entrants';
import { lstmConfigSchema } from '../../../src/specs/optimizer';
import { trainConfigSchema } from '../../../src/specs/training';

const compare = (patch: Partial<LinkState['compare']>): LinkState => ({
  ...DEFAULT_LINK_STATE,
  compare: { ...DEFAULT_LINK_STATE.compare, ...patch },
});

/** Everything away from its default. */
const FULL: LinkState = {
  page: { tab: 'train', mode: 'one', shelf: 'optimizers', backend: 'cpu', figure: null },
  compare: {
    settings: {
      task: { name: 'surface', surface: 'beale', initialScale: 0.5 },
      horizon: 77,
      problems: 5,
      seed: 4294967295,
    },
    view: { logX: true, logY: false, bands: false },
    entrants: [
      { kind: 'learned', id: 'own-12ab', enabled: true },
      { kind: 'baseline', id: 'sgd', enabled: false, manualRate: null },
      { kind: 'baseline', id: 'nag', enabled: true, manualRate: 0.02 },
      { kind: 'baseline', id: 'rmsprop', enabled: false, manualRate: null },
      { kind: 'baseline', id: 'adam', enabled: true, manualRate: null },
    ],
    result: {
      version: '0.1.0',
      backend: 'wasm',
      arithmetic: 'SIMD, relaxed, own LSTM kernel',
      curves: '1f3a9c02d4e5',
      lines: [
        { id: 'own-12ab', made: { weights: '5c1f03ab' }, end: { loss: 0.046875 } },
        { id: 'adam', made: { rate: 0.3011 }, end: { loss: -0.25 } },
        { id: 'nag', made: { rate: 0.02 }, end: { divergedAt: 41 } },
      ],
    },
  },
  train: trainConfigSchema.parse({
    task: { name: 'quadratic', dimension: 3, initialScale: 1 },
    optimizer: lstmConfigSchema.parse({
      hiddenUnits: 8,
      layers: 1,
      preprocess: 'log-sign',
      p: 5,
      outputScale: 0.5,
      output: 'tanh',
    }),
    epochs: 40,
    horizon: 50,
    unroll: 10,
    problems: 16,
    metaLearningRate: [
      { horizon: 0, rate: 0.02 },
      { horizon: 20, rate: 0.002 },
    ],
    objective: 'log',
    stepWeights: 'rising',
    metaGradient: 'full',
    seed: 3,
  }),
  inspect: {
    source: 'race',
    optimizer: 'own-12ab',
    task: { name: 'quadratic', dimension: 4, initialScale: 0.5 },
    steps: 150,
    seed: 12,
    problem: 2,
    step: null,
    coordinates: null,
  },
  search: {
    space: {
      metaLearningRate: { kind: 'range', low: 0.001, high: 0.1, scale: 'log', points: 3 },
      hiddenUnits: { kind: 'range', low: 10, high: 40, scale: 'log', points: 4 },
      preprocess: { kind: 'values', values: ['none', 'log-sign'] },
    },
    strategy: 'halving',
    trials: 27,
    eta: 2,
    first: 50,
    seed: 9,
  },
};
const SELECTED: LinkState = {
  ...FULL,
  page: { ...FULL.page, tab: 'inspect' },
  inspect: { ...FULL.inspect, step: 41, coordinates: [5, 0, 17] },
};

describe('a round trip', () => {
  test('of the default state is empty', () => {
    expect(formatLink(DEFAULT_LINK_STATE)).toBe('');
    expect(parseLink('')).toMatchObject({ state: DEFAULT_LINK_STATE, problems: [] });
  });

  test.each(['compare', 'train', 'library'] as const)('of everything, on the tab %s', (tab) => {
    const state = { ...FULL, page: { ...FULL.page, tab } };
    const { state: read, problems } = parseLink(formatLink(state));
    expect(problems).toEqual([]);
    expect(read).toEqual(state);
  });

  test('of a selection, on the tab inspect', () => {
    const { state: read, problems } = parseLink(formatLink(SELECTED));
    expect(problems).toEqual([]);
    expect(read).toEqual(SELECTED);
    expect(formatLink(SELECTED)).toContain(
      '&source=race&dimension=4&initialScale=0.5&steps=150&seed=12&problem=2&optimizer=own-12ab&step=41&coordinates=5,0,17',
    );
  });

  test('leaves a selection out where another tab is open', () => {
    const elsewhere = { ...SELECTED, page: FULL.page };
    expect(formatLink(elsewhere)).toBe(formatLink(FULL));
    expect(formatLink(elsewhere)).toContain('inspect.seed=12');
  });

  test('has every key once, whichever tab is open', () => {
    for (const tab of ['compare', 'train', 'inspect'] as const) {
      const state = { ...FULL, page: { ...FULL.page, tab } };
      const link = new URLSearchParams(formatLink(state));
      const keys = [...link.keys()];
      expect(new Set(keys).size).toBe(keys.length);
      const differing = PROPERTIES.filter(
        (one) => one.applies(state) && one.write(state) !== one.write(DEFAULT_LINK_STATE),
      );
      for (const { key } of differing) {
        expect(
          keys.some((name) => name === key || name.endsWith(`.${key}`)),
          key,
        ).toBe(true);
      }
    }
  });

  test('names the keys of the open screen plainly, those of the other with its name', () => {
    const both: LinkState = {
      ...compare({ settings: { ...DEFAULT_LINK_STATE.compare.settings, horizon: 60 } }),
      train: { ...DEFAULT_LINK_STATE.train, horizon: 30, unroll: 5 },
    };
    expect(formatLink(both)).toBe('?v=1&horizon=60&train.horizon=30&unroll=5');
    expect(
      formatLink({
        ...both,
        page: { tab: 'train', mode: 'one', shelf: 'optimizers', backend: 'auto', figure: null },
      }),
    ).toBe('?v=1&tab=train&compare.horizon=60&horizon=30&unroll=5');
  });

  test('reads well: commas, colons and equals signs stay as they are', () => {
    expect(formatLink(compare({ entrants: FULL.compare.entrants }))).toBe(
      '?v=1&optimizers=own-12ab,nag:lr=0.02,adam',
    );
    const nobody = BASELINE_ENTRANTS.map((e) => ({ ...e, enabled: false }));
    const link = formatLink(compare({ entrants: nobody }));
    expect(link).toBe('?v=1&optimizers=none');
    expect(parseLink(link).state.compare.entrants).toEqual(nobody);
  });

  test('a link without a version is read as this one; ?backend= works alone', () => {
    const { state, problems } = parseLink('?backend=wasm');
    expect(problems).toEqual([]);
    expect(state.page.backend).toBe('wasm');
  });
});

describe('what is not allowed is named, and its default used', () => {
  test.each([
    ['tab', '?v=1&tab=settings'],
    ['backend', '?v=1&backend=webgl'],
    ['task', '?v=1&task=imagenet'],
    ['hiddenUnits', '?v=1&hiddenUnits=5'],
    ['data', '?v=1&data=mnist'],
    ['dimension', '?v=1&dimension=0'],
    ['dimension', '?v=1&dimension=2.5'],
    ['dimension', '?v=1&dimension=1e9'],
    ['dimension', '?v=1&task=surface&dimension=3'],
    ['surface', '?v=1&task=surface&surface=everest'],
    ['surface', '?v=1&surface=beale'],
    ['initialScale', '?v=1&initialScale=-1'],
    ['initialScale', '?v=1&task=surface&initialScale=3'],
    ['horizon', '?v=1&horizon=many'],
    ['horizon', '?v=1&horizon='],
    ['horizon', '?v=1&horizon=0x10'],
    ['horizon', '?v=1&horizon=Infinity'],
    ['horizon', '?v=1&horizon=10&horizon=20'],
    ['problems', '?v=1&problems=100000'],
    ['seed', '?v=1&seed=-1'],
    ['seed', '?v=1&seed=4294967296'],
    ['logX', '?v=1&logX=yes'],
    ['optimizers', '?v=1&optimizers='],
    ['optimizers', '?v=1&optimizers=adam,adam'],
    ['optimizers', '?v=1&optimizers=adam:lr=0'],
    ['optimizers', '?v=1&optimizers=adam:lr=x'],
    ['optimizers', '?v=1&optimizers=own-1:lr=0.1'],
    ['optimizers', '?v=1&optimizers=<script>'],
    ['train.horizon', '?v=1&train.horizon=-3'],
    ['unroll', '?v=1&unroll=0'],
    ['hidden', '?v=1&hidden=513'],
    ['layers', '?v=1&layers=9'],
    ['metaLr', '?v=1&metaLr=0'],
    ['metaLr', '?v=1&metaLr=0.1,5'],
    ['metaLr', '?v=1&metaLr=0.1,20:0.01,10:0.001'],
    ['objective', '?v=1&objective=mean'],
    ['preprocess', '?v=1&preprocess=both'],
    ['p', '?v=1&p=5'],
    ['outputScale', '?v=1&outputScale=0'],
    ['steps', '?v=1&steps=0'],
    ['problem', '?v=1&problem=-1'],
    ['inspect.seed', '?v=1&inspect.seed=x'],
    ['step', '?v=1&step=3'],
    ['"horzion"', '?v=1&horzion=5'],
    ['"compare.horizon"', '?v=1&compare.horizon=5'],
  ])('%s in %s', (key, link) => {
    const { state, problems } = parseLink(link);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    const task = link.includes('task=surface');
    expect(state.compare.settings.task.name).toBe(task ? 'surface' : 'quadratic');
    if (!task) expect(state).toEqual(DEFAULT_LINK_STATE);
  });

  test.each([
    ['source', 'source=page'],
    ['optimizer', 'optimizer='],
    ['optimizer', 'source=training&optimizer=adam'],
    ['steps', 'steps=2001'],
    ['dimension', 'dimension=300'],
    ['step', 'step=1.5'],
    ['coordinates', 'coordinates=1,1'],
    ['coordinates', 'coordinates=1,2,3,4,5'],
    ['coordinates', 'coordinates=1,,2'],
    ['coordinates', 'coordinates=-1'],
  ])('%s in a link to Inspect: %s', (key, query) => {
    const { state, problems } = parseLink(`?v=1&tab=inspect&${query}`);
    expect(problems.map((problem) => problem.key)).toEqual([key]);
    const source = query.startsWith('source=training') ? 'training' : 'own';
    expect(state.inspect).toEqual({ ...DEFAULT_LINK_STATE.inspect, source });
  });

  test('what would be too much to record is refused as well', () => {
    const { state, problems } = parseLink('?v=1&horizon=9999&problems=401');
    expect(problems).toMatchObject([
      { key: 'problems', message: '"401" is not allowed: at most 400 at a horizon of 9999' },
    ]);
    expect(state.compare.settings).toMatchObject({ horizon: 9999, problems: 64 });
  });

  test('the other values of the link count', () => {
    const { state, problems } = parseLink('?v=1&seed=3&horizon=x&problems=9');
    expect(problems).toHaveLength(1);
    expect(state.compare.settings).toMatchObject({ seed: 3, horizon: 200, problems: 9 });
  });

  test.each(['?v=2&seed=3', '?v=1&v=2&seed=3', '?v=&seed=3'])(
    'of another version nothing is used: %s',
    (link) => {
      const { state, problems } = parseLink(link);
      expect(problems).toMatchObject([{ key: 'v' }]);
      expect(state).toEqual(DEFAULT_LINK_STATE);
    },
  );
});
