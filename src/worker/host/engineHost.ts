/** Requests to the engine, runs going on, and what happens to them when the backend changes or the device is lost. */
import { coordinateTraces, fieldOf, mapOf, type Trace, unitPictures } from '../../evaluation/trace';
import { tasksOf } from '../../metaTraining/horizonPlan';
import { evaluateOnGrid } from '../../optimizees/surfaces';
import { startBackend } from '../../runtime/backend';
import type { Control } from '../../runtime/control';
import type { KernelFailure } from '../../runtime/kernels/failure';
import { setThreadCount } from '../../runtime/kernels/module';
import type { BackendInfo } from '../../specs/backend';
import { dissectionPlan } from '../../specs/dissections';
import { errorInfo, LabError } from '../../specs/errors';
import { figurePlan } from '../../specs/figures';
import type { Notice, Request, RequestMap, RunEvent, ToWorker } from '../protocol';
import { withKernels } from './backendStatus';
import { DigitShelf } from './digits';
import { downloadRun } from './digitsDownload';
import { dissectionRun } from './dissectionRun';
import type { Post } from './eventChannel';
import { figureRun } from './figureRun';
import { gradientAngleRun, slopeCheckRun } from './gradientRun';
import { raceRun } from './raceRun';
import { type Run, type RunStart, Runs } from './runs';
import { traceRun } from './traceRun';
import { TraceShelf } from './traceShelf';
import { trainRun } from './trainRun';
import { tuneRun } from './tuneRun';

type Response = RequestMap[keyof RequestMap]['response'];

export class EngineHost {
  readonly #post: Post;
  /** As the runtime says it; what the kernels are added in `withKernels`. */
  #backend: BackendInfo | null = null;
  readonly #digits: DigitShelf;
  readonly #traces = new TraceShelf();
  readonly #runs: Runs;

