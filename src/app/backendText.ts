/**
 * The backend of a run in words: "WebAssembly", and where the definition computes the run's LSTM although kernels
 * compute others, that and why.
 */
export function computedBy(backend: string, byDefinition: string | null | undefined): string {
  return byDefinition ? `${backend}, LSTM from stock operations (${byDefinition})` : backend;
}
