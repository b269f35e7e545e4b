/** The forms in which an optimizer leaves the Lab: their names, and what people read about each. No code of theirs. */

export const EXPORT_FORMATS = ['safetensors', 'npz', 'json', 'pytorch', 'jax', 'tfjs'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface ExportFormatWords {
  label: string;
  about: string;
  /** Behind the optimizer's name: `mine` becomes `mine-pytorch.zip`. */
  suffix: string;
}

export const EXPORT_FORMAT_WORDS: Record<ExportFormat, ExportFormatWords> = {
  safetensors: {
    label: 'safetensors',
    about: 'The Lab’s own file; PyTorch’s LSTMCell loads it.',
    suffix: '.safetensors',
  },
  npz: { label: 'NPZ', about: 'Arrays for NumPy.', suffix: '.npz' },
  json: { label: 'JSON', about: 'Settings and nested lists.', suffix: '.json' },
  pytorch: {
    label: 'PyTorch project',
    about: 'A torch.optim.Optimizer, an example and a check.',
    suffix: '-pytorch.zip',
  },
  jax: {
    label: 'JAX project',
    about: 'An optax GradientTransformation, an example and a check.',
    suffix: '-jax.zip',
  },
  tfjs: {
    label: 'TensorFlow.js project',
    about: 'A tf.Optimizer, an example and a check.',
    suffix: '-tfjs.zip',
  },
};
