import { useMemo } from 'react';
import { useSearch } from '../../../../app/hooks';
import { endsOf, variedOf } from '../../../../app/search/searchRows';
import { VARIED_WORDS } from '../../../../app/search/searchText';
import { digitsSentence, fileSuffix } from '../../../../app/taskText';
import type { SearchState, Varied } from '../../../../specs/search';
import { useThrottledValue } from '../../../charts';
import { ParallelFigure } from '../../../charts/parallel/ParallelFigure';
import type { ParallelAxis, ParallelLine } from '../../../charts/parallel/parallelTypes';
import { Term } from '../../../terms/Term';
import { useNarrow } from '../../../useMedia';
import classes from './search.module.css';

const HEIGHT = 340;
const PHONE_HEIGHT = 300;
/** Trials change several times a second, and the picture need not. */
const PER_SECOND = 4;

interface SearchPictureProps {
  pointed: number | null;
  onPoint: (trial: number | null) => void;
}

/** All trials as lines through their settings to their scores. */
export function SearchPicture({ pointed, onPoint }: SearchPictureProps) {
  const newest = useSearch((state) => state.search);
  const search = useThrottledValue(newest, PER_SECOND);
  const narrow = useNarrow();
  const config = search?.config ?? null;
  const axes = useMemo(() => (config === null ? [] : axesOf(config)), [config]);
  const lines = useMemo(() => (search === null ? [] : linesOf(search)), [search]);
  const task = config?.training.task;
  return (
    <div>
      <ParallelFigure
        title="Trials"
        fileName={`search-trials${task ? fileSuffix(task) : ''}`}
        about={task ? digitsSentence(task) : ''}
        height={narrow ? PHONE_HEIGHT : HEIGHT}
        lineName="trial"
        axes={axes}
        lines={lines}
        pointed={pointed === null ? null : String(pointed)}
        onPoint={(id) => onPoint(id === null ? null : Number(id))}
        description={
          <>
            <Term id="parallelCoordinates">Parallel coordinates</Term>: a line is a trial, from its
            settings to its validation loss at the right; the strongest lines are the best trials.
          </>
        }
        empty={
          search === null
            ? 'Press Search: each trial becomes a line as soon as it has a score.'
            : undefined
        }
      />
      {/* As high with a text as without: what is below must not move under the pointer. */}
      <p className={classes.readout}>
        {pointed !== null && search !== null && pointedText(search, pointed)}
      </p>
    </div>
  );
}

function axesOf(config: SearchState['config']): ParallelAxis[] {
  const own = variedOf(config).map((name): ParallelAxis => {
    const label = VARIED_WORDS[name];
    const axis = config.space[name];
    if (name === 'preprocess') {
      return {
        key: name,
        label,
        scale: { names: (axis?.kind === 'values' ? axis.values : []).map(String) },
      };
    }
    const domain = endsOf(config, name);
    return { key: name, label, scale: scaleOf(config, name), ...(domain ? { domain } : {}) };
  });
  return [...own, { key: 'score', label: 'validation loss', scale: 'log' }];
}

function scaleOf({ space }: SearchState['config'], name: Varied): 'linear' | 'log' {
  const axis = space[name];
  if (axis?.kind === 'range') return axis.scale;
  return name === 'metaLearningRate' || name === 'outputScale' ? 'log' : 'linear';
}

function linesOf({ config, trials }: SearchState): ParallelLine[] {
  const varied = variedOf(config);
  return trials.map(({ number, settings, score, state }) => ({
    id: String(number),
    label: `trial ${number}`,
    values: [...varied.map((name) => settings[name] ?? null), score],
    broken: state === 'diverged' || state === 'failed',
  }));
}

function pointedText({ config, trials }: SearchState, number: number): string {
  const trial = trials[number];
  if (trial === undefined) return '';
  const set = variedOf(config).map((name) => `${VARIED_WORDS[name]} ${trial.settings[name]}`);
  const score = trial.score === null ? 'no score yet' : `loss ${trial.score.toPrecision(3)}`;
  return `Trial ${number}: ${set.join(', ')}; ${score}.`;
}
