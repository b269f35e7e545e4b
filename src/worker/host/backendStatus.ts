import { lstmImplementation } from '../../optimizers/lstm/implementation';
import type { BackendInfo } from '../../specs/backend';
import { type LstmConfig, lstmConfigSchema } from '../../specs/optimizer';

const USUAL = lstmConfigSchema.parse({});

/** A backend as the status says it: also what computes the LSTM on it, and where that is the definition, why. */
export function withKernels(backend: BackendInfo): BackendInfo {
  const lstm = lstmImplementation(USUAL);
  const words =
    lstm.by === 'definition' ? `LSTM from stock operations (${lstm.reason})` : 'own LSTM kernel';
  return { ...backend, detail: `${backend.detail}, ${words}` };
}

/** Why the definition computes an LSTM of this configuration where kernels compute the usual one; null if they do. */
export function whyByDefinition(config: LstmConfig): string | null {
  if (lstmImplementation(USUAL).by === 'definition') return null;
  const lstm = lstmImplementation(config);
  return lstm.by === 'definition' ? lstm.reason : null;
}
