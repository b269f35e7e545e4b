/** The optimizers that people designed, with Torch7's conventions: ε outside the root. */
import type { TermEntry } from './entry';

export const RULE_TERMS = {
  sgd: {
    name: 'SGD',
    sentences: [
      'Gradient descent: a step against the gradient, always with the same learning rate.',
      'The oldest rule, and the plainest.',
    ],
    equation: String.raw`g_t=-\alpha\nabla_t`,
    part: 'optimizer',
    place: 'it would stand where m stands',
  },
  nag: {
    name: 'NAG',
    sentences: [
      'Nesterov’s accelerated gradient: a velocity gathers the gradients and the step looks ahead along it.',
      'Fast in long valleys, once its learning rate fits.',
    ],
    equation: String.raw`v_t=\mu v_{t-1}+\nabla_t,\qquad g_t=-\alpha(\nabla_t+\mu v_t)`,
    part: 'optimizer',
    place: 'it would stand where m stands',
  },
  rmsprop: {
    name: 'RMSprop',
    sentences: [
      'Each coordinate’s step is divided by the running size of its gradients.',
      'So steep and flat directions move alike.',
    ],
    equation: String.raw`v_t=\rho v_{t-1}+(1-\rho)\nabla_t^2,\qquad g_t=-\alpha\frac{\nabla_t}{\sqrt{v_t}+\varepsilon}`,
    part: 'optimizer',
    place: 'it would stand where m stands',
  },
  adam: {
    name: 'Adam',
    sentences: [
      'RMSprop with momentum, both corrected for their start at zero.',
      'The usual choice for neural networks, and here also what trains φ.',
    ],
    equation: String.raw`\begin{aligned}m_t&=\beta_1m_{t-1}+(1-\beta_1)\nabla_t,\quad v_t=\beta_2v_{t-1}+(1-\beta_2)\nabla_t^2\\g_t&=-\alpha\,\frac{m_t/(1-\beta_1^t)}{\sqrt{v_t/(1-\beta_2^t)}+\varepsilon}\end{aligned}`,
    part: 'optimizer',
    place: 'it would stand where m stands',
  },
} as const satisfies Record<string, TermEntry>;
