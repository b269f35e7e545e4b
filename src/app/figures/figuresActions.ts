/** What can be done on the Figures screen: reading what ships, computing one here. Loaded when it is first asked for. */
import { DISSECTION_SCHEMAS, type DissectionResult } from '../../specs/dissectionResult';
import { dissectionPlan } from '../../specs/dissections';
import { errorInfo } from '../../specs/errors';
import {
  type FigureOrigin,
  type FigureResult,
  figureIndexSchema,
  figureResultSchema,
} from '../../specs/figureResult';
import {
  type DissectionId,
  type FigureId,
  figurePlan,
  isDissection,
  type RacedFigureId,
} from '../../specs/figures';
import { type Clock, realClock } from '../clock';
import type { DataStore } from '../data/dataTypes';
import type { Engine } from '../engine';
import type { LibraryStore } from '../library/libraryTypes';
import { type ReadPublic, readPublic, readPublicJson } from '../publicFiles';
import type { LabStorage } from '../storage/storage';
import { APP_VERSION } from '../version';
import { createFigureConfigs, dissectionResult, racedResult } from './figureConfigs';
import { createFigureRates } from './figureRates';
import { createFigureRuns, type Ended } from './figureRun';
import { dissectionText, endText, FIGURE_NAMES, stageText } from './figuresText';
import type { FigureCard, FigureRun, FiguresActions, FiguresState } from './figuresTypes';

export interface FiguresDeps {
  engine: Pick<Engine, 'store' | 'ready' | 'request' | 'startRun' | 'recover'>;
  library: LibraryStore;
  data: DataStore;
  storage: LabStorage;
  read?: ReadPublic;
  clock?: Clock;
  now?: () => Date;
}

/** Of the work, before how long it will take can be told. */
const TELLING_SHARE = 0.02;

/** The store that the actions work on. */
export interface FiguresAccess {
  get: () => FiguresState;
  set: (patch: Partial<FiguresState>) => void;
}

export function createFiguresActions(
  deps: FiguresDeps,
  { get, set }: FiguresAccess,
): FiguresActions {
  const { engine, library, data, storage } = deps;
  const { read = readPublic, clock = realClock, now = () => new Date() } = deps;
  const rates = createFigureRates({ storage, read });
  const configs = createFigureConfigs({ library, data, rates });
  let loading: Promise<void> | null = null;
  let ratesFile: string | undefined;

  const runs = createFigureRuns({
    engine,
    clock,
    stopping: () => get().run?.stopping === true,
  });
  const setCard = (
    figure: FigureId,
    patch: Partial<FigureCard<FigureResult | DissectionResult>>,
  ): void => set({ cards: { ...get().cards, [figure]: { ...get().cards[figure], ...patch } } });
  const setRun = (patch: Partial<FigureRun>): void => {
    const { run } = get();
    if (run !== null) set({ run: { ...run, ...patch } });
  };

  const readIndex = async (): Promise<void> => {
    const json = await readPublicJson(read, './figures/index.json').catch(() => null);
    const parsed = figureIndexSchema.safeParse(json);
    if (parsed.success) ratesFile = parsed.data.rates;
    set({ index: parsed.success ? parsed.data.figures : [] });
  };

  const loadIndex = (): Promise<void> => {
    loading ??= readIndex();
    return loading;
  };

  const origin = (seconds: number): FigureOrigin => ({
    version: 1,
    date: now().toISOString(),
    appVersion: APP_VERSION,
    backend: engine.store.getState().backend?.name ?? '',
    seconds,
  });

  const chosenFor = async (figure: FigureId) => {
    await loadIndex();
    const { settings, cards } = get();
    return { settings, optimizer: cards[figure].optimizer, ratesFile };
  };

  const tell = (share: number, seconds: number, text: string): void => {
    if (get().run?.stopping === false) set({ text });
    setRun({
      share,
      secondsLeft: share < TELLING_SHARE ? null : (seconds * (1 - share)) / share,
    });
  };

  const race = async (figure: RacedFigureId): Promise<Ended<'figure'>> => {
    const config = await configs.raced(figure, await chosenFor(figure));
    const plan = figurePlan(figure, config.data);
    const end = await runs.run('figure', { config }, (event, seconds) => {
      if (event.kind === 'figure-rates') {
        void rates.keep(plan, event.setting, config.tuning.problems, event.rates);
      } else if (event.kind === 'figure-progress') {
        const { share, results: settings } = event;
        tell(share, seconds, stageText(event, plan));
        const soFar = racedResult(config, origin(seconds), { settings, verdicts: [] });
        setRun({ soFar: settings.length === 0 ? null : soFar });
      }
    });
    if (end.outcome === 'finished') {
      setCard(figure, { own: racedResult(config, origin(end.seconds), end.findings) });
    }
    return end;
  };

  const dissect = async (figure: DissectionId): Promise<Ended<'dissection'>> => {
    const config = await configs.dissected(figure, await chosenFor(figure));
    const plan = dissectionPlan(figure, config.data);
    const end = await runs.run('dissection', { config }, (event, seconds) => {
      if (event.kind === 'figure-rates') {
        void rates.keep(plan, event.setting, config.tuning.problems, event.rates);
      } else if (event.kind === 'dissection-progress') {
        tell(event.share, seconds, dissectionText(figure, event));
      }
    });
    if (end.outcome === 'finished') {
      setCard(figure, { own: dissectionResult(origin(end.seconds), end.findings) });
    }
    return end;
  };

  return {
    loadIndex,

    async load(figure) {
      if (get().cards[figure].shipped !== 'unknown') return;
      setCard(figure, { shipped: 'loading' });
      await loadIndex();
      const entry = get().index?.find((one) => one.figure === figure);
      if (entry === undefined) return setCard(figure, { shipped: 'absent' });
      try {
        const json = await readPublicJson(read, `./figures/${entry.file}`);
        const schema = isDissection(figure) ? DISSECTION_SCHEMAS[figure] : figureResultSchema;
        setCard(figure, { shipped: schema.parse(json) });
      } catch (thrown) {
        setCard(figure, { shipped: 'absent', error: errorInfo(thrown) });
      }
    },

    choose: (chosen) => set({ chosen }),
    show: (figure, shows) => setCard(figure, { shows }),
    setOptimizer: (figure, optimizer) => setCard(figure, { optimizer }),
    updateSettings: (patch) => set({ settings: { ...get().settings, ...patch } }),

    async reproduce(figure) {
      if (get().run !== null) return;
      const starting = { stopping: false, share: 0, secondsLeft: null, soFar: null };
      set({ run: { figure, ...starting }, text: `${FIGURE_NAMES[figure]}: getting ready.` });
      setCard(figure, { error: null, shows: 'own' });
      try {
        const end = await (isDissection(figure) ? dissect(figure) : race(figure));
        set({ text: endText(figure, end) });
      } catch (thrown) {
        const error = errorInfo(thrown);
        setCard(figure, { error });
        set({ text: `${FIGURE_NAMES[figure]} was not computed: ${error.message}` });
      } finally {
        set({ run: null });
        if (get().cards[figure].own === null) setCard(figure, { shows: 'shipped' });
      }
    },

    stop() {
      setRun({ stopping: true });
      set({ text: 'Stopping.' });
      runs.stop();
    },
  };
}
