/** Optimizers that people designed beyond the paper's four, and how learning rates are found. */
import type { TermEntry } from './entry';

const AT_M = { part: 'optimizer', place: 'it would stand where m stands' } as const;

export const MORE_RULE_TERMS = {
  momentum: {
    name: 'Momentum',
    sentences: [
      'The heavy ball (Polyak, 1964): a velocity gathers the gradients, and the step goes along it.',
      'NAG is the same, with a look ahead.',
    ],
    equation: String.raw`m_t=\mu m_{t-1}+\nabla_t,\qquad g_t=-\alpha m_t,\qquad\mu=0.9`,
    ...AT_M,
  },
  adamw: {
    name: 'AdamW',
    sentences: [
      'Adam, and beside its step every parameter shrinks by a share αλ of itself (Loshchilov and Hutter, 2019).',
      'The decay is no part of the loss that is shown here.',
    ],
    equation: String.raw`g_t=-\alpha\left(\frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon}+\lambda\theta_t\right),\qquad\lambda=0.01`,
    ...AT_M,
  },
  adagrad: {
    name: 'Adagrad',
    sentences: [
      'Each coordinate’s step is divided by the size of all its gradients so far (Duchi, Hazan and Singer, 2011).',
      'It forgets nothing, so steps only ever become shorter.',
    ],
    equation: String.raw`s_t=s_{t-1}+\nabla_t^2,\qquad g_t=-\alpha\frac{\nabla_t}{\sqrt{s_t}+\varepsilon},\qquad\varepsilon=10^{-10}`,
    ...AT_M,
  },
  lion: {
    name: 'Lion',
    sentences: [
      'A rule found by a search over programs (Chen and others, 2023): only the sign of a blend of gradient and momentum counts.',
      'Every coordinate moves by α, so its learning rate is smaller than Adam’s.',
    ],
    equation: String.raw`\begin{aligned}g_t&=-\alpha\operatorname{sgn}(\beta_1m_{t-1}+(1-\beta_1)\nabla_t),\quad\beta_1=0.9\\m_t&=\beta_2m_{t-1}+(1-\beta_2)\nabla_t,\quad\beta_2=0.99\end{aligned}`,
    ...AT_M,
  },
  lbfgs: {
    name: 'L-BFGS',
    sentences: [
      'It learns the curvature from its last ten steps (Liu and Nocedal, 1989), and a line search finds how far to go: it has no learning rate.',
      'It looks at the function several times for one step; on minibatches always at the step’s own.',
    ],
    equation: String.raw`g_t=-\alpha_tH_t\nabla_t,\qquad f(\theta_t+g_t)\le f(\theta_t)+c_1g_t^{\top}\nabla_t`,
    ...AT_M,
  },
  tunedRate: {
    name: 'Tuned learning rate',
    sentences: [
      'The best of a grid of rates by the loss after as many steps as are raced, on problems of their own.',
      'A baseline that was not tuned says nothing about who is better.',
    ],
    equation: String.raw`\alpha^{*}=\arg\min_{\alpha\in\text{grid}}\ \operatorname{mean}_{b}\,f_b(\theta_T(\alpha))`,
    part: 'optimizer',
    place: 'α of the rule that stands where m stands',
  },
} as const satisfies Record<string, TermEntry>;
