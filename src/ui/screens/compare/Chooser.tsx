import { ActionIcon } from '@mantine/core';
import { useId } from 'react';
import { lab, useLibrary, useRace } from '../../../app/hooks';
import type { Entrant, RateInUse } from '../../../app/raceTypes';
import { BASELINE_LABELS } from '../../../specs/optimizer';
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
  const learned = entrants.filter((e) => e.kind === 'learned').map((e) => e.id);
  const addable = entries.filter((entry) => !learned.includes(entry.id));
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
              <span className={classes.label}>
                {entrant.kind === 'baseline'
                  ? BASELINE_LABELS[entrant.id]
                  : (entries.find((e) => e.id === entrant.id)?.name ?? entrant.id)}
              </span>
            </label>
            {entrant.kind === 'baseline' ? (
              <RateField entrant={entrant} rate={rates[entrant.id] ?? null} />
            ) : (
              <ActionIcon
                variant="subtle"
                aria-label={`Take ${entries.find((e) => e.id === entrant.id)?.name ?? entrant.id} out of the race`}
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
      </p>
    </section>
  );
}

interface RateFieldProps {
  entrant: Extract<Entrant, { kind: 'baseline' }>;
  rate: RateInUse | null;
}

function RateField({ entrant, rate }: RateFieldProps) {
  const tuned = rate?.tuning ? formatNumber(rate.tuning.learningRate) : 'tuned';
  return (
    <label className={classes.rate}>
      <span aria-hidden="true">lr</span>
      <input
        type="number"
        className={controls.number}
        aria-label={`Learning rate of ${BASELINE_LABELS[entrant.id]}`}
        min={0}
        step="any"
        placeholder={tuned}
        value={entrant.manualRate ?? ''}
        onChange={(event) => {
          const value = event.currentTarget.valueAsNumber;
          lab.race.getState().setLearningRate(entrant.id, value > 0 ? value : null);
        }}
      />
    </label>
  );
}
