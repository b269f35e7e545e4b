import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digitsIndex } from '../../scripts/lib/digitsIndex.mjs';
import { MNIST_FILES } from '../../src/datasets/mnistFiles';
import { NO_INDEX, readDigitsIndex } from '../../src/datasets/mnistSources';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'digits-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string) => writeFileSync(path.join(folder, name), '');
const read = () => readDigitsIndex(JSON.stringify(digitsIndex(folder)), 'https://lab.example/d/');

test('without files the list is empty, and the Lab’s own mirrors and checksums stand', () => {
  expect(read()).toEqual(NO_INDEX);
  expect(digitsIndex(path.join(folder, 'not there'))).toEqual({ version: 1, files: [] });
});

test('with all four, gzipped or not, it names them; with fewer none', () => {
  for (const file of MNIST_FILES.slice(1)) put(`${file}.gz`);
  put('readme.txt');
  mkdirSync(path.join(folder, 'train-images'));
  expect(digitsIndex(folder).files).toEqual([]);
  put('train-images-idx3-ubyte');
  expect(read().files.map(({ address }) => address)).toEqual([
    'https://lab.example/d/train-images-idx3-ubyte',
    'https://lab.example/d/train-labels-idx1-ubyte.gz',
    'https://lab.example/d/t10k-images-idx3-ubyte.gz',
    'https://lab.example/d/t10k-labels-idx1-ubyte.gz',
  ]);
});

test('a host may name mirrors, absolute or beside the list', () => {
  const text = JSON.stringify({ version: 1, mirrors: ['https://m.example/mnist', '../copy/'] });
  expect(readDigitsIndex(text, 'https://lab.example/d/mnist/').mirrors).toEqual([
    'https://m.example/mnist/',
    'https://lab.example/d/copy/',
  ]);
});

test('the Lab knows at least two mirrors, over HTTPS and as folders', () => {
  expect(NO_INDEX.mirrors.length).toBeGreaterThanOrEqual(2);
  expect(new Set(NO_INDEX.mirrors.map((mirror) => new URL(mirror).host)).size).toBe(
    NO_INDEX.mirrors.length,
  );
  for (const mirror of NO_INDEX.mirrors) expect(mirror).toMatch(/^https:\/\/.+\/$/);
});
