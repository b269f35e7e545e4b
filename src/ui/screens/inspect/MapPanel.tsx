import { memo, useCallback, useMemo } from 'react';
import { lab, useInspect } from '../../../app/hooks';
import {
  MAP_ORDERS,
  MAP_QUANTITIES,
  type MapOrder,
  type MapQuantity,
  type TraceConfig,
} from '../../../specs/trace';
import {
  formatCount,
  type HeatData,
  type HeatPick,
  type PlaceGroup,
  type PlaceMark,
  type PlaceWindow,
} from '../../charts';
import { HeatMapFigure } from '../../charts/onDemand';
import controls from '../../controls/controls.module.css';
import { Term } from '../../terms/Term';
import { aboutTrace, fileNameOf } from './about';
import { useCoordinateStyles } from './coordinateStyles';
import classes from './inspect.module.css';
import { coordinateAt, groupPlaces, placeOfCoordinate, shownAt } from './mapPlaces';
import { useNameOf } from './names';
import { aimAt } from './pointing';
import { useStep } from './useSelected';

export const MAP_HEIGHT = 460;

const QUANTITIES: Record<MapQuantity, string> = {
  update: 'update',
  gradient: 'gradient',
  value: 'value',
  ratio: 'update / gradient',
};
const ORDERS: Record<MapOrder, string> = {
  layer: 'by number',
  magnitude: 'largest first',
};
/** A few coordinates need no more room than their rows. */
const heightOf = (places: number): number =>
  Math.min(MAP_HEIGHT, Math.max(LEAST_HEIGHT, AROUND_ROWS + places * TALLEST_ROW));
const LEAST_HEIGHT = 220;
const AROUND_ROWS = 110;
const TALLEST_ROW = 36;

const NO_GROUPS: readonly PlaceGroup[] = [];
const setWindow = ({ from, to }: PlaceWindow) => lab.inspect.getState().setMap({ from, to });

/** All coordinates over all steps; a click selects one. */
export function MapPanel({ config, following }: { config: TraceConfig; following: boolean }) {
  const map = useInspect((state) => state.map.value);
  const error = useInspect((state) => state.map.error);
  const view = useInspect((state) => state.view.map);
  const summary = useInspect((state) => state.summary);
  const selected = useInspect((state) => state.selection.coordinates);
  const step = useStep(following);
  const nameOf = useNameOf();
  const styleOf = useCoordinateStyles();

  const data = useMemo<HeatData | null>(
    () =>
      map && {
        rows: map.rows,
        columns: map.steps,
        values: map.values,
        from: map.config.from,
        to: map.config.to,
      },
    [map],
  );
  const places = summary?.kept.length ?? 0;
  const byLayer = map?.config.order === 'layer';
  const groups = useMemo(
    () =>
      summary !== null && byLayer && summary.groups.length > 1 ? groupPlaces(summary) : NO_GROUPS,
    [summary, byLayer],
  );
  const marks = useMemo(
    () =>
      selected.flatMap((coordinate, i): PlaceMark[] => {
        const place = map === null ? null : placeOfCoordinate(map, coordinate);
        if (place === null) return [];
        return [{ id: `${coordinate}`, place, label: nameOf(coordinate), style: styleOf(i) }];
      }),
    [selected, map, nameOf, styleOf],
  );
  const rowName = useCallback(
    (from: number, to: number) => {
      const first = map === null ? null : coordinateAt(map, from);
      if (to - from === 1) return first === null ? `place ${from}` : nameOf(first);
      const range = `${formatCount(from)} to ${formatCount(to - 1)}`;
      return byLayer ? `coordinates ${range}` : `places ${range}`;
    },
    [map, nameOf, byLayer],
  );
  const pick = useCallback(
    ({ row, column, from, add }: HeatPick) => {
      const coordinate =
        map === null ? null : (shownAt(map, row, column) ?? coordinateAt(map, from));
      if (coordinate !== null) lab.inspect.getState().selectCoordinate(coordinate, add);
    },
    [map],
  );
  const window = useMemo(() => ({ from: view.from, to: view.to }), [view.from, view.to]);
  const each = map === null ? 1 : Math.ceil((map.config.to - map.config.from) / map.rows);

  return (
    <HeatMapFigure
      title="Coordinate map"
      fileName={fileNameOf('coordinate-map', config)}
      about={aboutTrace(config)}
      height={heightOf(places)}
      data={data}
      places={places}
      window={window}
      onWindowChange={setWindow}
      largest={map?.largest ?? 1}
      linearBelow={map?.linearBelow ?? 1}
      valueName={QUANTITIES[map?.config.quantity ?? view.quantity]}
      placeName="coordinate"
      xLabel="step t"
      yLabel={byLayer ? 'coordinate' : 'place by magnitude'}
      rowName={rowName}
      groups={groups}
      marks={marks}
      cursor={step}
      onCursorChange={aimAt}
      onPick={pick}
      options={<MapOptions quantity={view.quantity} order={view.order} />}
      description={
        <>
          The <Term id="coordinateMap">map</Term> of all coordinates: {QUANTITIES[view.quantity]},
          orange above zero, blue below. Click on a row to look at that coordinate, with Shift to
          add it.{' '}
          {each > 1 &&
            `A row stands for ${each} coordinates and shows the largest of each step; a click takes the one that shows. `}
          {summary !== null &&
            summary.kept.length < summary.coordinates &&
            `Kept: ${formatCount(summary.kept.length)} of ${formatCount(summary.coordinates)} coordinates.`}
        </>
      }
      empty={
        data !== null
          ? undefined
          : (error?.message ?? 'All coordinates over all steps, as colours.')
      }
    />
  );
}

const MapOptions = memo(function MapOptions({
  quantity,
  order,
}: {
  quantity: MapQuantity;
  order: MapOrder;
}) {
  const { setMap } = lab.inspect.getState();
  return (
    <>
      <label className={classes.option}>
        of
        <select
          className={controls.select}
          aria-label="Quantity of the map"
          value={quantity}
          onChange={(event) => {
            const chosen = MAP_QUANTITIES.find((one) => one === event.currentTarget.value);
            if (chosen) setMap({ quantity: chosen });
          }}
        >
          {MAP_QUANTITIES.map((one) => (
            <option key={one} value={one}>
              {QUANTITIES[one]}
            </option>
          ))}
        </select>
      </label>
      <label className={classes.option}>
        in order
        <select
          className={controls.select}
          aria-label="Order of the map"
          value={order}
          onChange={(event) => {
            const chosen = MAP_ORDERS.find((one) => one === event.currentTarget.value);
            if (chosen) setMap({ order: chosen });
          }}
        >
          {MAP_ORDERS.map((one) => (
            <option key={one} value={one}>
              {ORDERS[one]}
            </option>
          ))}
        </select>
      </label>
    </>
  );
});
