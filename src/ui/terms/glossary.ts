/**
 * The Lab's vocabulary as data: two plain sentences, an equation, and where it is in the picture of
 * "How it works". Symbols: θ parameters of the optimizee, f its loss, m the optimizer, φ its weights,
 * h its state, K the unroll, T the horizon, B the number of problems.
 */
import type { TermEntry } from './entry';
import { FIGURE_TERMS } from './glossaryFigures';
import { GRADIENT_TERMS } from './glossaryGradients';
import { INSPECT_TERMS } from './glossaryInspect';
import { MORE_RULE_TERMS } from './glossaryMoreRules';
import { NETWORK_TERMS } from './glossaryNetworks';
import { OBJECTIVE_TERMS } from './glossaryObjectives';
import { RULE_TERMS } from './glossaryRules';
import { SEARCH_TERMS } from './glossarySearch';
import { TRAINING_TERMS } from './glossaryTraining';

export const GLOSSARY = {
  optimizee: {
    name: 'Optimizee',
    sentences: [
      'The function that is to be made small, with parameters θ.',
      'Here it is a whole batch of freshly sampled functions at a time, all of the same kind.',
    ],
    equation: String.raw`\theta^{*}=\arg\min_{\theta} f(\theta)`,
    part: 'optimizee',
    place: 'the upper row of boxes',
  },
  optimizer: {
    name: 'Optimizer',
    sentences: [
      'The rule that turns a gradient into the next step.',
      'People design such rules by hand; the Lab learns one and compares.',
    ],
    equation: String.raw`\theta_{t+1}=\theta_t+g_t(\nabla f(\theta_t))`,
    part: 'optimizer',
    place: 'the lower row of boxes',
  },
  learnedOptimizer: {
    name: 'Learned optimizer',
    sentences: [
      'A small recurrent network m that reads gradients and answers with updates.',
      'Its weights φ come from training on many problems, not from a formula that somebody wrote.',
    ],
    equation: String.raw`\begin{bmatrix} g_t\\ h_{t+1}\end{bmatrix}=m(\nabla_t,h_t,\phi)`,
    part: 'optimizer',
    place: 'the lower row of boxes, named m',
  },
  update: {
    name: 'Update',
    sentences: [
      'What an optimizer adds to the parameters in one step.',
      'A hand-designed rule computes it from a formula, the learned one with its network.',
    ],
    equation: String.raw`\theta_{t+1}=\theta_t+g_t`,
    part: 'update',
    place: 'the arrows that rise from m to θ',
  },
  gradient: {
    name: 'Gradient',
    sentences: [
      'The direction in which the loss grows fastest, one number for each parameter.',
      'It is all that an optimizer gets to see of the problem.',
    ],
    equation: String.raw`\nabla_t=\nabla_\theta f(\theta_t)`,
    part: 'gradient',
    place: 'the arrows that fall from the optimizee to m',
  },
  state: {
    name: 'State',
    sentences: [
      'What the optimizer remembers from step to step, such as a momentum or the cells of an LSTM.',
      'It starts at zero with every new horizon.',
    ],
    equation: String.raw`h_{t+1}=m_h(\nabla_t,h_t,\phi)`,
    part: 'state',
    place: 'the arrows between the boxes m, along the lower row',
  },
  horizon: {
    name: 'Horizon',
    sentences: [
      'How many steps the optimizer makes on one set of problems, from a fresh start to the end.',
      'One horizon of training is one such run, and beyond the horizon it was trained for an optimizer is on its own.',
    ],
    equation: String.raw`\theta_0\to\theta_1\to\dots\to\theta_T`,
    part: 'horizon',
    place: 'the whole width, from θ₀ to the right edge',
  },
  coordinate: {
    name: 'Coordinate',
    sentences: [
      'One number of θ, one direction in which the problem can move.',
      'A ten-dimensional quadratic has ten of them.',
    ],
    equation: String.raw`\theta=(\theta^{(1)},\dots,\theta^{(n)})\in\mathbb R^{n}`,
    part: 'theta',
    place: 'each θ in the upper row holds all coordinates',
  },
  coordinatewise: {
    name: 'Coordinatewise',
    sentences: [
      'One small network with the same weights φ is applied to every coordinate, each with a state of its own.',
      'So an optimizer trained on ten coordinates can be used on ten thousand.',
    ],
    equation: String.raw`g_t^{(i)}=m\big(\nabla_t^{(i)},h_t^{(i)},\phi\big)\quad i=1,\dots,n`,
    part: 'optimizer',
    place: 'each box m is n copies that share φ',
  },
  preprocessing: {
    name: 'Preprocessing',
    sentences: [
      'Gradients differ by many orders of magnitude, so the network can be given their logarithm and their sign instead.',
      'Gradients smaller than e⁻ᵖ are passed on linearly.',
    ],
    equation: String.raw`\nabla\mapsto\begin{cases}\big(\tfrac{\log|\nabla|}{p},\operatorname{sgn}\nabla\big)&|\nabla|\ge e^{-p}\\(-1,\,e^{p}\nabla)&\text{otherwise}\end{cases}`,
    part: 'gradient',
    place: 'on the arrows that bring the gradient into m',
  },
  rnnprop: {
    name: 'RNNprop',
    sentences: [
      'The preprocessing of Lv, Jiang and Li (2017): each gradient and its moving average, both divided by the root of the moving average of its square.',
      'So the network sees the same whatever the units of the loss, as Adam does.',
    ],
    equation: String.raw`\nabla_t\mapsto\bigg(\frac{\hat m_t}{\sqrt{\hat v_t}+\varepsilon},\ \frac{\nabla_t}{\sqrt{\hat v_t}+\varepsilon}\bigg)`,
    part: 'gradient',
    place: 'on the arrows that bring the gradient into m',
  },
  outputScale: {
    name: 'Output scale',
    sentences: [
      'A fixed factor on what the network puts out, so that its first random steps are small.',
      'Too large and training starts in chaos; too small and it starts asleep.',
    ],
    equation: String.raw`g_t=s\cdot(w\cdot h_t+b)`,
    part: 'update',
    place: 'on the arrows that carry the update out of m',
  },
  hiddenUnits: {
    name: 'Hidden units',
    sentences: [
      'How many numbers each layer of the LSTM remembers for every coordinate.',
      'More can express more and cost more.',
    ],
    equation: String.raw`h_t\in\mathbb R^{H}`,
    part: 'optimizer',
    place: 'inside each box m',
  },
  layers: {
    name: 'Layers',
    sentences: [
      'How many LSTM cells stand on top of each other.',
      'Each one reads what the one below it puts out.',
    ],
    equation: String.raw`h_t^{(\ell)}=\mathrm{LSTM}_\ell\big(h_t^{(\ell-1)},h_{t-1}^{(\ell)}\big)`,
    part: 'optimizer',
    place: 'inside each box m',
  },
  quantileBand: {
    name: 'Quantile band',
    sentences: [
      'The shaded band holds the middle four fifths of the problems, from the tenth to the ninetieth percentile.',
      'The line in it is the median: half of the problems lie below.',
    ],
    equation: String.raw`\big[Q_{0.1},\,Q_{0.9}\big]\ \text{of}\ \{f_b(\theta_t)\}_{b=1}^{B}`,
    part: 'optimizee',
    place: 'the spread over the B functions of each box',
  },
  areaUnderCurve: {
    name: 'Area under the curve',
    sentences: [
      'The mean loss of all steps so far, added up and divided by their number: who falls early has a small area.',
      'It is what the meta-loss with equal weights trains for.',
    ],
    equation: String.raw`A_s=\frac1s\sum_{t=1}^{s}\;\frac1B\sum_{b=1}^{B} f_b(\theta_t)`,
    part: 'metaLoss',
    place: 'the bar that gathers every f at the top',
  },
  seed: {
    name: 'Seed',
    sentences: [
      'The number from which all randomness follows: problems, starting points and first weights.',
      'The same seed with the same settings and backend gives the same curve.',
    ],
    equation: String.raw`(W,y,\theta_0)=\mathrm{sample}(\text{seed})`,
    part: 'theta',
    place: 'θ₀ at the left, and the functions above',
  },
  backend: {
    name: 'Backend',
    sentences: [
      'What does the arithmetic: the graphics card by WebGPU, the processor by WebAssembly, or plain JavaScript.',
      'They agree within rounding; they differ in speed.',
    ],
    equation: String.raw`|\,x_{\mathrm{GPU}}-x_{\mathrm{CPU}}\,|\lesssim 10^{-6}\,|x|`,
    part: 'optimizer',
    place: 'under all of it',
  },
  task: {
    name: 'Task',
    sentences: [
      'The kind of function that is sampled.',
      'Quadratics are fresh random bowls in many dimensions, the surfaces are classic shapes of two dimensions for the eye.',
    ],
    equation: String.raw`f(\theta)=\lVert W\theta-y\rVert^2,\quad W_{ij},y_i\sim\mathcal N(0,1)`,
    part: 'optimizee',
    place: 'the upper row of boxes',
  },
  ...TRAINING_TERMS,
  ...GRADIENT_TERMS,
  ...OBJECTIVE_TERMS,
  ...RULE_TERMS,
  ...MORE_RULE_TERMS,
  ...NETWORK_TERMS,
  ...FIGURE_TERMS,
  ...INSPECT_TERMS,
  ...SEARCH_TERMS,
} as const satisfies Record<string, TermEntry>;

export type TermId = keyof typeof GLOSSARY;
