/**
 * What a device reports about our kernels. WebGPU says that a shader does not compile, or that there is no memory for a
 * buffer, later than it is asked: the first failure is kept until somebody asks.
 */
import { KernelFailure } from '../kernels/failure';

interface Watched {
  failure: KernelFailure | null;
  /** What the device has not answered yet. */
  pending: Set<Promise<void>>;
}

const devices = new WeakMap<GPUDevice, Watched>();

function watched(device: GPUDevice): Watched {
  let about = devices.get(device);
  if (about === undefined) {
    about = { failure: null, pending: new Set() };
    devices.set(device, about);
  }
  return about;
}

/** The first failure counts: what comes behind it is mostly its consequence. */
export function keepFailure(device: GPUDevice, failure: KernelFailure): void {
  watched(device).failure ??= failure;
}

export function reportFailure(device: GPUDevice, why: string, detail: string): KernelFailure {
  const failure = new KernelFailure(why, detail);
  keepFailure(device, failure);
  return failure;
}

/** What has failed so far is known by other ways, and is being dealt with. */
export function forgetFailure(device: GPUDevice): void {
  watched(device).failure = null;
}

const SCOPES: readonly GPUErrorFilter[] = ['validation', 'out-of-memory', 'internal'];

/** Does something on the device; should that fail there, it is reported, and `onFailure` is told. */
export function watch<T>(
  device: GPUDevice,
  why: string,
  act: () => T,
  onFailure: (failure: KernelFailure) => void = () => {},
): T {
  for (const scope of SCOPES) device.pushErrorScope(scope);
  try {
    return act();
  } finally {
    const errors = Promise.all(SCOPES.map(() => device.popErrorScope()));
    const { pending } = watched(device);
    const answered = errors
      .then((found) => {
        const error = found.find((one) => one !== null);
        if (error) onFailure(reportFailure(device, why, error.message));
      })
      // A device that was lost meanwhile answers no more; that is dealt with elsewhere (onDeviceLost).
      .catch(() => {})
      .then(() => {
        pending.delete(answered);
      });
    pending.add(answered);
  }
}

/** @throws KernelFailure once, where something has failed */
export function throwFailure(device: GPUDevice): void {
  const about = devices.get(device);
  if (about === undefined || about.failure === null) return;
  const { failure } = about;
  about.failure = null;
  throw failure;
}

/** Waits until the device has answered for all that it was given so far. @throws KernelFailure where something failed */
export async function settled(device: GPUDevice): Promise<void> {
  await Promise.all(watched(device).pending);
  throwFailure(device);
}
