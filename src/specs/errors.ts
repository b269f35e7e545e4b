/** Errors that people read. They cross the worker boundary with their code intact. */

export type LabErrorCode =
  | 'bad-input'
  | 'bad-file'
  /** Digits that a task needs are not here: they have to be downloaded or dropped first. */
  | 'no-data'
  /** A trace that is asked about is not kept any more: it has to be recorded again. */
  | 'no-trace'
  /** No mirror gave what was asked of it. */
  | 'download'
  | 'backend-unavailable'
  | 'device-lost'
  | 'diverged'
  | 'stopped'
  | 'worker-crashed'
  | 'kernel-failed'
  | 'storage'
  | 'internal';

/** The wire form: what happened, and what to do about it. */
export interface ErrorInfo {
  code: LabErrorCode;
  /** What happened, naming the thing: "tensor cells.0.weight_ih is [80, 3], expected [80, 1]". */
  message: string;
  /** What to do: "Retrain with …", "Choose another file". */
  remedy?: string;
  /** For a developer: a stack, a cause. */
  detail?: string;
}

export class LabError extends Error {
  override readonly name = 'LabError';
  readonly code: LabErrorCode;
  readonly remedy: string | undefined;
  readonly detail: string | undefined;

  constructor(info: ErrorInfo) {
    super(info.message);
    this.code = info.code;
    this.remedy = info.remedy;
    this.detail = info.detail;
  }

  toInfo(): ErrorInfo {
    return {
      code: this.code,
      message: this.message,
      ...(this.remedy === undefined ? {} : { remedy: this.remedy }),
      ...(this.detail === undefined ? {} : { detail: this.detail }),
    };
  }
}

/** Any thrown value as an ErrorInfo. */
export function errorInfo(thrown: unknown): ErrorInfo {
  if (thrown instanceof LabError) return thrown.toInfo();
  if (thrown instanceof Error) {
    return {
      code: 'internal',
      message: thrown.message,
      ...(thrown.stack === undefined ? {} : { detail: thrown.stack }),
    };
  }
  return { code: 'internal', message: String(thrown) };
}
