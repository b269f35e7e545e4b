/** The options of `search` as a search's configuration. */
import { type Command, Option } from 'commander';
import {
  MOST_TRIALS,
  type SearchConfig,
  type SearchSpace,
  STRATEGIES,
  type StrategyName,
  searchConfigSchema,
  searchSpaceSchema,
} from '../specs/search';
import { UsageError } from './failure';
import { collect, seed, whole } from './options';
import { readJson } from './searchFolder';
import { type TrainOptions, trainConfigFrom } from './trainOptions';
import { checked, USUAL_SPACE, VARY_NAMES, varied } from './vary';

export interface SearchOptions extends TrainOptions {
  trials?: number;
  strategy?: StrategyName;
  eta?: number;
  first?: number;
  vary: string[];
  space?: string;
  searchSeed?: number;
}

export function addSearchOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--strategy <name>', 'how trials are chosen (default: random)').choices(
        STRATEGIES,
      ),
    )
    .option(
      '--trials <n>',
      'how many, of random trials and of halving (default: 16)',
      whole(1, MOST_TRIALS),
    )
    .option(
      '--eta <n>',
      'halving: one of so many goes on, for so many times as long (default: 3)',
      whole(2, 16),
    )
    .option('--first <n>', 'halving: horizons of the first rung (default: 20)', whole(1, 1_000_000))
    .addOption(
      new Option(
        '--vary <name=range>',
        `what is varied, as NAME=LOW..HIGH[:POINTS][:log|linear] or NAME=A,B,…; of ${Object.keys(VARY_NAMES).join(', ')} (default: meta-lr=1e-4..0.1). May be repeated`,
      )
        .argParser(collect)
        .default([], 'none'),
    )
    .option('--space <file>', 'what is varied, as JSON; --vary changes parts of it')
    .option('--search-seed <n>', 'which settings are drawn (default: 1)', seed);
}

/** @throws UsageError naming the option whose value is not accepted */
export function searchConfigFrom(task: string, options: SearchOptions): SearchConfig {
  const { strategy: kind = 'random', trials, eta, first, searchSeed } = options;
  const strategy: Record<string, unknown> = { kind };
  for (const [name, value, where] of [
    ['trials', trials, ['random', 'halving']],
    ['eta', eta, ['halving']],
    ['first', first, ['halving']],
  ] as const) {
    if (value === undefined) continue;
    if (!(where as readonly string[]).includes(kind)) {
      throw new UsageError(`--${name} means nothing with --strategy ${kind}`);
    }
    strategy[name] = value;
  }
  const parsed = searchConfigSchema.safeParse({
    version: 1,
    training: trainConfigFrom(task, options),
    space: spaceFrom(options),
    strategy,
    ...(searchSeed === undefined ? {} : { seed: searchSeed }),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(`${issue?.path.join('.') ?? 'search'}: ${issue?.message ?? 'not accepted'}`);
}

function spaceFrom({ vary, space: file }: SearchOptions): SearchSpace {
  const own = varied(vary);
  if (file === undefined) return vary.length === 0 ? USUAL_SPACE : checked('', spaceOf(own));
  const parsed = spaceOf({ ...(readJson(file) as object), ...own });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UsageError(
    `--space ${file}: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}`,
  );
}

const spaceOf = (value: unknown) => searchSpaceSchema.safeParse(value);

/**
 * Refuses what a search that goes on cannot change.
 *
 * @throws UsageError naming the option
 */
export function requireNothingElse(command: Command, allowed: readonly string[]): void {
  for (const option of command.options) {
    const name = option.attributeName();
    if (allowed.includes(name) || command.getOptionValueSource(name) !== 'cli') continue;
    throw new UsageError(`${option.long ?? name} cannot change when a search goes on`);
  }
}
