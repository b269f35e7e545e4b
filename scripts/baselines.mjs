/**
 * Tunes the baselines for what the Lab shows first and writes public/pretrained/baselines.json, so that nobody need
 * wait for a tuning there. The figures are those of `optlab tune`; run this again when a task, the grid or an optimizer
 * changes.
 *
 *     node scripts/baselines.mjs [--only quadratic|synthetic|mnist]… [--missing] [--data FOLDER]
 *
 * What is not tuned stays as it is in the file; with --missing only those optimizers are tuned that have no rate there.
 * MNIST needs --data, the folder with its four files. --threads goes to `optlab tune`.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}/public/pretrained/baselines.json`;
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    missing: { type: 'boolean', default: false },
    data: { type: 'string' },
    threads: { type: 'string' },
  },
});

const OPTIMIZERS = ['sgd', 'nag', 'rmsprop', 'adam', 'momentum', 'adamw', 'adagrad', 'lion'];
const STEPS = [100, 200];
/** Not the seed of any race; tuning draws from a stream of its own in any case. */
const SEED = 77001;

const quadratic = { name: 'quadratic', dimension: 10, initialScale: 0.01 };
const network = {
  hiddenUnits: 20,
  hiddenLayers: 1,
  activation: 'sigmoid',
  batch: 128,
  initialScale: 0.01,
  side: 28,
};
const digits = (data) => ({ name: 'mnist', ...network, data });
/** Minibatches say little about which of two networks is better: those are judged by many examples. */
const judged = ['--count', 8, '--fine', '--examples', 5000];

/** What each is called, the task as records have it, and how `optlab tune` is asked for it. */
const SUBJECTS = {
  quadratic: { task: quadratic, set: quadratic, how: ['--count', 256] },
  synthetic: { task: digits('synthetic'), set: digits('synthetic'), how: judged },
  mnist: { task: digits('mnist'), set: digits(values.data), how: judged },
};
const wanted =
  values.only ?? Object.keys(SUBJECTS).filter((name) => name !== 'mnist' || values.data);

function tuned({ set: { name, ...settings }, how }, steps, optimizers) {
  const argv = ['scripts/optlab.mjs', 'tune', name];
  argv.push('--optimizer', ...optimizers);
  if (values.threads !== undefined) argv.push('--threads', values.threads);
  for (const [key, value] of Object.entries(settings)) argv.push('--set', `${key}=${value}`);
  argv.push('--steps', steps, '--seed', SEED, ...how);
  const output = execFileSync(process.execPath, argv.map(String), {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return JSON.parse(output).rates;
}

const { entries: known } = JSON.parse(readFileSync(file, 'utf8'));
const write = (entries) =>
  writeFileSync(file, `${JSON.stringify({ version: 1, entries }, null, 1)}\n`);
let entries = known;
for (const name of wanted) {
  const subject = SUBJECTS[name];
  if (subject === undefined) throw new Error(`--only ${name}: ${Object.keys(SUBJECTS).join(', ')}`);
  const { task } = subject;
  for (const steps of STEPS) {
    const date = new Date().toISOString().slice(0, 10);
    const former = entries.find((e) => e.steps === steps && isDeepStrictEqual(e.task, task));
    const known = values.missing ? (former?.rates ?? {}) : {};
    const optimizers = OPTIMIZERS.filter((optimizer) => known[optimizer] === undefined);
    if (optimizers.length === 0) continue;
    const found = tuned(subject, steps, optimizers);
    for (const rate of Object.values(found)) rate.date = date;
    const entry = { task, steps, rates: { ...known, ...found }, date: former?.date ?? date };
    const others = entries.filter((e) => e.steps !== steps || !isDeepStrictEqual(e.task, task));
    entries = [...others, entry];
    write(entries);
  }
}
