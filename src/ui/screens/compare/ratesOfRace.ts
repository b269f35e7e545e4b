import { lab } from '../../../app/hooks';
import type { RaceState } from '../../../app/race/raceTypes';
import { isRated } from '../../../specs/optimizer';
import type { RatesAbout } from '../../rates/ratesAbout';

/** The learning rates of the recorded race, and how they were found; null without one. */
export function ratesOfRace({ record }: Pick<RaceState, 'record'>): RatesAbout | null {
  if (record === null) return null;
  const { task, steps, seed } = record.config;
  return {
    task,
    steps,
    used: { by: 'race', seed },
    rates: record.lines.flatMap(({ id, rate }) =>
      rate !== null && isRated(id) ? [{ name: id, rate }] : [],
    ),
    use: (name, learningRate) => lab.race.getState().setLearningRate(name, learningRate),
  };
}
