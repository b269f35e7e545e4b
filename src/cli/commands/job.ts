/** `job`: one command from a file to a folder of results, for schedulers. */
import type { Command } from 'commander';
import { z } from 'zod';
import { jobSchema } from '../../specs/job';
import { UsageError } from '../failure';
import { splitSearch } from '../jobs/collect';
import { type RunCommand, runJobFile } from '../jobs/runJob';
import type { Terminal } from '../terminal';

interface Options {
  out?: string;
  force?: boolean;
  split?: string;
  into?: string;
  schema?: boolean;
}

export function addJob(program: Command, terminal: Terminal, run: RunCommand): void {
  program
    .command('job')
    .description(
      'run one job file; its folder gets result.json, and a job that is done already is left alone',
    )
    .argument('[file]', 'the job, as JSON')
    .option(
      '--out <folder>',
      "where its results go (default: what the job says, else its file's name)",
    )
    .option('--force', 'begin anew, whatever the folder has')
    .option('--split <file>', 'runs nothing: writes a job for each trial of a search')
    .option('--into <folder>', 'where --split writes them')
    .option('--schema', 'print the JSON schema of job files')
    .action(async (file: string | undefined, options: Options) => {
      const { split, into, schema = false } = options;
      if (schema) {
        const shown = z.toJSONSchema(jobSchema, { io: 'input', unrepresentable: 'any' });
        return terminal.result(`${JSON.stringify(shown, null, 2)}\n`);
      }
      if (split !== undefined) {
        if (into === undefined)
          throw new UsageError('--into FOLDER is missing: where jobs are to be written');
        const files = splitSearch(split, into);
        terminal.note(
          files.length === 0
            ? 'Nothing is to be run: the search is done'
            : `${files.length} ${files.length === 1 ? 'job is' : 'jobs are'} to be run next`,
        );
        return terminal.result(files.map((name) => `${name}\n`).join(''));
      }
      if (into !== undefined) throw new UsageError('--into is for --split');
      if (file === undefined) throw new UsageError('the job file is missing');
      const { result, folder, skipped } = await runJobFile(file, options, terminal, run);
      if (skipped)
        terminal.note(`${file} is done already: ${folder} has its result (--force begins anew)`);
      await terminal.result(
        `${JSON.stringify({ folder, status: result.status, seconds: result.seconds, skipped })}\n`,
      );
    });
}
