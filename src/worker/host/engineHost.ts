/** Requests to the engine, runs going on, and what happens to them when the backend changes or the device is lost. */
import { tasksOf } from '../../metaTraining/horizonPlan';
import { evaluateOnGrid } from '../../optimizees/surfaces';
import { startBackend } from '../../runtime/backend';
import { isStopped, RunControl } from '../../runtime/control';
import { kernelsAllowed } from '../../runtime/kernels/choice';
import type { KernelFailure } from '../../runtime/kernels/failure';
import type { Fallback } from '../../runtime/kernels/fallback';
import { onDeviceError, onDeviceLost } from '../../runtime/webgpu/device';
import type { BackendInfo } from '../../specs/backend';
import { errorInfo, LabError } from '../../specs/errors';
import { figurePlan } from '../../specs/figures';
import type { DigitSource, TaskSpec } from '../../specs/task';
import type { Notice, Request, RequestMap, RunEvent, ToWorker } from '../protocol';
import { withKernels } from './backendStatus';
import { DigitShelf } from './digits';
import { downloadRun } from './digitsDownload';
import { EventChannel, type Post } from './eventChannel';
import { figureRun } from './figureRun';
import { KernelGuard } from './kernelGuard';
import { raceRun } from './raceRun';
import { type ActiveTraining, trainRun } from './trainRun';
import { tuneRun } from './tuneRun';

interface Run {
  control: RunControl;
  channel: EventChannel;
  fallback: Fallback;
  /** Settled when the run is over, never rejected. */
  over: Promise<unknown>;
  training: ActiveTraining | null;
  /** Where its digits are from: these stay as they are for as long as it lasts. */
  digits: ReadonlySet<DigitSource>;
}

interface RunStart {
  runId: number;
  paused?: boolean | undefined;
  /** What it is about; their digits are loaded first. */
  tasks?: readonly TaskSpec[];
}

type Response = RequestMap[keyof RequestMap]['response'];

export class EngineHost {
  readonly #post: Post;
  readonly #runs = new Map<number, Run>();
  /** As the runtime says it; what the kernels are added in `withKernels`. */
  #backend: BackendInfo | null = null;
  /** Rejects when the device is lost: what awaits the device would wait for ever. */
  #lost = deviceWatch();
  readonly #kernels = new KernelGuard((failure) => this.#announce(failure));
  readonly #digits = new DigitShelf({
    inUse: (source) => [...this.#runs.values()].some(({ digits }) => digits.has(source)),
  });
  /** Resolved when kernels are as they should be for the next run. */
  #mending: Promise<void> = Promise.resolve();

  constructor(post: Post) {
    this.#post = post;
    onDeviceLost((message) => {
      this.#lost.reject(
        new LabError({
          code: 'device-lost',
          message: `The graphics device was lost: ${message}.`,
          remedy: 'The run goes on from its last checkpoint once the engine has restarted.',
        }),
      );
      // What does not wait for the device would go on with nothing.
      for (const { control } of this.#runs.values()) control.stop();
    });
    onDeviceError((failure) => {
      for (const { control } of this.#runs.values()) {
        control.fail(kernelsAllowed() ? failure : deviceError(failure.detail));
      }
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
    const runs = [...this.#runs.values()];
    for (const run of runs) run.control.stop();
    await Promise.all(runs.map((run) => run.over));
    this.#lost = deviceWatch();
    await this.#mending;
    this.#kernels.reset();
    const backend = await Promise.race([startBackend(choice), this.#lost.promise]);
    this.#backend = backend;
    return withKernels(backend);
  }

  /** Kernels are out of use because of `failure`, or serve again. */
  #announce(failure: KernelFailure | null): void {
    if (this.#backend === null) return;
    const notice: Notice = { type: 'notice', backend: withKernels(this.#backend) };
    this.#post(failure === null ? notice : { ...notice, error: failure.toInfo() }, []);
  }

  async #run<T extends Response>(
    { runId, paused = false, tasks = [] }: RunStart,
    work: (run: Run) => Promise<T>,
  ): Promise<T> {
    if (this.#backend === null) {
      throw new LabError({
        code: 'backend-unavailable',
        message: 'The engine has not been configured yet.',
        remedy: 'Choose a backend first.',
      });
    }
    const control = new RunControl();
    const run: Run = {
      control,
      channel: new EventChannel(runId, this.#post),
      fallback: this.#kernels.fallback(control, this.#lost.promise),
      over: Promise.resolve(),
      training: null,
      digits: new Set(tasks.flatMap((task) => (task.name === 'mnist' ? [task.data] : []))),
    };
    this.#runs.set(runId, run);
    if (paused) void run.control.pause();
    run.control.onWaiting = (waiting) => {
      run.channel.send(
        waiting
          ? { kind: 'state', state: 'paused', text: 'Paused' }
          : { kind: 'state', state: 'running', text: 'Running' },
      );
    };
    const working = this.#mending.then(() => this.#digits.prepare(...tasks)).then(() => work(run));
    const result = Promise.race([working, this.#lost.promise]);
    run.over = result.catch(() => {});
    try {
      const value = await result;
      await run.channel.emptied();
      return value;
    } catch (thrown) {
      if (!isStopped(thrown)) await run.channel.emptied();
      throw thrown;
    } finally {
      run.control.end();
      this.#runs.delete(runId);
      if (this.#runs.size === 0) this.#mending = this.#kernels.mend();
    }
  }
}

function deviceWatch(): { promise: Promise<never>; reject: (error: LabError) => void } {
  let reject: (error: LabError) => void = () => {};
  const promise = new Promise<never>((_, no) => {
    reject = no;
  });
  // Nobody may be waiting when it happens.
  promise.catch(() => {});
  return { promise, reject };
}

function deviceError(detail: string | undefined): LabError {
  return new LabError({
    code: 'internal',
    message: 'The graphics device could not do what it was asked to.',
    remedy: 'Choose fewer problems, a shorter unroll or another backend.',
    ...(detail === undefined ? {} : { detail }),
  });
}
