/** The words for looking into an optimizer (paper, Appendix B). */
import type { TermEntry } from './entry';

export const INSPECT_TERMS = {
  trace: {
    name: 'Trace',
    sentences: [
      'A record of everything that one optimizer did to one problem: each gradient it saw and each update it made, coordinate by coordinate.',
      'The same optimizer does the same to the same problem in a race.',
    ],
    equation: String.raw`\big(\nabla_t,\,g_t,\,\theta_t\big)_{t=0}^{T-1}`,
    part: 'horizon',
    place: 'all that happens from θ₀ to the right edge',
  },
  sameIterates: {
    name: 'Would have proposed',
    sentences: [
      'What a hand-designed optimizer would have added at this step, had it stood at the same place and seen all the same gradients before.',
      'It only watches: the path is that of the optimizer under study.',
    ],
    equation: String.raw`\tilde g_t=\mathrm{rule}(\nabla_0,\dots,\nabla_t)`,
    part: 'optimizer',
    place: 'it would stand where m stands, on the same arrows',
  },
  proposedUpdate: {
    name: 'Proposed update',
    sentences: [
      'The update that another gradient would have brought at this step, with everything before it held fixed.',
      'Gradient descent is a straight line through zero; a curve that levels off distrusts large gradients, and one that misses zero carries momentum.',
    ],
    equation: String.raw`\nabla\mapsto m(\nabla,h_t,\phi)`,
    part: 'update',
    place: 'the arrow from m to θ, while the one into m is turned',
  },
  symlog: {
    name: 'Symmetric logarithm',
    sentences: [
      'An axis that counts in powers of ten to both sides of zero, and in equal steps close to it.',
      'So numbers of either sign and of any size find a place.',
    ],
    equation: String.raw`x\mapsto\begin{cases}x/x_0&|x|\le x_0\\\operatorname{sgn}(x)\big(1+\ln\tfrac{|x|}{x_0}\big)&\text{otherwise}\end{cases}`,
    part: 'gradient',
    place: 'the arrows whose numbers it draws',
  },
  coordinateMap: {
    name: 'Coordinate map',
    sentences: [
      'All coordinates at a glance, a row each, from the first step on the left to the last on the right.',
      'Orange is above zero and blue below, on a scale that shows small numbers and large ones alike.',
    ],
    equation: String.raw`\big[g_t^{(i)}\big]_{i=1..n,\;t=0..T-1}`,
    part: 'update',
    place: 'the arrows from m to θ, all n of each',
  },
  gates: {
    name: 'Gates',
    sentences: [
      'Numbers between 0 and 1 that say how much passes: the input gate lets the new into the cell, the forget gate keeps the old, the output gate shows what is in it.',
      'Each unit of each layer has its own three.',
    ],
    equation: String.raw`\begin{bmatrix}i\\f\\o\end{bmatrix}=\sigma\!\left(W\begin{bmatrix}x_t\\h_{t-1}\\1\end{bmatrix}\right)`,
    part: 'optimizer',
    place: 'inside each box m',
  },
  cell: {
    name: 'Cell',
    sentences: [
      'What a unit remembers from step to step: the old, as far as the forget gate keeps it, and the new, as far as the input gate lets it in.',
      'A forget gate close to one makes it a long memory, as a running mean is.',
    ],
    equation: String.raw`c_t=f\,c_{t-1}+i\,\tilde c_t,\qquad h_t=o\,\tanh(c_t)`,
    part: 'state',
    place: 'the arrows between the boxes m, along the lower row',
  },
  correlation: {
    name: 'Correlation',
    sentences: [
      'How closely two curves move together: 1 always alike, −1 always contrary, 0 not at all.',
      'It tells what a unit goes with, not what it is for.',
    ],
    equation: String.raw`r=\frac{\sum_t(h_t-\bar h)(x_t-\bar x)}{\sqrt{\sum_t(h_t-\bar h)^2\,\sum_t(x_t-\bar x)^2}}`,
    part: 'state',
    place: 'the arrows between the boxes m, along the lower row',
  },
  rSquared: {
    name: 'R²',
    sentences: [
      'The share of the updates, by their squares, that a formula accounts for: 1 is all of them, 0 none.',
      'The formula has its best rates, found by least squares over all coordinates and steps.',
    ],
    equation: String.raw`R^2=1-\frac{\sum(g_t-\hat g_t)^2}{\sum g_t^2}`,
    part: 'update',
    place: 'the arrows that rise from m to θ',
  },
  effectiveRate: {
    name: 'Effective rate',
    sentences: [
      'The learning rate with which a hand-designed formula comes closest to the updates that were made.',
      'Where it falls over the steps, the optimizer has learned a schedule of its own.',
    ],
    equation: String.raw`a=\arg\min_a\sum\big(g_t+a\,\nabla_t\big)^2`,
    part: 'update',
    place: 'the arrows that rise from m to θ',
  },
} as const satisfies Record<string, TermEntry>;
