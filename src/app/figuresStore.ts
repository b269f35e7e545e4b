/** The Figures screen's store: what ships, and the one figure that is being computed here. */
import { createStore } from 'zustand/vanilla';
import { errorInfo, LabError } from '../specs/errors';
import { type FigureResult, figureIndexSchema, figureResultSchema } from '../specs/figureResult';
import {
  FIGURE_IDS,
  FIGURE_SEED,
  FIGURE_TUNING_SEED,
  type FigureConfig,
  type FigureId,
  figurePlan,
  figureSize,
  usesDigits,
} from '../specs/figures';
import { BASELINE_LABELS, BASELINE_NAMES } from '../specs/optimizer';
import type { FigureEnd, FigureProgress } from '../worker/protocol';
import { type Clock, realClock } from './clock';

import { type DataStore, preferredDigits } from './dataTypes';
import type { Engine } from './engine';
import { createFigureRates } from './figureRates';
import { endText, FIGURE_NAMES, stageText } from './figuresText';
import {
  AS_SHIPPED,
  type FigureCard,
  type FigureRun,
  type FiguresActions,
  type FiguresState,
  type FiguresStore,
} from './figuresTypes';
import type { LibraryStore } from './libraryTypes';
import { trainingTask } from './previewCurve';
import { type ReadPublic, readPublic, readPublicJson } from './publicFiles';
import type { LabStorage } from './storage';
import { APP_VERSION } from './version';

export interface FiguresDeps {
  engine: Pick<Engine, 'store' | 'ready' | 'request' | 'startRun' | 'recover'>;
  library: LibraryStore;
  data: DataStore;
  storage: LabStorage;
  read?: ReadPublic;
  clock?: Clock;
  now?: () => Date;
}

/** A crash of the engine is followed by the same figure again, so many times. */
const ATTEMPTS = 3;
/** Of the work, before how long it will take can be told. */
const TELLING_SHARE = 0.02;

const EMPTY_CARD: FigureCard = {
  shipped: 'unknown',
  own: null,
  shows: 'shipped',
  optimizer: AS_SHIPPED,
  error: null,
};

