/** The words of the two meta-gradients. */
import type { TermEntry } from './entry';

export const GRADIENT_TERMS = {
  metaGradient: {
    name: 'Meta-gradient',
    sentences: [
      'The slope of the meta-loss in the weights φ; the first-order one, as in the paper (Andrychowicz and others, 2016, dashed edges of Figure 2), takes the gradients that the optimizer is fed for constants.',
      'The full one counts that they move with φ as well, by one product with the second derivatives for each step (Maclaurin, Duvenaud and Adams, “Gradient-based Hyperparameter Optimization through Reversible Learning”, 2015): exact, dearer, and often wilder.',
    ],
    equation: String.raw`\lambda_{t-1}=\lambda_t+w_t\nabla f(\theta_t)+\underbrace{\nabla^2 f(\theta_t)\,\frac{\partial\mathcal L}{\partial\nabla_t}}_{\text{full only}}`,
    part: 'gradient',
    place: 'the arrows that fall from the optimizee to m',
  },
  finiteDifference: {
    name: 'Finite difference',
    sentences: [
      'The slope of the meta-loss by trying it: the weights are moved a small step ε to either side along a direction d, and the unroll is done again.',
      'Too large a step misses the bend of the curve, too small a one drowns in rounding, so several are tried and those that agree best are believed.',
    ],
    equation: String.raw`\langle\nabla\mathcal L,d\rangle\approx\frac{\mathcal L(\phi+\varepsilon d)-\mathcal L(\phi-\varepsilon d)}{2\varepsilon}`,
    part: 'phi',
    place: 'φ, which feeds every box m',
  },
} as const satisfies Record<string, TermEntry>;
