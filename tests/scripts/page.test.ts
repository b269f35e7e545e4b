/** What the build adds to the page: its content security policy, and the list of its files. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { contentPolicy } from '../../scripts/lib/contentPolicy.mjs';
import { pageFiles } from '../../scripts/lib/serviceWorker.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'lab-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');

function write(name: string, text: string): void {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

test('the policy names inline scripts by their hash, others not at all, and the mirrors', () => {
  const html =
    '<script>one()</script><script type="module" src="./a.js"></script><script nomodule>two()</script>';
  const policy = contentPolicy([html], ['https://mirror.example/mnist/']).split('; ');
  expect(policy).toContain(
    `script-src 'self' 'wasm-unsafe-eval' 'sha256-${sha256('one()')}' 'sha256-${sha256('two()')}'`,
  );
  expect(policy).toContain("connect-src 'self' https://mirror.example/mnist/");
  expect(policy[0]).toBe("default-src 'none'");
  expect(policy.filter((part) => part.includes('unsafe-inline'))).toEqual([
    "style-src 'self' 'unsafe-inline'",
  ]);
  expect(policy.join()).not.toContain("'unsafe-eval'");
});

test('the list has every file of the page by its hash, and changes its name with any of them', () => {
  write('index.html', 'page');
  write('assets/a.js', 'a');
  write('assets/font.woff2', 'f');
  write('assets/font.ttf', 'f');
  write('pretrained/README.md', 'words');
  write('_headers', 'x');
  write('sw.js', 'old');
  write('data/mnist/index.json', '{}');
  write('data/mnist/train-images-idx3-ubyte.gz', 'digits');
  const { version, files, fresh } = pageFiles(folder);
  expect(files).toEqual({
    '': sha256('page'),
    'assets/a.js': sha256('a'),
    'assets/font.woff2': sha256('f'),
  });
  expect(fresh).toEqual(['data/mnist/index.json']);
  expect(pageFiles(folder).version).toBe(version);
  write('assets/a.js', 'b');
  expect(pageFiles(folder).version).not.toBe(version);
});
