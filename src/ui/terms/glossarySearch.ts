/** The words of a search over settings. */
import type { TermEntry } from './entry';

export const SEARCH_TERMS = {
  search: {
    name: 'Search over settings',
    sentences: [
      'Many trainings with different settings, all judged on the same validation problems by the same measure.',
      'The paper chose the meta learning rate of its experiments by random search.',
    ],
    equation: String.raw`c^{*}=\arg\min_{c}\ \min_{j}\ \mathcal V\big(\phi_j(c)\big)`,
    part: 'phi',
    place: 'φ: each trial trains its own',
  },
  logUniform: {
    name: 'Drawn on a log scale',
    sentences: [
      'Every factor of ten is as likely as the next one: from a thousandth to a hundredth as likely as from a hundredth to a tenth.',
      'So are rates and scales drawn, of which nobody knows the size beforehand.',
    ],
    equation: String.raw`x=a\,(b/a)^{u},\quad u\sim\mathcal U(0,1)`,
    part: 'phi',
    place: 'how far each step moves φ',
  },
  halving: {
    name: 'Successive halving',
    sentences: [
      'All trials are trained for a little while, and only the best 1/η of them go on, for η times as long; and so again.',
      'They go on from where they were, so most of the work goes into the settings that look best (Jamieson and Talwalkar, 2016).',
    ],
    equation: String.raw`n_k=\lfloor n\,\eta^{-k}\rfloor,\qquad r_k=r_0\,\eta^{k}`,
    part: 'phi',
    place: 'φ: fewer and fewer of them are trained',
  },
  parallelCoordinates: {
    name: 'Parallel coordinates',
    sentences: [
      'Each upright axis is one setting, and each line is one trial through all of its values to its score at the right.',
      'Drag along an axis to see only the trials that pass there.',
    ],
    equation: String.raw`(x_1,x_2,\dots,x_d)\mapsto\text{one line}`,
    part: 'metaLoss',
    place: 'the score is what validation gives',
  },
} as const satisfies Record<string, TermEntry>;
