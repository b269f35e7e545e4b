/** The parts of one step of an optimizer, in the order in which slow motion shows them. */
import type { GradientSpec } from '../../specs/optimizer';

export type StepPart =
  | { kind: 'gradient' | 'preprocessing' | 'output' | 'update' }
  /** Counted from 0. */
  | { kind: 'layer'; layer: number };

/** Gradient → preprocessing → each layer of the LSTM → output → update; a baseline goes from gradient to update. */
export function stepParts(spec: GradientSpec): readonly StepPart[] {
  if (spec.kind === 'baseline') return [{ kind: 'gradient' }, { kind: 'update' }];
  const { layers } = spec.optimizer.config;
  return [
    { kind: 'gradient' },
    { kind: 'preprocessing' },
    ...Array.from({ length: layers }, (_, layer): StepPart => ({ kind: 'layer', layer })),
    { kind: 'output' },
    { kind: 'update' },
  ];
}
