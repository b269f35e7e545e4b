/** What the Figures screen says of the paper's claims, by medians over the problems. */
import type { TermEntry } from './entry';

export const FIGURE_TERMS = {
  verdictHolds: {
    name: 'Holds',
    sentences: [
      'Where the paper says that its LSTM is ahead, it is here: at the end and by the area under its median curve, by two per cent or more.',
      'Where the paper says that it fails, it fails here as well.',
    ],
    equation: String.raw`\tilde f_T\le 0.98\,\min_d\tilde f_T^{(d)},\qquad A\le 0.98\,\min_d A^{(d)}`,
    part: 'metaLoss',
    place: 'every f along the upper row, and the last one',
  },
  verdictEarly: {
    name: 'Holds early only',
    sentences: [
      'The area under the learned optimizer’s median curve is the smallest by two per cent or more, but at the end it is not ahead.',
      'It falls fast at first, and others catch up.',
    ],
    equation: String.raw`A\le 0.98\,\min_d A^{(d)},\qquad \tilde f_T>0.98\,\min_d\tilde f_T^{(d)}`,
    part: 'metaLoss',
    place: 'every f along the upper row, but not the last one',
  },
  verdictLate: {
    name: 'Holds at the end only',
    sentences: [
      'The learned optimizer’s median loss at the end is the lowest by two per cent or more, but the area under its curve is not the smallest.',
      'It falls slowly at first, and then passes the others.',
    ],
    equation: String.raw`\tilde f_T\le 0.98\,\min_d\tilde f_T^{(d)},\qquad A>0.98\,\min_d A^{(d)}`,
    part: 'horizon',
    place: 'the right edge, where a horizon ends',
  },
  verdictPartly: {
    name: 'Holds in part',
    sentences: [
      'Of the kinds of network in the figure, the learned optimizer ends ahead on some and not on others.',
      'Ahead means that its median loss at the end is lower than all others’ by two per cent or more.',
    ],
    equation: String.raw`0<\#\big\{k:\ \tilde f_{T,k}\le 0.98\,\min_d\tilde f_{T,k}^{(d)}\big\}<K`,
    part: 'horizon',
    place: 'the right edge, where a horizon ends',
  },
  verdictNot: {
    name: 'Does not hold',
    sentences: [
      'Where the paper says that its LSTM is ahead, it is not here: level within two per cent is not ahead.',
      'Where the paper says that it fails, it does not fail here.',
    ],
    equation: String.raw`\tilde f_T>0.98\,\min_d\tilde f_T^{(d)},\qquad A>0.98\,\min_d A^{(d)}`,
    part: 'metaLoss',
    place: 'every f along the upper row, and the last one',
  },
} as const satisfies Record<string, TermEntry>;
