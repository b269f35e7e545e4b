import { Box } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useSearch } from '../../../../app/hooks';
import {
  bestTrial,
  ranks,
  type SortKey,
  sortedTrials,
  variedOf,
} from '../../../../app/search/searchRows';
import { VARIED_WORDS } from '../../../../app/search/searchText';
import { useThrottledValue } from '../../../charts';
import { LeaderboardRow } from './LeaderboardRow';
import { LeaderboardTools } from './LeaderboardTools';
import classes from './search.module.css';

interface LeaderboardProps {
  pointed: number | null;
  onPoint: (trial: number | null) => void;
}

const PER_SECOND = 4;
/** More rows than this are for the data table and the files. */
const MOST_ROWS = 200;

/** Who leads: a row for each trial, sorted by any column. */
export function Leaderboard({ pointed, onPoint }: LeaderboardProps) {
  const newest = useSearch((state) => state.search);
  const search = useThrottledValue(newest, PER_SECOND);
  const kept = useSearch((state) => state.kept);
  const [sort, setSort] = useState<{ key: SortKey; falling: boolean }>({
    key: 'rank',
    falling: false,
  });
  const rows = useMemo(
    () => (search === null ? [] : sortedTrials(search, sort.key, sort.falling)),
    [search, sort],
  );
  const places = useMemo(() => (search === null ? new Map() : ranks(search)), [search]);
  if (search === null) return null;
  const varied = variedOf(search.config);
  const best = bestTrial(search);
  const columns: { key: SortKey; label: string }[] = [
    { key: 'rank', label: 'Rank' },
    { key: 'number', label: 'Trial' },
    // Before the settings: a phone has no room for all of them, and the loss is what counts.
    { key: 'score', label: 'Validation loss' },
    ...varied.map((name) => ({ key: name, label: capital(VARIED_WORDS[name]) })),
  ];
  const after: { key: SortKey; label: string }[] = [
    { key: 'state', label: 'State' },
    { key: 'horizons', label: 'Horizons' },
  ];
  const head = ({ key, label }: { key: SortKey; label: string }) => (
    <th
      key={key}
      scope="col"
      aria-sort={sort.key === key ? (sort.falling ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={classes.sort}
        onClick={() => setSort({ key, falling: sort.key === key && !sort.falling })}
      >
        {label}
        <span aria-hidden="true">{sort.key === key ? (sort.falling ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <section className={classes.leaderboard} aria-label="Leaderboard">
      <LeaderboardTools best={best} keptBest={best !== null && kept[best.number] !== undefined} />
      <Box
        className={classes.scroll ?? ''}
        role="region"
        aria-label="Leaderboard: trials"
        tabIndex={0}
      >
        <table className={classes.table}>
          <caption className={classes.caption}>
            {`${search.trials.length} trials, sorted by ${labelOf([...columns, ...after], sort.key).toLowerCase()}`}
            {rows.length > MOST_ROWS && `; the first ${MOST_ROWS} of them`}
          </caption>
          <thead>
            <tr>
              {columns.map(head)}
              <th scope="col">Curve</th>
              {after.map(head)}
              <th scope="col">
                <span className={classes.quiet}>What to do</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MOST_ROWS).map((trial) => (
              <LeaderboardRow
                key={trial.number}
                trial={trial}
                rank={places.get(trial.number) ?? 0}
                varied={varied}
                best={trial.number === best?.number}
                epochs={search.config.training.epochs}
                pointed={trial.number === pointed}
                kept={kept[trial.number] !== undefined}
                onPoint={onPoint}
              />
            ))}
          </tbody>
        </table>
      </Box>
    </section>
  );
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const labelOf = (columns: readonly { key: SortKey; label: string }[], key: SortKey): string =>
  columns.find((column) => column.key === key)?.label ?? '';
