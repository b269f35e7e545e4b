/** Inspect, whose worker records and answers what a test lets it. */
import type { InspectActions, InspectState } from '../../../src/app/inspect/inspectTypes';
import type { Fit, TraceConfig, TraceSummary } from '../../../src/specs/trace';
import type { Request, RequestType } from '../../../src/worker/protocol';
import { settled } from './clock';
import { testLab } from './lab';

type Lab = ReturnType<typeof testLab>;
type Question = Extract<Request, { traceId: number }>;
const QUESTIONS: Question['type'][] = [
  'traceCoordinates',
  'traceMap',
  'traceField',
  'tracePictures',
];

const FIT: Fit = { r2: 0.5, rate: 0.1, momentumRate: null };

export function summaryFor(config: TraceConfig, patch: Partial<TraceSummary> = {}): TraceSummary {
  const coordinates = config.task.name === 'quadratic' ? config.task.dimension : 12;
  return {
    steps: config.steps,
    coordinates,
    kept: Int32Array.from({ length: coordinates }, (_, i) => i),
    groups: [{ name: 'θ', start: 0, end: coordinates }],
    bytes: 1000,
    loss: new Float32Array(config.steps + 1).fill(1),
    path: null,
    divergence: null,
    behaviour: { whole: { gradient: FIT, momentum: FIT, adam: FIT }, windows: [] },
    ...patch,
  };
}

/** The coordinate that a worker of tests says has the largest updates. */
export const LARGEST = 3;

export class Inspecting {
  readonly lab: Lab;
  readonly #answered = new WeakSet<Request>();
  /** From now on questions fail with this. */
  failure: { code: 'no-trace' | 'internal'; message: string } | null = null;

  constructor(options: Parameters<typeof testLab>[0] = {}) {
    this.lab = testLab(options);
    this.lab.engine.start();
    this.lab.settings.getState().setTab('inspect');
  }

  get state(): InspectState & InspectActions {
    return this.lab.inspect.getState();
  }

  /** The configuration of the newest trace. */
  get config(): TraceConfig {
    return this.lab.worker().last('trace').config;
  }

  /** Starts a trace, as far as the worker's part in it. Its rates are those that ship. */
  async trace(patch: Parameters<InspectActions['updateSettings']>[0] = {}): Promise<void> {
    this.state.updateSettings({ steps: 200, ...patch });
    void this.state.trace();
    await settled();
  }

  /** The worker has recorded the newest trace, and answers what is asked first. */
  async recorded(patch: Partial<TraceSummary> = {}): Promise<void> {
    const { runId, config } = this.lab.worker().last('trace');
    const summary = summaryFor(config, patch);
    const end = { outcome: 'finished', traceId: runId, summary, seconds: 0.4 } as const;
    this.lab.worker().answer('trace', end);
    await settled();
    await this.answer();
  }

  /** A trace from its start to the first answers of its panels. */
  async traced(patch: Parameters<InspectActions['updateSettings']>[0] = {}): Promise<this> {
    await this.trace(patch);
    await this.recorded();
    await this.answerAll();
    return this;
  }

  /** Questions that have no answer yet. */
  open<T extends Question['type']>(type: T): Extract<Request, { type: T }>[] {
    return this.lab
      .worker()
      .requests(type as RequestType)
      .filter((question) => !this.#answered.has(question)) as Extract<Request, { type: T }>[];
  }

  /** Answers all that is open now. */
  async answer(): Promise<void> {
    await settled();
    const worker = this.lab.worker();
    for (const question of QUESTIONS.flatMap((type): Question[] => this.open(type))) {
      this.#answered.add(question);
      const { id } = question;
      if (this.failure) worker.deliver({ type: 'response', id, ok: false, error: this.failure });
      else {
        const value = this.#answerTo(question);
        worker.deliver({ type: 'response', id, ok: true, value });
      }
    }
    await settled();
  }

  /** Answers until nothing is asked any more. */
  async answerAll(): Promise<void> {
    do await this.answer();
    while (QUESTIONS.some((type) => this.open(type).length > 0));
  }

  #answerTo(question: Question) {
    const { steps } = this.config;
    switch (question.type) {
      case 'traceCoordinates':
        return question.coordinates.map((coordinate) => ({
          coordinate,
          gradient: new Float32Array(steps).fill(-0.4),
          update: new Float32Array(steps).fill(question.traceId),
          value: new Float32Array(steps + 1),
          wouldBe: [],
          inside: null,
        }));
      case 'traceMap': {
        const { config } = question;
        const rows = Math.min(config.rows, config.to - config.from);
        return {
          config,
          rows,
          steps,
          values: new Float32Array(rows * steps),
          shown: new Int32Array(rows * steps).fill(LARGEST),
          coordinates: Int32Array.from({ length: config.to - config.from }, () => LARGEST),
          largest: 1,
          linearBelow: 0.1,
        };
      }
      case 'traceField': {
        const { config } = question;
        const each = config.steps.length * config.points;
        return {
          config,
          gradients: new Float32Array(config.points),
          learned: new Float32Array(each),
          wouldBe: [],
          actual: {
            gradient: new Float32Array(config.steps.length),
            update: new Float32Array(config.steps.length),
          },
        };
      }
      case 'tracePictures':
        return {
          step: question.step,
          units: 1,
          side: 2,
          weights: new Float32Array(4).fill(question.step),
          coordinates: new Int32Array(4),
        };
    }
  }
}