export function createFiguresStore(deps: FiguresDeps): FiguresStore {
  const { engine, library, data, storage } = deps;
  const { read = readPublic, clock = realClock, now = () => new Date() } = deps;
  const rates = createFigureRates({ storage, read });
  let loading: Promise<void> | null = null;
  let ratesFile: string | undefined;
  /** The run in the worker; null while there is none to be stopped. */
  let active: { runId: number } | null = null;

  return createStore<FiguresState & FiguresActions>()((set, get) => {
    const setCard = (figure: FigureId, patch: Partial<FigureCard>): void =>
      set({ cards: { ...get().cards, [figure]: { ...get().cards[figure], ...patch } } });
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

    /** @throws LabError where the library has no optimizer for it */
    const learnedFor = async (figure: FigureId): Promise<FigureConfig['learned']> => {
      await library.getState().load();
      const { entries, entry } = library.getState();
      const { optimizer } = get().cards[figure];
      const kind = usesDigits(figure) ? 'mnist' : 'quadratic';
      const one = optimizer === AS_SHIPPED ? undefined : entry(optimizer);
      const chosen =
        one !== undefined
          ? [one]
          : entries.filter((e) => e.origin === 'pretrained' && trainingTask(e).name === kind);
      if (chosen.length === 0) {
        throw new LabError({
          code: 'bad-input',
          message: 'The Lab came with no learned optimizer for this task.',
          remedy: 'Choose one of the library, or train one on the Train screen.',
        });
      }
      return chosen.map(({ id, name, optimizer: learned }) => ({
        kind: 'learned',
        id,
        label: name,
        optimizer: learned,
      }));
    };

    const configFor = async (figure: FigureId): Promise<FigureConfig> => {
      const { settings } = get();
      if (usesDigits(figure) && settings.data === null) await data.getState().refresh();
      const source = settings.data ?? preferredDigits(data.getState());
      const { problems, tuningProblems } = figureSize(figure, settings.size);
      const plan = figurePlan(figure, source);
      await get().loadIndex();
      return {
        figure,
        data: source,
        problems,
        seed: settings.seed,
        tuning: { problems: tuningProblems, seed: FIGURE_TUNING_SEED },
        learned: await learnedFor(figure),
        rates: settings.retune ? {} : await rates.known(plan, tuningProblems, ratesFile),
      };
    };

    const framed = (
      config: FigureConfig,
      findings: Pick<FigureResult, 'settings' | 'verdicts' | 'seconds'>,
    ): FigureResult => ({
      version: 1,
      date: now().toISOString(),
      appVersion: APP_VERSION,
      backend: engine.store.getState().backend?.name ?? '',
      figure: config.figure,
      data: usesDigits(config.figure) ? config.data : null,
      seed: config.seed,
      problems: config.problems,
      tuning: config.tuning,
      optimizers: [
        ...config.learned.map(({ id, label }) => ({ id, label, kind: 'learned' as const })),
        ...BASELINE_NAMES.map((id) => ({
          id,
          label: BASELINE_LABELS[id],
          kind: 'baseline' as const,
        })),
      ],
      ...findings,
    });

    const once = async (config: FigureConfig): Promise<FigureEnd> => {
      const plan = figurePlan(config.figure, config.data);
      const from = clock.now();
      const onProgress = (event: FigureProgress): void => {
        const seconds = (clock.now() - from) / 1000;
        const { share, results } = event;
        if (get().run?.stopping === false) set({ text: stageText(event, plan) });
        setRun({
          share,
          secondsLeft: share < TELLING_SHARE ? null : (seconds * (1 - share)) / share,
          soFar:
            results.length === 0
              ? null
              : framed(config, { settings: results, verdicts: [], seconds }),
        });
      };
      await engine.ready();
      if (get().run?.stopping) return { outcome: 'stopped' };
      const run = engine.startRun('figure', { config }, (event) => {
        if (event.kind === 'figure-progress') onProgress(event);
        else if (event.kind === 'figure-rates') {
          void rates.keep(plan, event.setting, config.tuning.problems, event.rates);
        }
      });
      active = run;
      try {
        return await run.done;
      } finally {
        active = null;
      }
    };

    const withRecovery = async (config: FigureConfig): Promise<FigureEnd> => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await once(config);
        } catch (thrown) {
          const error = thrown instanceof LabError ? thrown : new LabError(errorInfo(thrown));
          if (error.code === 'stopped' || get().run?.stopping) return { outcome: 'stopped' };
          const lost = error.code === 'worker-crashed' || error.code === 'device-lost';
          if (!lost || attempt === ATTEMPTS) throw error;
          await engine.recover(error);
        }
      }
    };

    return {
      index: null,
      cards: Object.fromEntries(FIGURE_IDS.map((id) => [id, EMPTY_CARD])) as FiguresState['cards'],
      settings: { size: 'quick', seed: FIGURE_SEED, data: null, retune: false },
      run: null,
      text: 'Press Reproduce at a figure to compute it here.',
      chosen: null,

      loadIndex() {
        loading ??= readIndex();
        return loading;
      },

      async load(figure) {
        if (get().cards[figure].shipped !== 'unknown') return;
        setCard(figure, { shipped: 'loading' });
        await get().loadIndex();
        const entry = get().index?.find((one) => one.figure === figure);
        if (entry === undefined) return setCard(figure, { shipped: 'absent' });
        try {
          const json = await readPublicJson(read, `./figures/${entry.file}`);
          setCard(figure, { shipped: figureResultSchema.parse(json) });
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
          const config = await configFor(figure);
          const end = await withRecovery(config);
          if (end.outcome === 'finished') {
            const { findings, seconds } = end;
            setCard(figure, { own: framed(config, { ...findings, seconds }) });
          }
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
        if (active) engine.request('stop', { runId: active.runId }).catch(() => undefined);
      },
    };
  });
}
