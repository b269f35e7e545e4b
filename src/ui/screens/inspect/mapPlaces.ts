/** Places in the coordinate map, in whichever order, and the coordinates that stand there. Pure. */
import { keptBelow } from '../../../app/inspect/inspectSelection';
import type { CoordinateMap, TraceSummary } from '../../../specs/trace';
import type { PlaceGroup } from '../../charts';

/** The groups as places of a map by layer: of the coordinates that were kept. */
export function groupPlaces({ groups, kept }: Pick<TraceSummary, 'groups' | 'kept'>): PlaceGroup[] {
  return groups.map(({ name, start, end }) => ({
    name,
    from: keptBelow(kept, start),
    to: keptBelow(kept, end),
  }));
}

/** The place of a coordinate; null where the map does not reach it. */
export function placeOfCoordinate(
  map: Pick<CoordinateMap, 'config' | 'coordinates'>,
  coordinate: number,
): number | null {
  const at = map.coordinates.indexOf(coordinate);
  return at === -1 ? null : map.config.from + at;
}

/** The coordinate at a place; null where the map does not reach it. */
export function coordinateAt(
  map: Pick<CoordinateMap, 'config' | 'coordinates'>,
  place: number,
): number | null {
  return map.coordinates[place - map.config.from] ?? null;
}

/** The coordinate whose number shows in a row at a step, among all that the row stands for; null where none does. */
export function shownAt(
  { shown, steps }: Pick<CoordinateMap, 'shown' | 'steps'>,
  row: number,
  step: number,
): number | null {
  const coordinate = shown[row * steps + step];
  return coordinate === undefined || coordinate < 0 ? null : coordinate;
}
