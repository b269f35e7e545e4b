/** docs/jobs.md: its jobs are jobs, and its programs can at least be read by those who are to run them. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { inProject } from '../../scripts/lib/project.mjs';
import { readJob } from '../../src/cli/jobs/jobFile';

const TEXT = readFileSync(inProject('docs/jobs.md'), 'utf8');
const blocks = (language: string): string[] =>
  [...TEXT.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, code = '']) => code,
  );

it('has jobs that can be run', () => {
  const jobs = blocks('json').map((code) => readJob(JSON.parse(code), 'an example'));
  expect(jobs.map(({ command }) => command)).toEqual(['train', 'search']);
});

it('has a shell script that bash can read', () => {
  const [script = ''] = blocks('bash');
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});

const python = spawnSync('python3', ['--version']).status === 0;
it.runIf(python)('has a program that Python can read', () => {
  const [program = ''] = blocks('python');
  const read = ['-c', 'import ast, sys; ast.parse(sys.stdin.read())'];
  const { status, stderr } = spawnSync('python3', read, { input: program, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
});
