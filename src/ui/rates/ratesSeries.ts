/** The searches as curves, and as a table. Pure. */
import { BASELINE_LABELS, type RatedBaseline } from '../../specs/optimizer';
import type { TunedRate } from '../../specs/race';
import type { DataTable, Marker, Series } from '../charts';
import { formatNumber, optimizerStyle } from '../charts';

/** One search: of an optimizer, and whether it was made once more just now. */
export interface Search {
  name: RatedBaseline;
  tuning: TunedRate;
  again?: boolean;
}

export type Measure = 'mean' | 'median';

const labelOf = ({ name, again }: Search) =>
  again ? `${BASELINE_LABELS[name]}, once more` : BASELINE_LABELS[name];
const idOf = ({ name, again }: Search) => (again ? `${name}-again` : name);

type Tried = TunedRate['grid'][number];
const lossOf = (tried: Tried, measure: Measure): number | null =>
  measure === 'mean' ? tried.loss : (tried.median ?? null);

/** Whether medians were kept: those of searches of long ago were not. */
export const hasMedians = (searches: readonly Search[]): boolean =>
  searches.length > 0 &&
  searches.every(({ tuning }) => tuning.grid.every((t) => t.loss === null || t.median != null));

/** The loss at each rate; rates that diverged have no point. */
export function searchSeries(searches: readonly Search[], measure: Measure): Series[] {
  return searches.map((search) => {
    const points = search.tuning.grid.flatMap((tried) => {
      const loss = lossOf(tried, measure);
      return loss === null ? [] : [[tried.learningRate, loss] as const];
    });
    const style = optimizerStyle(search.name);
    return {
      id: idOf(search),
      label: labelOf(search),
      style: search.again ? { ...style, width: style.width / 2 } : style,
      x: points.map(([rate]) => rate),
      y: points.map(([, loss]) => loss),
    };
  });
}

/** The rates that were chosen, always by the mean. */
export function chosenMarkers(searches: readonly Search[], measure: Measure): Marker[] {
  return searches.flatMap((search, place) => {
    const { learningRate, grid } = search.tuning;
    // One made once more that came to the same has its mark already.
    const marked = searches
      .slice(0, place)
      .some(({ name, tuning }) => name === search.name && tuning.learningRate === learningRate);
    if (marked) return [];
    const tried = grid.find((one) => one.learningRate === learningRate);
    const loss = tried === undefined ? null : lossOf(tried, measure);
    if (loss === null) return [];
    const label = formatNumber(learningRate);
    return [
      { id: idOf(search), x: learningRate, y: loss, label, style: optimizerStyle(search.name) },
    ];
  });
}

/** Losses below which everything of interest lies: some way above those at the smallest rates, which hardly move. */
const ROOM = 3;

/** The loss axis: rates that nearly diverged lead to losses beside which all others would be one line. */
export function lossDomain(series: readonly Series[]): readonly [number, number] | null {
  const firsts = series.flatMap(({ y }) => (y.length > 0 ? [y[0] as number] : []));
  const least = Math.min(...series.map(({ y }) => Math.min(...y)));
  const most = Math.max(...firsts);
  if (!(least > 0 && Number.isFinite(least) && Number.isFinite(most))) return null;
  return [least / ROOM, most * ROOM];
}

const COLUMNS = ['optimizer', 'learning rate', 'mean loss', 'median loss', 'note'] as const;

/** One row for each rate that was tried. */
export function searchTable(searches: readonly Search[]): DataTable {
  const rows = searches.flatMap((search) =>
    search.tuning.grid.map((tried): (string | number | null)[] => [
      labelOf(search),
      tried.learningRate,
      tried.loss,
      tried.median ?? null,
      noteOf(search, tried),
    ]),
  );
  return {
    columns: COLUMNS,
    rows: rows.length,
    cell: (row, column) => rows[row]?.[column] ?? null,
  };
}

function noteOf({ tuning }: Search, { learningRate, loss }: Tried): string | null {
  if (loss === null) return 'diverged';
  return learningRate === tuning.learningRate ? 'chosen' : null;
}
