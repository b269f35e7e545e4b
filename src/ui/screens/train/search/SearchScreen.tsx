import { useEffect, useState } from 'react';
import { lab, useSearch } from '../../../../app/hooks';
import { Problem } from '../../../Problem';
import { StatusLine } from '../../../StatusLine';
import { Term } from '../../../terms/Term';
import screen from '../../screens.module.css';
import { Leaderboard } from './Leaderboard';
import { SearchControls } from './SearchControls';
import { SearchDigits } from './SearchDigits';
import { SearchPicture } from './SearchPicture';

const BUSY = ['starting', 'running', 'stopping'];

/** A search over the settings of a training: what is varied, who leads, and what to do with the best. */
export default function SearchScreen() {
  useEffect(() => void lab.search.getState().load(), []);
  // A trial is pointed at in the picture or in the table, and marked in both.
  const [pointed, setPointed] = useState<number | null>(null);
  return (
    <>
      <div className={screen.lead}>
        <h2>
          <Term id="search">A search</Term> for good settings: many trainings with different ones,
          judged on the same validation problems.
        </h2>
      </div>
      <SearchControls />
      <SearchStatus />
      <SearchPicture pointed={pointed} onPoint={setPointed} />
      <Leaderboard pointed={pointed} onPoint={setPointed} />
    </>
  );
}

function SearchStatus() {
  const text = useSearch((state) => state.text);
  const status = useSearch((state) => state.status);
  const error = useSearch((state) => state.error);
  const tone = status === 'failed' ? 'bad' : BUSY.includes(status) ? 'busy' : 'quiet';
  return (
    <>
      <StatusLine text={text} phase={status} phoneLines={4} tone={tone} />
      {error && status === 'failed' && (
        <Problem title="The search failed" error={error}>
          {error.code === 'no-data' ? <SearchDigits /> : undefined}
        </Problem>
      )}
    </>
  );
}
