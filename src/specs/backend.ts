export const BACKEND_CHOICES = ['auto', 'webgpu', 'wasm', 'cpu'] as const;
export type BackendChoice = (typeof BACKEND_CHOICES)[number];
export type BackendName = Exclude<BackendChoice, 'auto'>;

/** What people call them. */
export const BACKEND_LABELS: Readonly<Record<BackendName, string>> = {
  webgpu: 'WebGPU',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

/** Of a backend that a record names; one that this version does not know keeps its name. */
export function backendLabel(name: string): string {
  return Object.entries(BACKEND_LABELS).find(([known]) => known === name)?.[1] ?? name;
}

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
