// @ts-check
/** Where the project lies, and how its tools are started without a shell in between. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** @param {...string} parts */
export const inProject = (...parts) => path.join(root, ...parts);

/**
 * The script behind a package's command, to be run with `process.execPath`: works alike on every system.
 *
 * @param {string} packageName
 * @param {string} [command] the command's name where it is not the package's
 */
export function toolScript(packageName, command = packageName) {
  const folder = inProject('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const script = typeof bin === 'string' ? bin : bin?.[command];
  if (script === undefined) throw new Error(`${packageName} has no command ${command}`);
  return path.join(folder, script);
}

/** How npm is started: by Node from npm's own script where npm started us, else by its name. */
export function npmCommand() {
  const script = process.env.npm_execpath;
  return script !== undefined && /npm-cli\.[cm]?js$/.test(script) && existsSync(script)
    ? [process.execPath, script]
    : [process.platform === 'win32' ? 'npm.cmd' : 'npm'];
}

/**
 * Runs a command in the project's folder with its output streaming through.
 *
 * @param {string[]} command
 * @param {{ env?: Record<string, string>, toStderr?: boolean, timeoutMs?: number }} [options]
 *   `toStderr` keeps standard output clean.
 * @returns {Promise<number>} the exit code; 127 where the command could not be started, 1 where a signal ended it
 */
export function run(command, options = {}) {
  const [file = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['inherit', options.toStderr ? 2 : 'inherit', 'inherit'],
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      shell: file.endsWith('.cmd'),
    });
    child.on('error', (error) => {
      process.stderr.write(`${file}: ${error.message}\n`);
      resolve(127);
    });
    child.on('close', (code) => resolve(code ?? 1));
  });
}
