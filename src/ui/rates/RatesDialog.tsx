import '@mantine/core/styles/CloseButton.css';
import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { CloseButton, Modal } from '@mantine/core';
import { useMemo, useState } from 'react';
import { digitsSentence, fileSuffix, taskLabel } from '../../app/taskText';
import { type AxisSpec, CurvesFigure } from '../charts';
import controls from '../controls/controls.module.css';
import { Problem } from '../Problem';
import { Term } from '../terms/Term';
import { useNarrow } from '../useMedia';
import { RateItem } from './RateItem';
import classes from './rates.module.css';
import type { RatesAbout } from './ratesAbout';
import {
  chosenMarkers,
  hasMedians,
  lossDomain,
  type Measure,
  type Search,
  searchSeries,
  searchTable,
} from './ratesSeries';
import { streamsText } from './ratesWords';
import { useTuneAgain } from './useTuneAgain';

const HEIGHT = 340;
const PHONE_HEIGHT = 300;
const X: AxisSpec = { label: 'learning rate', scale: 'log' };

interface RatesDialogProps {
  about: RatesAbout;
  onClose: () => void;
}

/** The searches behind the baselines' learning rates: every rate that was tried, on what, by what, and the one chosen. */
export default function RatesDialog({ about, onClose }: RatesDialogProps) {
  const { task, steps, rates } = about;
  const narrow = useNarrow();
  const again = useTuneAgain(about);
  const [asked, setAsked] = useState<Measure>('mean');
  const searches = useMemo<Search[]>(
    () => [
      ...rates.flatMap(({ name, rate }) => (rate.tuning ? [{ name, tuning: rate.tuning }] : [])),
      ...rates.flatMap(({ name }) => {
        const found = again.found[name];
        return found ? [{ name, tuning: found, again: true }] : [];
      }),
    ],
    [rates, again.found],
  );
  const medians = hasMedians(searches);
  const measure = medians ? asked : 'mean';
  const series = useMemo(() => searchSeries(searches, measure), [searches, measure]);
  const markers = useMemo(() => chosenMarkers(searches, measure), [searches, measure]);
  const domain = useMemo(() => lossDomain(series), [series]);
  const above = domain !== null && series.some(({ y: losses }) => Math.max(...losses) > domain[1]);
  const table = useMemo(() => () => searchTable(searches), [searches]);
  const y = useMemo<AxisSpec>(
    () => ({
      label: `${measure} loss after ${steps} steps`,
      scale: 'log',
      ...(domain === null ? {} : { domain }),
    }),
    [measure, steps, domain],
  );
  return (
    <Modal.Root opened onClose={onClose} size="56rem" fullScreen={narrow}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body className={classes.body ?? ''}>
          <div className={classes.header}>
            <Modal.Title className={classes.title ?? ''}>How the rates were found</Modal.Title>
            <CloseButton aria-label="Close" onClick={onClose} />
          </div>
          <p>
            {taskLabel(task)}, {steps} steps. Every baseline runs at each{' '}
            <Term id="tunedRate">learning rate of a grid</Term> from the same starts, and the rate
            with the lowest mean loss at the end is the one it races with. {streamsText(about)}
          </p>
          <CurvesFigure
            title="Loss at each learning rate"
            fileName={`learning-rates${fileSuffix(task)}`}
            about={digitsSentence(task)}
            height={narrow ? PHONE_HEIGHT : HEIGHT}
            series={series}
            markers={markers}
            table={table}
            x={X}
            y={y}
            xName="learning rate"
            labels="legend"
            options={medians && <MeasureChoice measure={measure} onChange={setAsked} />}
            description={
              <>
                Marked: the rate that was chosen, by the mean. A rate at which a problem diverged
                has no point{above && ', and losses far above the others lie outside of the frame'}.{' '}
                {digitsSentence(task)}
              </>
            }
            empty={searches.length === 0 ? 'All rates were set by hand.' : undefined}
          />
          {again.error && <Problem title="The tuning failed" error={again.error} />}
          <ul className={classes.list} aria-label="Searches">
            {rates.map((place) => (
              <RateItem key={place.name} about={about} place={place} again={again} />
            ))}
          </ul>
          <p className={classes.muted}>
            Rates are kept for the task and its number of steps; where either changes, they are
            tuned anew. Tune again makes the same search once more, on the same problems, here and
            now.
          </p>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

interface MeasureChoiceProps {
  measure: Measure;
  onChange: (measure: Measure) => void;
}

function MeasureChoice({ measure, onChange }: MeasureChoiceProps) {
  return (
    <label className={controls.check}>
      <input
        type="checkbox"
        checked={measure === 'median'}
        onChange={(event) => onChange(event.currentTarget.checked ? 'median' : 'mean')}
      />
      median
    </label>
  );
}
