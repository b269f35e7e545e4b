/** What a figure's numbers say about the paper's claim. Pure. */
import type { FigureLine, SettingResult, Verdict, VerdictKind } from '../../specs/figureResult';
import type { FigurePlan } from '../../specs/figures';

/** Two losses closer than this are level, and nobody is ahead. */
export const LEVEL = 0.02;

/** Curves are compared by their mean over so many steps, since each point of a network's is one minibatch. */
const WINDOW = 5;

/** How one learned optimizer stands in one setting. */
interface Standing {
  best: FigureLine | null;
  /** Its median loss at the end, divided by that of the best one designed by hand; infinite where it diverged. */
  finalRatio: number;
  areaRatio: number;
  aheadUntil: number | null;
}

/**
 * The verdict on one learned optimizer, from medians over the problems. It is ahead where its loss is at least 2 %
 * lower than the lowest of those designed by hand.
 *
 * @param designed the ids of the optimizers designed by hand
 * @param optimizer the learned one's
 */
export function verdictOn(
  plan: Pick<FigurePlan, 'claim' | 'from' | 'shows'>,
  settings: readonly SettingResult[],
  designed: readonly string[],
  optimizer: string,
): Verdict {
  const found = settings.flatMap((setting) => {
    const line = setting.lines.find(({ id }) => id === optimizer);
    const others = setting.lines.filter(({ id }) => designed.includes(id));
    return line === undefined ? [] : [{ line, standing: standingOf(line, others, plan.from) }];
  });
  const ahead = found.filter(({ standing }) => standing.finalRatio <= 1 - LEVEL).length;
  const worst = found.reduce<(typeof found)[number] | undefined>(
    (a, b) => (a !== undefined && a.standing.finalRatio >= b.standing.finalRatio ? a : b),
    undefined,
  );
  const { standing, line } = worst ?? {};
  return {
    optimizer,
    kind: kindOf(plan, ahead, found.length, standing),
    best: standing?.best?.id ?? null,
    final: line?.final.median ?? null,
    bestFinal: standing?.best?.final.median ?? null,
    areaRatio: finiteOrNull(standing?.areaRatio),
    aheadUntil: standing?.aheadUntil ?? null,
    ahead,
    of: found.length,
  };
}

function kindOf(
  { claim, shows }: Pick<FigurePlan, 'claim' | 'shows'>,
  ahead: number,
  of: number,
  standing: Standing | undefined,
): VerdictKind {
  if (standing === undefined) return 'not';
  if (claim === 'behind') return standing.finalRatio >= 1 + LEVEL ? 'holds' : 'not';
  if (shows === 'final') return ahead === of ? 'holds' : ahead === 0 ? 'not' : 'partly';
  const byArea = standing.areaRatio <= 1 - LEVEL;
  if (ahead > 0) return byArea ? 'holds' : 'late';
  return byArea ? 'early' : 'not';
}

function standingOf(line: FigureLine, others: readonly FigureLine[], from: number): Standing {
  const best = others.reduce<FigureLine | null>(
    (a, b) => (a === null || orInfinite(b.final.median) < orInfinite(a.final.median) ? b : a),
    null,
  );
  return {
    best,
    finalRatio: ratio(line.final.median, best?.final.median ?? null),
    areaRatio: ratio(line.area, least(others.map((other) => other.area))),
    aheadUntil: aheadUntil(line, others, from),
  };
}

/** The last step of the stretch from the beginning on in which its running mean lies below all others'. */
function aheadUntil(line: FigureLine, others: readonly FigureLine[], from: number): number | null {
  const own = line.curve?.median ?? [];
  let last: number | null = null;
  // All begin at the same point.
  for (let t = from + 1; t < own.length; t++) {
    const least = Math.min(...others.map((other) => runningMean(other.curve?.median ?? [], t)));
    if (runningMean(own, t) < least) last = t;
    else if (last !== null || t > from + WINDOW) break;
  }
  return last;
}

function runningMean(values: readonly (number | null)[], t: number): number {
  const window = values.slice(Math.max(0, t + 1 - WINDOW), t + 1);
  if (window.length === 0) return Number.POSITIVE_INFINITY;
  return window.reduce<number>((sum, value) => sum + orInfinite(value), 0) / window.length;
}

const orInfinite = (value: number | null) => value ?? Number.POSITIVE_INFINITY;

function least(values: readonly (number | null)[]): number | null {
  return finiteOrNull(Math.min(...values.map(orInfinite)));
}

/** Of an optimizer that diverged to one that did not: infinite. */
function ratio(own: number | null, other: number | null): number {
  if (own === null) return Number.POSITIVE_INFINITY;
  return other === null ? 0 : own / other;
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}
