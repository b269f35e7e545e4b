// @ts-check
/**
 * npm test: installs what is missing, runs every check, and ends in the line "N passed, N failed".
 *
 *     npm test -- --only types,lint,unit     some suites only
 *     npm test -- --only unit tests/app      those test files only
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureInstalled } from './lib/install.mjs';
import { addCounts, closingLine, noCounts } from './lib/report.mjs';
import { suites } from './lib/suites.mjs';

function readArguments() {
  const { values, positionals } = parseArgs({
    options: { only: { type: 'string' } },
    allowPositionals: true,
  });
  const known = Object.keys(suites);
  const names = values.only === undefined ? known : values.only.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(`no suite ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  }
  return { names: known.filter((name) => names.includes(name)), filters: positionals };
}

/** @param {unknown} error */
const complain = (error) =>
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);

/**
 * @param {string} name
 * @param {import('./lib/suites.mjs').Setting} setting
 */
async function runSuite(name, setting) {
  process.stdout.write(`\n== ${name}\n`);
  const start = performance.now();
  const counts = await suites[name]?.(setting).catch((error) => {
    complain(error);
    return { ...noCounts(), failed: 1 };
  });
  const result = counts ?? noCounts();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`== ${name}: ${closingLine(result)} (${seconds} s)\n`);
  return result;
}

async function main() {
  const { names, filters } = readArguments();
  await ensureInstalled();
  const folder = mkdtempSync(path.join(tmpdir(), 'learned-optimizer-lab-'));
  let total = noCounts();
  for (const name of names) total = addCounts(total, await runSuite(name, { folder, filters }));
  rmSync(folder, { recursive: true, force: true });
  return total;
}

const total = await main().catch((error) => {
  complain(error);
  return { ...noCounts(), failed: 1 };
});
process.stdout.write(`\n${closingLine(total)}\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
