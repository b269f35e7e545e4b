import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  closingLine,
  countCheck,
  countPlaywright,
  countRunner,
  countVitest,
} from '../../scripts/lib/report.mjs';

const vitestReport = (failed: number, files: { status: string; tests: string[] }[]) => ({
  numPassedTests: 5,
  numFailedTests: failed,
  numPendingTests: 2,
  numTodoTests: 1,
  testResults: files.map(({ status, tests }) => ({
    status,
    assertionResults: tests.map((s) => ({ status: s })),
  })),
});

describe('counts', () => {
  test('a check is one pass or one failure', () => {
    expect(countCheck(0)).toEqual({ passed: 1, failed: 0, skipped: 0 });
    expect(countCheck(2)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('vitest: tests are counted, pending and todo are skipped', () => {
    const report = vitestReport(1, [{ status: 'failed', tests: ['passed', 'failed'] }]);
    expect(countVitest(report)).toEqual({ passed: 5, failed: 1, skipped: 3 });
  });

  test('vitest: a file that breaks before its first test is a failure', () => {
    const report = vitestReport(0, [{ status: 'failed', tests: [] }]);
    expect(countVitest(report).failed).toBe(1);
  });

  test('Playwright: flaky tests and errors outside tests are failures', () => {
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(countPlaywright({ stats, errors: [{}] })).toEqual({ passed: 4, failed: 3, skipped: 2 });
  });
});

describe('what a runner achieved', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'report-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const counted = (counts: object | undefined, exitCode: number) => {
    const file = path.join(folder, 'report.json');
    if (counts !== undefined) writeFileSync(file, JSON.stringify(counts));
    return countRunner(file, exitCode, (c: ReturnType<typeof countCheck>) => c);
  };

  test('the report’s counts', () => {
    const counts = { passed: 3, failed: 1, skipped: 0 };
    expect(counted(counts, 1)).toEqual(counts);
  });

  test('no report: one failure, whatever the exit code', () => {
    expect(counted(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });

  test('a bad end that the report does not show is one failure', () => {
    expect(counted({ passed: 3, failed: 0, skipped: 0 }, 1).failed).toBe(1);
  });

  test('a suite in which nothing ran is one failure', () => {
    expect(counted({ passed: 0, failed: 0, skipped: 0 }, 0).failed).toBe(1);
  });
});

test('the closing line names skipped tests only where there are some', () => {
  expect(closingLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(closingLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});
