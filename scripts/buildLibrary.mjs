// @ts-check
/**
 * npm run build:lib: the library, `import { LearnedOptimizer } from 'learned-optimizer-lab'`, as a package of its own in
 * build/library: one module, its types, and a package.json that asks for nothing but TensorFlow.js, of whoever uses it.
 */
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from 'vite';
import { ensureInstalled } from './lib/install.mjs';
import { inProject, run, toolScript } from './lib/project.mjs';

const FOLDER = 'build/library';

const README = `# LearnedOptimizer

A learned optimizer for TensorFlow.js, from the Learned Optimizer Lab: a small LSTM that was trained to write the
updates of other models' parameters.

    import { LearnedOptimizer } from 'learned-optimizer-lab';

    const optimizer = await LearnedOptimizer.load('optimizer.safetensors');
    model.compile({ optimizer, loss: 'categoricalCrossentropy' });

\`load\` takes an address or a file's bytes. Files are exported by the Lab's page (Export weights, safetensors) or by
\`optlab export FILE --format safetensors --out optimizer.safetensors\`. TensorFlow.js is yours: \`@tensorflow/tfjs\`, or
\`@tensorflow/tfjs-core\` with a backend, 4.22 or later.
`;

async function main() {
  await ensureInstalled();
  await build({ configFile: inProject('vite.lib.config.ts'), logLevel: 'warn' });
  const types = await run([
    ...[process.execPath, toolScript('typescript', 'tsc')],
    ...['-p', inProject('tsconfig.lib.json')],
  ]);
  if (types !== 0) return types;
  const { name, version, license, dependencies } = JSON.parse(
    readFileSync(inProject('package.json'), 'utf8'),
  );
  const core = '@tensorflow/tfjs-core';
  const manifest = {
    name,
    version,
    description: 'A learned optimizer for TensorFlow.js.',
    license,
    type: 'module',
    exports: { '.': { types: './learnedOptimizer.d.ts', default: './learnedOptimizer.js' } },
    peerDependencies: { [core]: dependencies[core] },
  };
  writeFileSync(inProject(FOLDER, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(inProject(FOLDER, 'README.md'), README);
  copyFileSync(inProject('LICENSE'), inProject(FOLDER, 'LICENSE'));
  process.stdout.write(`${FOLDER} is the package ${name} ${version}\n`);
  return 0;
}

process.exitCode = await main();
