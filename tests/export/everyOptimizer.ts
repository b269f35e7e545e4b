/** Optimizers of every kind that there is, with random weights: what every form must carry. */
import type { LearnedOptimizer, LstmConfig } from '../../src/specs/optimizer';
import { someOptimizer } from '../optimizerFile/fixtures';

const PREPROCESSES = ['none', 'log-sign', 'rnnprop'] as const;
const OUTPUTS = ['linear', 'tanh'] as const;

export interface Specimen {
  name: string;
  optimizer: LearnedOptimizer;
}

/** All preprocessings with all outputs and 1 to 3 layers. */
export const EVERY_OPTIMIZER: readonly Specimen[] = PREPROCESSES.flatMap((preprocess) =>
  OUTPUTS.flatMap((output) =>
    [1, 2, 3].map((layers) => {
      const config: Partial<LstmConfig> = {
        preprocess,
        output,
        layers,
        hiddenUnits: 4 + 3 * layers,
        p: 3 + 4 * layers,
        outputScale: [0.1, 0.01, 1][layers - 1] ?? 0.1,
      };
      const name = `${preprocess} ${output} ${layers}`;
      return { name, optimizer: someOptimizer(config, 10 * layers + name.length) };
    }),
  ),
);
