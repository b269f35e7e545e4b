import { useSearch } from '../../../../app/hooks';
import { shareDone } from '../../../../app/search/searchRows';
import type { Trial } from '../../../../specs/search';
import { formatCount, formatNumber } from '../../../charts';
import { Icon } from '../../../icons';
import { ProgressBar } from '../../../ProgressBar';
import { ToolButton } from '../../../ToolButton';
import { keepTrial, raceTrial, trainTrial } from './actions';
import classes from './search.module.css';

interface LeaderboardToolsProps {
  best: Trial | null;
  keptBest: boolean;
}

/** How far the search is, who is the best so far, and what to do with it. */
export function LeaderboardTools({ best, keptBest }: LeaderboardToolsProps) {
  const share = useSearch((state) => (state.search === null ? 0 : shareDone(state.search)));
  const trial = best?.number ?? 0;
  return (
    <div className={classes.tools}>
      <p className={classes.leader}>
        {best === null || best.score === null
          ? 'No trial has a score yet.'
          : `Trial ${trial} leads: validation loss ${formatNumber(best.score)} after ${formatCount(best.bestHorizon ?? 0)} horizons.`}
      </p>
      <ProgressBar name="Budget used" value={share} max={1} className={classes.budget} />
      <ToolButton off={best === null || keptBest} onClick={() => void keepTrial(trial)}>
        {keptBest ? 'The best is kept' : 'Keep the best'}
      </ToolButton>
      <ToolButton
        off={best === null}
        onClick={() => void raceTrial(trial)}
        leftSection={<Icon name="flag" />}
      >
        Race the best
      </ToolButton>
      <ToolButton off={best === null} onClick={() => trainTrial(trial)}>
        Train with its settings
      </ToolButton>
    </div>
  );
}
