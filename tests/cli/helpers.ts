/** Runs commands, within this process or as people do, and catches what they say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';
import { runCommandLine } from '../../src/cli/program';
import { type Stream, Terminal } from '../../src/cli/terminal';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** A stream that keeps what is written to it. */
export class Recorder implements Stream {
  text = '';
  readonly isTTY: boolean;
  constructor(isTTY = false) {
    this.isTTY = isTTY;
  }
  write(text: string, done?: () => void): void {
    this.text += text;
    done?.();
  }
}

/** A command within this process: fast, but without signals and exit. */
export async function command(...argv: string[]): Promise<Ended> {
  const out = new Recorder();
  const err = new Recorder();
  const code = await runCommandLine(argv, new Terminal(out, err));
  return { code, out: out.text, err: err.text };
}

const SCRIPT = path.resolve(import.meta.dirname, '../../scripts/optlab.mjs');

/**
 * A command as a process of its own. `watch` sees the process and what it has said on standard error so far, `begun` the
 * process when it begins.
 */
export function optlab(
  argv: readonly string[],
  watch?: (process: ChildProcess, err: string) => void,
  begun?: (process: ChildProcess) => void,
): Promise<Ended> {
  const child = spawn(process.execPath, [SCRIPT, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  begun?.(child);
  const ended: Ended = { code: null, out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    ended.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    ended.err += text;
    watch?.(child, ended.err);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => done({ ...ended, code }));
  });
}

/** A folder for the files of one test file, removed afterwards: `inFolder('x.json')` is a path in it. */
export function temporaryFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'optlab-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
