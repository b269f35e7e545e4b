import type { MetaGradientKind } from '../../../../specs/training';

export const KIND_LABELS: Record<MetaGradientKind, string> = {
  'first-order': 'First-order',
  full: 'Full',
};
