/** What Inspect says in words: how a trace is coming along, what the updates are made of, what the units follow. */
import type { GradientSpec } from '../../specs/optimizer';
import type {
  EffectiveBehaviour,
  Explanation,
  TraceConfig,
  TraceSummary,
  Tracked,
  UnitCorrelation,
} from '../../specs/trace';
import type { TrainConfig } from '../../specs/training';
import { taskLabel } from '../taskText';
import { duration } from '../train/trainText';

// ---- the status line

/** "Tracing: step 41 of 200, WebAssembly". */
export const tracingText = (step: number, steps: number, by: string): string =>
  `Tracing: step ${step} of ${steps}, ${by}`;

/** "Tuning the optimizers designed by hand: 24 of 96, WebAssembly". */
export const tuningText = (done: number, total: number, by: string): string =>
  `Tuning the optimizers designed by hand: ${done} of ${total}, ${by}`;

/** "weights as after 41 horizons, held fixed". */
export const heldText = (weightsAfter: number): string =>
  `weights as after ${weightsAfter} ${weightsAfter === 1 ? 'horizon' : 'horizons'}, held fixed`;

/**
 * What a training does that a trace of its weights leaves out: "on the first of its 3 tasks, without the random scaling
 * of its coordinates, without the convex term"; null where that is nothing.
 */
export function leftOutText({
  mixture,
  coordinateScaling,
  convexTerm,
}: Pick<TrainConfig, 'mixture' | 'coordinateScaling' | 'convexTerm'>): string | null {
  const parts = [
    ...(mixture === undefined ? [] : [`on the first of its ${mixture.length + 1} tasks`]),
    ...(coordinateScaling === undefined ? [] : ['without the random scaling of its coordinates']),
    ...(convexTerm === undefined ? [] : ['without the convex term']),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}

/**
 * "LSTM on Quadratics, 10-d: 100 steps of 10 coordinates traced in 0.3 s, WebAssembly.", and where it is so, whose
 * weights these are, how many coordinates were kept, and where it diverged.
 */
export function tracedText(
  { task, optimizer }: TraceConfig,
  { steps, coordinates, kept, divergence }: TraceSummary,
  how: { seconds: number; by: string; weightsAfter: number | null; leftOut?: string | null },
): string {
  const parts = [how.weightsAfter === null ? null : heldText(how.weightsAfter), how.leftOut];
  const held = parts.map((part) => (part ? `, ${part}` : '')).join('');
  const sentences = [
    `${optimizer.label} on ${taskLabel(task)}${held}: ${steps} steps of ${count(coordinates)} coordinates traced in ${duration(how.seconds)}, ${how.by}.`,
  ];
  if (kept.length < coordinates) {
    sentences.push(
      `${count(kept.length)} of the coordinates were kept, evenly from every part of it.`,
    );
  }
  if (divergence) sentences.push(`It diverged at step ${divergence.step}: ${divergence.message}`);
  return sentences.join(' ');
}

const count = (number: number): string => number.toLocaleString('en');

// ---- what the updates are made of

/** An explanation counts as one where it explains at least so much of the updates … */
const ENOUGH = 0.5;
/** … and as a better one than another where it explains so much more. */
const BETTER = 0.05;
/** The gradient alone is the whole story where it explains so much. */
const NEARLY_ALL = 0.95;

export interface BehaviourText {
  /** "84 % of the updates is explained by the gradient alone, 93 % by gradient and momentum, 71 % by Adam’s direction." */
  shares: string;
  /** What follows; null where nothing does. */
  conclusion: string | null;
}

/**
 * The table of effective behaviour in words. A conclusion is drawn only where the numbers carry it.
 *
 * @param kind an optimizer designed by hand has not learned what it does
 */
export function behaviourText(
  { whole }: Pick<EffectiveBehaviour, 'whole'>,
  kind: GradientSpec['kind'],
): BehaviourText {
  const share = (explanation: Explanation): number | null => whole[explanation].r2;
  const [gradient, momentum, adam] = [share('gradient'), share('momentum'), share('adam')];
  if (gradient === null || momentum === null || adam === null) {
    return { shares: 'There were no updates to explain.', conclusion: null };
  }
  const shares = `${percent(gradient)} of the updates is explained by the gradient alone, ${percent(momentum)} by gradient and momentum, ${percent(adam)} by Adam’s direction.`;
  const along = (rate: number | null): boolean => rate !== null && rate > 0;
  const both = momentum >= ENOUGH && momentum - gradient >= BETTER;
  const conclude = (): string | null => {
    if (Math.max(gradient, momentum, adam) < ENOUGH) {
      return 'None of them explains most of it: what it does is something else.';
    }
    if (adam >= ENOUGH && adam - Math.max(gradient, momentum) >= BETTER && along(whole.adam.rate)) {
      return 'It steps more like Adam than like gradient descent, with momentum or without.';
    }
    if (both && along(whole.momentum.momentumRate)) {
      return `What came before the current gradient explains part of it: ${kind === 'learned' ? 'it has learned momentum' : 'it has momentum'}.`;
    }
    if (both) {
      return 'What came before the current gradient explains part of it, but it steps against the running mean: that is no momentum.';
    }
    if (gradient >= NEARLY_ALL && along(whole.gradient.rate)) {
      return 'It is nearly gradient descent at a fixed rate.';
    }
    return null;
  };
  return { shares, conclusion: conclude() };
}

/** "84 %"; what is not quite all is never rounded to all of it. */
function percent(share: number): string {
  const whole = Math.round(100 * share);
  if (whole === 100 && share < 0.9995) return '99 %';
  return `${Math.max(0, whole)} %`;
}

// ---- what the units follow

/** A unit follows something closely where |r| is at least so much. */
export const CLOSELY = 0.8;
const MOST_UNITS = 3;

export const TRACKED_WORDS: Readonly<Record<Tracked, string>> = {
  gradient: 'the gradient',
  momentum: 'the running mean of the gradient',
  square: 'the running mean of its square',
  step: 'the number of the step',
};

/**
 * The units that follow something most closely, each with what it follows most, the closest first: "Unit 7 of layer 2
 * follows the running mean of the gradient (r = 0.93)." Units and layers are counted from 1. One sentence that says so
 * where there is none.
 */
export function unitTexts(correlations: readonly UnitCorrelation[]): string[] {
  const closest = correlations
    .flatMap(({ layer, unit, r }) => {
      const [best] = Object.entries(r)
        .flatMap(([tracked, value]) =>
          value === null ? [] : [{ tracked: tracked as Tracked, value }],
        )
        .sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
      return best && Math.abs(best.value) >= CLOSELY ? [{ layer, unit, ...best }] : [];
    })
    .sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
    .slice(0, MOST_UNITS);
  if (closest.length === 0) {
    return [
      `No unit follows the gradient, its running mean, that of its square or the number of the step closely (all |r| are below ${CLOSELY}).`,
    ];
  }
  return closest.map(({ layer, unit, tracked, value }) => {
    const against = value < 0 ? ', with the opposite sign' : '';
    return `Unit ${unit + 1} of layer ${layer + 1} follows ${TRACKED_WORDS[tracked]}${against} (r = ${rounded(value)}).`;
  });
}

/** "0.93", "−0.93"; what is not quite 1 is not called 1. */
function rounded(r: number): string {
  const magnitude = Math.min(Math.abs(r), Math.abs(r) < 1 ? 0.99 : 1);
  return `${r < 0 ? '−' : ''}${magnitude.toFixed(2)}`;
}
