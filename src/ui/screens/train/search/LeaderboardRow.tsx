import { Button } from '@mantine/core';
import { memo } from 'react';
import { TRIAL_STATE_WORDS } from '../../../../app/search/searchText';
import type { Trial, Varied } from '../../../../specs/search';
import { formatCount, formatNumber, optimizerStyle, Sparkline } from '../../../charts';
import { keepTrial, trainTrial } from './actions';
import classes from './search.module.css';

interface LeaderboardRowProps {
  trial: Trial;
  rank: number;
  varied: readonly Varied[];
  best: boolean;
  /** Horizons of a whole training. */
  epochs: number;
  pointed: boolean;
  kept: boolean;
  onPoint: (trial: number | null) => void;
}

export const LeaderboardRow = memo(function LeaderboardRow(props: LeaderboardRowProps) {
  const { trial, rank, varied, best, epochs, pointed, kept, onPoint } = props;
  const { number, settings, score, state, horizonsDone, trouble, validation } = trial;
  const curve = validation.map(([, mean]) => mean ?? Number.NaN);
  return (
    <tr
      data-best={best}
      data-pointed={pointed}
      data-state={state}
      onPointerEnter={() => onPoint(number)}
      onPointerLeave={() => onPoint(null)}
      onFocus={() => onPoint(number)}
      onBlur={() => onPoint(null)}
    >
      <td>{rank}</td>
      <th scope="row">{number}</th>
      <td className={classes.score}>{score === null ? '–' : formatNumber(score)}</td>
      {varied.map((name) => (
        <td key={name}>{settings[name] ?? '–'}</td>
      ))}
      <td>
        {curve.length > 1 && (
          <Sparkline values={curve} style={optimizerStyle(0)} width={90} height={26} />
        )}
      </td>
      <td>
        {TRIAL_STATE_WORDS[state]}
        {trouble !== null && <span className={classes.trouble}>{trouble}</span>}
      </td>
      <td>
        {formatCount(horizonsDone)}
        <span className={classes.quiet}>{` of ${formatCount(epochs)}`}</span>
      </td>
      <td className={classes.doing}>
        <Button
          size="compact-xs"
          variant="default"
          disabled={score === null || kept}
          aria-label={kept ? `Trial ${number} is kept` : `Keep trial ${number}`}
          onClick={() => void keepTrial(number)}
        >
          {kept ? 'Kept' : 'Keep'}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={`Train with the settings of trial ${number}`}
          onClick={() => trainTrial(number)}
        >
          Train with these
        </Button>
      </td>
    </tr>
  );
});
