/** Pythons of this machine, where there are any: what they can do is tried, never installed. */
import { spawnSync } from 'node:child_process';

/** Tried in this order; `LAB_PYTHON` names others, with colons between. */
const CANDIDATES = [
  ...(process.env.LAB_PYTHON ?? '').split(':').filter((name) => name !== ''),
  'python3',
  'python',
  '/usr/bin/python3',
];

/** The first Python that has the modules (and is 3.8 or later), or undefined. */
export function pythonWith(...modules: string[]): string | undefined {
  const program = `import sys; assert sys.version_info >= (3, 8)\n${modules.map((name) => `import ${name}\n`).join('')}`;
  return CANDIDATES.find((python) => {
    const { status } = spawnSync(python, ['-c', program], { stdio: 'ignore', timeout: 120_000 });
    return status === 0;
  });
}

/** Runs a program in a folder; its output, both streams together, and its exit code. */
export function runPython(
  python: string,
  args: readonly string[],
  cwd: string,
): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(python, args, {
    cwd,
    encoding: 'utf8',
    timeout: 300_000,
    // No .pyc files in folders that are only looked at.
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { code: status, output: stdout + stderr };
}
