/** Job files, and the results that jobs leave. */
import path from 'node:path';
import { LabError } from '../../specs/errors';
import { type Job, type JobResult, jobResultSchema, jobSchema } from '../../specs/job';
import { isFile, writeWhole } from '../files';
import { readJson } from '../searchFolder';

export const RESULT_FILE = 'result.json';

/**
 * A job from outside.
 *
 * @throws LabError `bad-file` naming what is wrong, and where
 */
export function readJob(value: unknown, name: string): Job {
  const parsed = jobSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const place = issue?.path.map(String).join('.') ?? '';
  throw new LabError({
    code: 'bad-file',
    message: `${name} is not a job: ${place === '' ? '' : `${place}: `}${issue?.message ?? 'is not accepted'}`,
    remedy: 'optlab job --schema shows what a job file has.',
  });
}

/**
 * A job to be run: a file that is none, or is not there, is a wrong call, which a scheduler need not try again.
 *
 * @throws LabError `bad-input`
 */
export function readJobFile(file: string): Job {
  try {
    return readJob(readJson(file), file);
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    throw new LabError({ ...thrown.toInfo(), code: 'bad-input' });
  }
}

/** `runs/a.json`: `runs/a`. */
export function outFolder(file: string, { out }: Job): string {
  if (out !== undefined) return out;
  const folder = file.replace(/\.json$/i, '');
  return folder === file ? `${file}.out` : folder;
}

/** What a job has left in a folder; null where it has left nothing that can be read. */
export function readResult(folder: string): JobResult | null {
  const file = path.join(folder, RESULT_FILE);
  if (!isFile(file)) return null;
  try {
    return jobResultSchema.parse(readJson(file));
  } catch {
    return null;
  }
}

export function writeResult(folder: string, result: JobResult): void {
  writeWhole(path.join(folder, RESULT_FILE), `${JSON.stringify(result, null, 2)}\n`);
}
