/** The main process of `npm run bench`; run.mjs has bundled it. */
import { writeFileSync } from 'node:fs';
import { compilePeak } from '../peak/compile';
import { runBench } from './bench';
import { openBrowserHabitat } from './browser';
import { nodeHabitat } from './hosts';
import { readOptions, USAGE } from './options';
import { pageTraining } from './pageTraining';
import type { TrainingResult } from './results';
import { resultsText } from './tables';

/** What run.mjs knows: where things lie, and how to have them built. */
export interface Places {
  /** The bundled lib/hostNode.ts. */
  hostScript: string;
  /** The folder of the product's AssemblyScript. */
  peakSource: string;
  /** Builds the bench's page; its folder. */
  buildPage(): Promise<string>;
  /** Builds the Lab where that is due; its folder. */
  buildLab(): Promise<string>;
}

/** Each in a fresh profile. */
const VISITS = 3;

async function trainings(dist: string, visits: number): Promise<TrainingResult[]> {
  const results: TrainingResult[] = [];
  for (let i = 0; i < visits; i++) results.push(await pageTraining(dist));
  return results;
}

export async function main(args: readonly string[], places: Places): Promise<void> {
  const options = readOptions(args);
  if (options === null) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const binaries = await compilePeak(places.peakSource);
  const habitat = options.browser
    ? await openBrowserHabitat(await places.buildPage(), options.hardware)
    : nodeHabitat(places.hostScript);
  const train = options.browser
    ? async () => trainings(await places.buildLab(), options.quick ? 1 : VISITS)
    : null;
  try {
    const results = await runBench(habitat, options, binaries, train);
    process.stdout.write(`${resultsText(results)}\n`);
    if (options.out !== null) {
      writeFileSync(options.out, `${JSON.stringify(results, null, 1)}\n`);
    }
    process.stderr.write(`${results.seconds.toFixed(0)} s\n`);
  } finally {
    await habitat.close();
  }
}
