/**
 * Tunes the baselines for the races that the Lab shows first and writes public/pretrained/baselines.json, so that the
 * landing page need not wait for a tuning. The figures are those of `optlab tune`; run this again when the task, the
 * grid or an optimizer changes.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const TASK = { name: 'quadratic', dimension: 10, initialScale: 0.01 };
const STEPS = [100, 200];
const PROBLEMS = 256;
/** Not the seed of any race; tuning draws from a stream of its own in any case. */
const SEED = 77001;

const entries = STEPS.map((steps) => {
  const argv = ['scripts/optlab.mjs', 'tune', TASK.name];
  argv.push('--optimizer', 'sgd', 'nag', 'rmsprop', 'adam');
  argv.push('--set', `dimension=${TASK.dimension}`, '--set', `initialScale=${TASK.initialScale}`);
  argv.push('--steps', steps, '--count', PROBLEMS, '--seed', SEED);
  const output = execFileSync(process.execPath, argv.map(String), {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { rates } = JSON.parse(output);
  return { task: TASK, steps, rates, date: new Date().toISOString().slice(0, 10) };
});
writeFileSync(
  `${root}/public/pretrained/baselines.json`,
  `${JSON.stringify({ version: 1, entries }, null, 1)}\n`,
);
