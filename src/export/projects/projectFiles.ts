/** The three ready projects: which files each has. The programs are the same for every optimizer. */
import { writeOptimizerFile } from '../../optimizerFile';
import type { LearnedOptimizer } from '../../specs/optimizer';
import { storedUpdates } from '../updates/storedUpdates';
import jaxCheck from './jax/check.py?raw';
import jaxExample from './jax/example.py?raw';
import jaxOptimizer from './jax/learned_optimizer.py?raw';
import jaxReadme from './jax/README.md?raw';
import jaxRequirements from './jax/requirements.txt?raw';
import torchCheck from './pytorch/check.py?raw';
import torchExample from './pytorch/example.py?raw';
import torchOptimizer from './pytorch/learned_optimizer.py?raw';
import torchReadme from './pytorch/README.md?raw';
import torchRequirements from './pytorch/requirements.txt?raw';
import { readme } from './readme';
import checkNumpy from './shared/check_numpy.py?raw';
import tfjsCheck from './tfjs/check.js?raw';
import tfjsExample from './tfjs/example.js?raw';
import tfjsOptimizer from './tfjs/learnedOptimizer.js?raw';
import tfjsLstm from './tfjs/lstm.js?raw';
import tfjsFile from './tfjs/optimizerFile.js?raw';
import tfjsPackage from './tfjs/package.template.json?raw';
import tfjsReadme from './tfjs/README.md?raw';

export type ProjectFormat = 'pytorch' | 'jax' | 'tfjs';

/** Programs by their names, and the README's template. */
const PROGRAMS: Record<ProjectFormat, { readme: string; files: Record<string, string> }> = {
  pytorch: {
    readme: torchReadme,
    files: {
      'learned_optimizer.py': torchOptimizer,
      'example.py': torchExample,
      'check.py': torchCheck,
      'requirements.txt': torchRequirements,
    },
  },
  jax: {
    readme: jaxReadme,
    files: {
      'learned_optimizer.py': jaxOptimizer,
      'example.py': jaxExample,
      'check.py': jaxCheck,
      'requirements.txt': jaxRequirements,
    },
  },
  tfjs: {
    readme: tfjsReadme,
    files: {
      'learnedOptimizer.js': tfjsOptimizer,
      'lstm.js': tfjsLstm,
      'optimizerFile.js': tfjsFile,
      'example.js': tfjsExample,
      'check.js': tfjsCheck,
      'package.json': tfjsPackage,
    },
  },
};

/** All files of a project by their names. The same optimizer gives the same bytes. */
export function projectFiles(
  format: ProjectFormat,
  name: string,
  optimizer: LearnedOptimizer,
): Record<string, Uint8Array> {
  const { readme: template, files } = PROGRAMS[format];
  const texts: Record<string, string> = {
    'README.md': readme(template, name, optimizer),
    ...files,
    'check_numpy.py': checkNumpy,
    'updates.json': `${JSON.stringify(storedUpdates(optimizer))}\n`,
  };
  const encoder = new TextEncoder();
  return {
    ...Object.fromEntries(
      Object.entries(texts).map(([file, text]) => [file, encoder.encode(text)]),
    ),
    'optimizer.safetensors': writeOptimizerFile(optimizer),
  };
}
