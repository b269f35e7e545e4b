/** The words of what a training is for, each with the paper that it is from. */
import type { TermEntry } from './entry';

export const OBJECTIVE_TERMS = {
  objective: {
    name: 'Objective',
    sentences: [
      'What is added up along a horizon: the loss itself, as in the paper (Andrychowicz and others, 2016), or its logarithm.',
      'With the sum the large first losses weigh most, with the logarithm every factor weighs the same.',
    ],
    equation: String.raw`\sum_t w_t\,\bar f(\theta_t)\quad\text{or}\quad\sum_t w_t\log\bar f(\theta_t)`,
    part: 'metaLoss',
    place: 'the bar that gathers every f at the top',
  },
  stepWeights: {
    name: 'Step weights',
    sentences: [
      'How much each step counts in the meta-loss: all alike in the paper (Andrychowicz and others, 2016), which rewards speed, or later ones more, which rewards the end.',
      'Where only the last step of the horizon counts, the other unrolls have no meta-gradient: θ moves on, and φ waits.',
    ],
    equation: String.raw`\begin{gathered}w_t=1,\qquad w_t=\tfrac{t}{T},\qquad w_t=\gamma^{\,T-t},\\ w_t=[\,t\text{ ends an unroll}\,],\qquad w_t=[\,t=T\,]\end{gathered}`,
    part: 'metaLoss',
    place: 'on the lines from every f to the bar at the top',
  },
  stepDecay: {
    name: 'Decay γ',
    sentences: [
      'What a step counts of what the next one counts, with exponential step weights.',
      'The nearer to one, the more steps before the end matter.',
    ],
    equation: String.raw`w_t=\gamma^{\,T-t}`,
    part: 'metaLoss',
    place: 'on the lines from every f to the bar at the top',
  },
  horizonSchedule: {
    name: 'Length of horizons',
    sentences: [
      'All horizons alike, a curriculum in which they become longer (Chen and others, “Training Stronger Baselines for Learning to Optimize”, 2020), or each drawn at random between two lengths (as Metz and others do for “VeLO”, 2022).',
      'Short horizons are quick and calm, long ones teach what to do at the end, and drawn ones that the end may come at any time.',
    ],
    equation: String.raw`T_k=T,\qquad T_k=T_{j}\ \text{for}\ k\ge k_j,\qquad \log T_k\sim\mathcal U(\log a,\,\log b)`,
    part: 'horizon',
    place: 'the whole width, from θ₀ to the right edge',
  },
  coordinateScaling: {
    name: 'Random scaling',
    sentences: [
      'Every horizon sees its functions in other units, one factor for each coordinate (Lv, Jiang and Li, “Learning Gradient Descent: Better Generalization and Longer Horizons”, 2017).',
      'So the optimizer cannot go by the size of gradients, and carries over better to functions that it was not trained on.',
    ],
    equation: String.raw`\theta\mapsto f(c\odot\theta),\qquad c=e^{u},\ u\sim\mathcal U(-s,s)`,
    part: 'optimizee',
    place: 'inside each box of the upper row',
  },
  convexTerm: {
    name: 'Convex term',
    sentences: [
      'A simple convex function on coordinates of its own is minimised beside the task (Lv, Jiang and Li, 2017, who take twenty coordinates).',
      'It keeps in the optimizer what plain descent is, however strange the task.',
    ],
    equation: String.raw`F(\theta,x)=f(\theta)+\tfrac1m\lVert x-v\rVert^2,\qquad v\sim\mathcal U(-1,1)^m`,
    part: 'optimizee',
    place: 'beside f in each box of the upper row',
  },
  imitation: {
    name: 'Imitation',
    sentences: [
      'The LSTM learns from the updates u* of an optimizer that people designed, as a beginning, in a share of the horizons, or beside the meta-loss (after Chen and others, “Training Stronger Baselines for Learning to Optimize”, 2020, who follow Adam in three horizons of ten).',
      'In horizons by example the example leads: θ moves by its updates, and the distance of the LSTM’s takes the place of the meta-loss.',
    ],
    equation: String.raw`D=\sum_t\frac{\lVert g_t-u^{*}_t\rVert^2}{2N\eta^2},\qquad \mathcal L\ \text{becomes}\ D\ \text{or}\ \mathcal L+\alpha D`,
    part: 'update',
    place: 'the arrows that rise from m to θ',
  },
  clipping: {
    name: 'Clipping',
    sentences: [
      'A meta-gradient that is longer than this is cut down to this length (Pascanu, Mikolov and Bengio, “On the difficulty of training recurrent neural networks”, 2013).',
      'One horizon that went wrong then moves φ no further than others do.',
    ],
    equation: String.raw`\nabla_\phi\mathcal L\leftarrow\nabla_\phi\mathcal L\cdot\min\Big(1,\tfrac{c}{\lVert\nabla_\phi\mathcal L\rVert}\Big)`,
    part: 'phi',
    place: 'the step of φ at each cut',
  },
  averaging: {
    name: 'Averaging',
    sentences: [
      'A moving average of the weights over horizons is validated and kept, in place of the weights themselves (after Polyak and Juditsky, “Acceleration of Stochastic Approximation by Averaging”, 1992).',
      'It is steadier than any one of them.',
    ],
    equation: String.raw`\bar\phi\leftarrow\beta\,\bar\phi+(1-\beta)\,\phi`,
    part: 'phi',
    place: 'φ, which feeds every box m',
  },
  mixture: {
    name: 'Further tasks',
    sentences: [
      'Each horizon’s task is drawn from the one above and these, all alike, and validation is on all of them.',
      'An optimizer that has seen several kinds of functions is less bound to any of them.',
    ],
    equation: String.raw`\mathcal L(\phi)=\mathbb E_{f\sim\frac1k(p_1+\dots+p_k)}\Big[\sum_{t=1}^{T} w_t\,f(\theta_t)\Big]`,
    part: 'optimizee',
    place: 'the upper row of boxes',
  },
} as const satisfies Record<string, TermEntry>;
