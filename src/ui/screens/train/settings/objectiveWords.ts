import { isCurriculum, type StepWeights, USUAL_STEP_DECAY } from '../../../../specs/objectives';
import { BASELINE_LABELS } from '../../../../specs/optimizer';
import type { TrainConfig } from '../../../../specs/training';

const WEIGHTS: Record<StepWeights, string | null> = {
  uniform: null,
  rising: 'later steps count more',
  exponential: 'the last steps count most',
  last: 'the last step of each unroll',
  final: 'the last step of the horizon',
};

/** "logarithms · the last step of the horizon · 20 to 200 steps"; "as in the paper" where nothing is otherwise. */
export function objectiveInWords(config: TrainConfig): string {
  const { objective, metaGradient, stepWeights, stepDecay = USUAL_STEP_DECAY } = config;
  const { horizonSchedule, coordinateScaling, convexTerm, mixture, clipping, averaging } = config;
  const weights = WEIGHTS[stepWeights];
  const parts = [
    objective === 'log' && 'logarithms',
    metaGradient === 'full' && 'full meta-gradient',
    stepWeights === 'exponential' ? `${weights}, γ ${stepDecay}` : weights,
    horizonSchedule !== undefined &&
      (isCurriculum(horizonSchedule)
        ? 'a curriculum'
        : `${horizonSchedule.shortest} to ${horizonSchedule.longest} steps`),
    coordinateScaling !== undefined && `scaled by ${coordinateScaling}`,
    convexTerm !== undefined && `${convexTerm.coordinates} convex coordinates`,
    mixture !== undefined && `${mixture.length + 1} tasks`,
    exampleInWords(config),
    clipping !== undefined && `clipped at ${clipping}`,
    averaging !== undefined && 'averaged',
  ].filter((part) => typeof part === 'string');
  return parts.length === 0 ? 'as in the paper' : parts.join(' · ');
}

function exampleInWords({ imitation }: TrainConfig): string | null {
  if (imitation === undefined) return null;
  const name = BASELINE_LABELS[imitation.optimizer];
  switch (imitation.mode) {
    case 'share':
      return `like ${name} in ${Math.round(100 * imitation.share)} % of the horizons`;
    case 'beside':
      return `like ${name} as well`;
    default:
      return `like ${name} at first`;
  }
}
