/** The words of meta-training. */
import type { TermEntry } from './entry';

export const TRAINING_TERMS = {
  unroll: {
    name: 'Unroll',
    sentences: [
      'The number of steps K through which the training looks back at once.',
      'After each unroll the weights φ move by one step, so a horizon of T steps gives T/K of them.',
    ],
    equation: String.raw`\mathcal L(\phi)=\sum_{t=1}^{K} w_t\,f(\theta_t)`,
    part: 'unroll',
    place: 'the steps between two cuts',
  },
  metaLoss: {
    name: 'Meta-loss',
    sentences: [
      'The loss of the optimizer itself: the optimizee’s losses along the way, weighted and added up.',
      'A small meta-loss means that the optimizer brought its problems down fast.',
    ],
    equation: String.raw`\mathcal L(\phi)=\mathbb E_f\Big[\sum_{t=1}^{T} w_t\,f(\theta_t)\Big]`,
    part: 'metaLoss',
    place: 'the bar that gathers every f at the top',
  },
  metaTraining: {
    name: 'Meta-training',
    sentences: [
      'Training the optimizer: let it work on fresh problems, then change φ so that it would have done better.',
      'The change itself is made by Adam, with the gradient of the meta-loss.',
    ],
    equation: String.raw`\phi\leftarrow\phi-\alpha\,\mathrm{Adam}\big(\nabla_\phi\mathcal L(\phi)\big)`,
    part: 'phi',
    place: 'φ, which feeds every box m',
  },
  truncatedBptt: {
    name: 'Truncated backpropagation through time',
    sentences: [
      'The gradient of the meta-loss flows back through one unroll only and is cut there.',
      'Parameters and state go on across the cut as plain numbers.',
    ],
    equation: String.raw`\lambda_t=\sum_{s>t,\;s\le t_0+K} w_s\,\nabla f(\theta_s)`,
    part: 'cut',
    place: 'the dotted verticals',
  },
  validation: {
    name: 'Validation',
    sentences: [
      'A race on problems that training never sees, held after every so many horizons.',
      'The weights that do best there are the ones that are kept.',
    ],
    equation: String.raw`\mathcal V(\phi)=\frac1B\sum_{b=1}^{B} f_b(\theta_T)`,
    part: 'metaLoss',
    place: 'the last f of a horizon, on other problems',
  },
  earlyStopping: {
    name: 'Early stopping',
    sentences: [
      'Training ends by itself when validation has brought no new best for a while.',
      'The best weights so far are kept either way.',
    ],
    equation: String.raw`\mathcal V(\phi_k)\ge\min_{j<k}\mathcal V(\phi_j)\ \text{for } k=k_0{+}1,\dots,k_0{+}\text{patience}`,
    part: 'phi',
    place: 'φ stops moving',
  },
  problemBatch: {
    name: 'Problem batch',
    sentences: [
      'How many functions are sampled and optimised side by side.',
      'The meta-loss is their mean, so a larger batch gives a calmer gradient.',
    ],
    equation: String.raw`\bar f(\theta_t)=\frac1B\sum_{b=1}^{B} f_b(\theta_t^{b})`,
    part: 'optimizee',
    place: 'each box of the upper row is B functions',
  },
  metaLearningRate: {
    name: 'Meta learning rate',
    sentences: [
      'How far Adam moves the weights φ after each unroll.',
      'Too high gives an optimizer that does nothing, too low takes very long.',
    ],
    equation: String.raw`\phi\leftarrow\phi-\alpha\,\frac{\hat m}{\sqrt{\hat v}+\varepsilon}`,
    part: 'phi',
    place: 'the step of φ at each cut',
  },
} as const satisfies Record<string, TermEntry>;
