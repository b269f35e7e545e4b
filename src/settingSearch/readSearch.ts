/** A search from outside: a file, the browser's storage. */
import type { z } from 'zod';
import { LabError } from '../specs/errors';
import {
  type SearchConfig,
  type SearchState,
  searchConfigSchema,
  searchStateSchema,
} from '../specs/search';
import { rungsOf } from './rungs';
import { plannedSettings } from './space';

/** @throws LabError `bad-file` naming what is wrong, and where */
export function readSearchConfig(value: unknown, name: string): SearchConfig {
  return parsed(searchConfigSchema, value, name);
}

/**
 * A search as far as it has come. Its trials must be those that its configuration makes.
 *
 * @throws LabError `bad-file` naming what is wrong, and where
 */
export function readSearchState(value: unknown, name: string): SearchState {
  const state = parsed(searchStateSchema, value, name);
  const planned = plannedSettings(state.config);
  const rungs = rungsOf(state.config);
  if (state.trials.length !== planned.length) {
    throw bad(name, `has ${state.trials.length} trials, and its settings make ${planned.length}`);
  }
  for (const [number, trial] of state.trials.entries()) {
    const where = `trials.${number}`;
    if (trial.number !== number) throw bad(name, `${where} has the number ${trial.number}`);
    if (trial.rung >= rungs.length) throw bad(name, `${where} is on a rung that there is not`);
    if (!sameSettings(trial.settings, planned[number] ?? {})) {
      throw bad(name, `${where} has other settings than the search makes for it`);
    }
  }
  return state;
}

function sameSettings(a: object, b: object): boolean {
  const text = (settings: object) => JSON.stringify(Object.entries(settings).sort());
  return text(a) === text(b);
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = issue?.path.map(String).join('.') ?? '';
  throw bad(name, `${place === '' ? '' : `${place}: `}${issue?.message ?? 'is not accepted'}`);
}

function bad(name: string, what: string): LabError {
  return new LabError({
    code: 'bad-file',
    message: `${name} is not a search: ${what}`,
    remedy: 'Choose a search that the Lab or its command line wrote, or begin a new one.',
  });
}