  constructor(post: Post) {
    this.#post = post;
    this.#digits = new DigitShelf({ inUse: (source) => this.#runs.drawFrom(source) });
    this.#runs = new Runs({
      post,
      prepare: (...tasks) => this.#digits.prepare(...tasks),
      announce: (failure) => this.#announce(failure),
    });
  }

  receive(message: ToWorker): void {
    if (message.type === 'ack') {
      this.#runs.get(message.runId)?.channel.acknowledge(message.seq);
      return;
    }
    this.#answer(message).then(
      (value) => this.#post({ type: 'response', id: message.id, ok: true, value }, []),
      (thrown) =>
        this.#post({ type: 'response', id: message.id, ok: false, error: errorInfo(thrown) }, []),
    );
  }

  async #answer(request: Request): Promise<Response> {
    switch (request.type) {
      case 'configure':
        if (request.digitsAt !== undefined) this.#digits.lieAt(request.digitsAt);
        if (request.threads !== undefined) setThreadCount(request.threads);
        return this.#configure(request.backend);
      case 'surface':
        return evaluateOnGrid(request.surface, request.resolution);
      case 'race': {
        const { config, runId, paused, look } = request;
        return this.#run({ runId, paused, tasks: [config.task] }, (run) => {
          const send = (event: RunEvent) => run.channel.send(event);
          return raceRun(config, run.control, send, run.fallback, look);
        });
      }
      case 'tune':
        return this.#run({ runId: request.runId, tasks: [request.task] }, (run) => {
          const send = (event: RunEvent) => run.channel.send(event);
          return tuneRun(request, run.control, send, run.fallback);
        });
      case 'train': {
        const { config, runId, paused } = request;
        return this.#run({ runId, paused, tasks: tasksOf(config) }, (run) =>
          trainRun(
            request,
            run.control,
            (event) => run.channel.send(event),
            (training) => {
              run.training = training;
            },
            run.fallback,
          ),
        );
      }
      case 'figure': {
        const { figure, data } = request.config;
        const tasks = figurePlan(figure, data).settings.map(({ task }) => task);
        return this.#run({ runId: request.runId, tasks }, (run) => {
          const send = (event: RunEvent) => run.channel.send(event);
          return figureRun(request.config, run.control, send, run.fallback);
        });
      }
      case 'dissection': {
        const { figure, data } = request.config;
        const [{ task }] = dissectionPlan(figure, data).settings;
        return this.#run({ runId: request.runId, tasks: [task] }, (run) => {
          const send = (event: RunEvent) => run.channel.send(event);
          return dissectionRun(request.config, run.control, send, run.fallback);
        });
      }
      case 'gradientAngle':
      case 'slopeCheck': {
        const { runId, config } = request;
        const doing = request.type === 'slopeCheck' ? slopeCheckRun : gradientAngleRun;
        return this.#run<Response>({ runId, tasks: tasksOf(config) }, (run) =>
          doing(request, run.control, (event) => run.channel.send(event), run.fallback),
        );
      }
      case 'trace': {
        const { config, runId } = request;
        return this.#run({ runId, tasks: [config.task] }, (run) => {
          const send = (event: RunEvent) => run.channel.send(event);
          return traceRun(runId, config, run.control, send, run.fallback, this.#traces);
        });
      }
      case 'traceCoordinates':
        return this.#ask(request.traceId, (trace, control) =>
          coordinateTraces(trace, request.coordinates, control),
        );
      case 'traceMap':
        return this.#ask(request.traceId, (trace) => mapOf(trace, request.config));
      case 'traceField':
        return this.#ask(request.traceId, (trace, control) =>
          fieldOf(trace, request.config, control),
        );
      case 'tracePictures':
        return this.#ask(request.traceId, (trace) => unitPictures(trace, request.step));
      case 'download':
        return this.#run({ runId: request.runId }, (run) =>
          downloadRun(this.#digits, run.control, (event) => run.channel.send(event)),
        );
      case 'digits':
        return this.#digits.status();
      case 'showDigits':
        return this.#digits.show(request.source);
      case 'readDigits':
        return this.#digits.read(request.files, request.own);
      case 'removeDigits':
        await this.#digits.remove(request.source);
        return null;
      case 'pause':
        await this.#runs.get(request.runId)?.control.pause();
        return null;
      case 'resume':
        this.#runs.get(request.runId)?.control.resume();
        return null;
      case 'step':
        this.#runs.get(request.runId)?.control.step(request.count);
        return null;
      case 'stop':
        this.#runs.get(request.runId)?.control.stop();
        return null;
      case 'update':
        this.#runs.get(request.runId)?.training?.update(request.live);
        return null;
    }
  }

  async #configure(choice: BackendInfo['requested']): Promise<BackendInfo> {
    const backend = await this.#runs.restart(() => {
      // Another backend's answers would not fit what this one has recorded.
      this.#traces.clear();
      return startBackend(choice);
    });
    this.#backend = backend;
    return withKernels(backend);
  }

  /** Kernels are out of use because of `failure`, or serve again. */
  #announce(failure: KernelFailure | null): void {
    if (this.#backend === null) return;
    const notice: Notice = { type: 'notice', backend: withKernels(this.#backend) };
    this.#post(failure === null ? notice : { ...notice, error: failure.toInfo() }, []);
  }

  #run<T extends Response>(start: RunStart, doing: (run: Run) => Promise<T>): Promise<T> {
    this.#needBackend();
    return this.#runs.run(start, doing);
  }

  /** Answers a question about a trace, on the way of whatever runs go on. */
  #ask<T extends Response>(
    traceId: number,
    answer: (trace: Trace, control: Control) => T | Promise<T>,
  ): Promise<T> {
    this.#needBackend();
    const trace = this.#traces.get(traceId);
    return this.#runs.ask(async (control) => answer(trace, control));
  }

  #needBackend(): void {
    if (this.#backend !== null) return;
    throw new LabError({
      code: 'backend-unavailable',
      message: 'The engine has not been configured yet.',
      remedy: 'Choose a backend first.',
    });
  }
}
