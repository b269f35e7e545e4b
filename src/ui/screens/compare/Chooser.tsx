import { ActionIcon } from '@mantine/core';
import { useId } from 'react';
import { lab, useLibrary, useRace } from '../../../app/hooks';
import type { Entrant, RateInUse } from '../../../app/race/raceTypes';
import {
  BASELINE_LABELS,
  BASELINE_NAMES,
  isBaselineName,
  isPaperBaseline,
  isRated,
  type RatedBaseline,
} from '../../../specs/optimizer';
import { formatNumber } from '../../charts';
import controls from '../../controls/controls.module.css';
import { Icon } from '../../icons';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import { Term } from '../../terms/Term';
import screen from '../screens.module.css';
import classes from './chooser.module.css';

/** Which optimizers take part, and at which learning rate. */
export function Chooser() {
  const headingId = useId();
  const entrants = useRace((state) => state.entrants);
  const rates = useRace((state) => state.rates);
  const entries = useLibrary((state) => state.entries);
  const styleOf = useStyles();
  const listed: readonly string[] = entrants.map((e) => e.id);
  const addable = entries.filter((entry) => !listed.includes(entry.id));
  const more = BASELINE_NAMES.filter((name) => !listed.includes(name));
  const nameOf = (entrant: Entrant) =>
    entrant.kind === 'baseline'
      ? BASELINE_LABELS[entrant.id]
      : (entries.find((e) => e.id === entrant.id)?.name ?? entrant.id);
  return (
    <section aria-labelledby={headingId}>
      <h3 id={headingId} className={classes.heading}>
        Which optimizers
      </h3>
      <ul className={classes.list}>
        {entrants.map((entrant) => (
          <li key={entrant.id} className={classes.entrant}>
            <label className={classes.choice}>
              <input
                type="checkbox"
                checked={entrant.enabled}
                onChange={() => lab.race.getState().toggleOptimizer(entrant.id)}
              />
              <Swatch style={styleOf(entrant.id)} />
              <span className={classes.label}>{nameOf(entrant)}</span>
            </label>
            {isRated(entrant.id) && entrant.kind === 'baseline' && (
              <RateField
                name={entrant.id}
                manualRate={entrant.manualRate}
                rate={rates[entrant.id] ?? null}
              />
            )}
            {entrant.id === 'lbfgs' && (
              <span className={`${screen.small} ${screen.muted}`}>line search</span>
            )}
            {!isPaperBaseline(entrant.id) && (
              <ActionIcon
                variant="subtle"
                aria-label={`Take ${nameOf(entrant)} out of the race`}
                onClick={() => lab.race.getState().removeOptimizer(entrant.id)}
              >
                <Icon name="close" />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <select
        className={`${controls.select} ${classes.add}`}
        aria-label="Add from library"
        value=""
        disabled={addable.length === 0}
        onChange={(event) => lab.race.getState().addOptimizer(event.currentTarget.value)}
      >
        <option value="">
          {addable.length === 0 ? 'All of the library takes part' : '+ Add from library'}
        </option>
        {addable.map((entry) => (
          <option key={entry.id} value={entry.id}>
            {entry.name}
          </option>
        ))}
      </select>
      <select
        className={`${controls.select} ${classes.add}`}
        aria-label="More baselines"
        value=""
        disabled={more.length === 0}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (isBaselineName(value)) lab.race.getState().addBaseline(value);
        }}
      >
        <option value="">
          {more.length === 0 ? 'All baselines are listed' : '+ More baselines'}
        </option>
        {more.map((name) => (
          <option key={name} value={name}>
            {BASELINE_LABELS[name]}
          </option>
        ))}
      </select>
      <p className={`${screen.small} ${screen.muted} ${classes.note}`}>
        An empty learning rate is tuned: the best on a log grid by final loss, on problems of their
        own.{' '}
        <Term id="sgd" then=",">
          SGD
        </Term>{' '}
        <Term id="nag" then=",">
          NAG
        </Term>{' '}
        <Term id="rmsprop">RMSprop</Term> and <Term id="adam">Adam</Term> otherwise as Torch7 has
        them.
        {entrants.some((e) => e.kind === 'baseline' && !isPaperBaseline(e.id)) && (
          <MoreTerms entrants={entrants} />
        )}
      </p>
    </section>
  );
}

/** "Beyond the paper's four: Momentum, L-BFGS." Each explains itself. */
function MoreTerms({ entrants }: { entrants: readonly Entrant[] }) {
  const names = entrants.flatMap((e) =>
    e.kind === 'baseline' && !isPaperBaseline(e.id) ? [e.id] : [],
  );
  return (
    <>
      {' '}
      Beyond the paper’s four:{' '}
      {names.map((name, i) => (
        <span key={name}>
          <Term id={name} then={i === names.length - 1 ? '.' : ','}>
            {BASELINE_LABELS[name]}
          </Term>{' '}
        </span>
      ))}
    </>
  );
}

interface RateFieldProps {
  name: RatedBaseline;
  manualRate: number | null;
  rate: RateInUse | null;
}

function RateField({ name, manualRate, rate }: RateFieldProps) {
  const tuned = rate?.tuning ? formatNumber(rate.tuning.learningRate) : 'tuned';
  return (
    <label className={classes.rate}>
      <span aria-hidden="true">lr</span>
      <input
        type="number"
        className={controls.number}
        aria-label={`Learning rate of ${BASELINE_LABELS[name]}`}
        min={0}
        step="any"
        placeholder={tuned}
        value={manualRate ?? ''}
        onChange={(event) => {
          const value = event.currentTarget.valueAsNumber;
          lab.race.getState().setLearningRate(name, value > 0 ? value : null);
        }}
      />
    </label>
  );
}
