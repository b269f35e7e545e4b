// @ts-check
/**
 * npm run figures [-- --only 5-right --data FOLDER …]: computes the paper's figures for the page's Figures screen and
 * writes public/figures/. What is up to date is left alone, so a run that was broken off goes on where it was.
 *
 * The work is done by `optlab figures`, which takes the same options; this adds the state of the repository.
 */
import { execFileSync, spawn } from 'node:child_process';
import { ensureInstalled } from './lib/install.mjs';
import { inProject } from './lib/project.mjs';

/** What decides the numbers; that other files have changed does not matter. */
const SOURCES = ['src', 'wasm', 'package-lock.json'];

/** @param {string[]} args */
const git = (...args) =>
  execFileSync('git', args, {
    cwd: inProject(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

/** "98043c2", or "98043c2 with changes"; null outside of a repository. */
function commit() {
  try {
    const name = git('rev-parse', '--short', 'HEAD').trim();
    return git('status', '--porcelain', '--', ...SOURCES) === '' ? name : `${name} with changes`;
  } catch {
    return null;
  }
}

await ensureInstalled({ toStderr: true });
const state = commit();
// Folders are meant as seen from where the command was called.
const { INIT_CWD, npm_lifecycle_event: _, ...env } = process.env;
const child = spawn(
  process.execPath,
  [
    inProject('scripts/optlab.mjs'),
    'figures',
    ...(state === null ? [] : ['--commit', state]),
    ...process.argv.slice(2),
  ],
  { cwd: INIT_CWD ?? process.cwd(), env, stdio: 'inherit' },
);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
