export const BACKEND_CHOICES = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];
export type BackendName = Exclude<BackendChoice, 'auto'>;

/** The backend in use, in words a person can read. */
export interface BackendInfo {
  name: BackendName;
  /** "WebGPU", "WebAssembly", "JavaScript". */
  label: string;
  /** Adapter or instruction set: "google swiftshader (software)", "SIMD, 1 thread". */
  detail: string;
  /** What was asked for; where it differs from `name`, `notice` says why. */
  requested: BackendChoice;
  notice?: string;
}
