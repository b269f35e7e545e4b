import { Button } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { lab, useRuns } from '../../../../app/hooks';
import type { Thinning } from '../../../../app/runs/types';
import { errorInfo } from '../../../../specs/errors';
import { ProgressBar } from '../../../ProgressBar';
import classes from './runs.module.css';
import { bytesInWords, counted, NEARLY_FULL, quotaInWords, shareUsed } from './words';

/** How much of the browser's room is taken, whether it stays, and how to have more. */
export function Space() {
  const quota = useRuns((state) => state.quota);
  const storage = useRuns((state) => state.storage);
  const any = useRuns((state) => state.runs.length > 0);
  const [offer, setOffer] = useState<Thinning | null>(null);
  // With every run that comes or goes there is other room.
  useEffect(() => {
    refreshQuota();
    return lab.runs.subscribe((now, before) => {
      if (now.runs.length === before.runs.length) return;
      refreshQuota();
      // It may have been about runs that are gone.
      setOffer(null);
    });
  }, []);
  const [refused, setRefused] = useState(false);
  const [said, setSaid] = useState('');
  const headingId = useId();
  if (storage === 'memory' || (quota === null && !any)) return null;
  const full = quota !== null && shareUsed(quota) >= NEARLY_FULL;

  const failed = (thrown: unknown) => setSaid(errorInfo(thrown).message);
  const ask = () => {
    lab.runs
      .getState()
      .persist()
      .then((granted) => setRefused(!granted), failed);
  };
  const look = () => {
    setSaid('');
    lab.runs.getState().offerThinning().then(setOffer, failed);
  };
  const thin = ({ runs, bytes }: Thinning) => {
    setOffer(null);
    lab.runs
      .getState()
      .thin(runs.map(({ id }) => id))
      .then(() => setSaid(`About ${bytesInWords(bytes)} were freed.`), failed);
  };

  return (
    <section className={classes.space} aria-labelledby={headingId} data-full={full}>
      <h3 id={headingId}>Space in this browser</h3>
      {quota === null ? (
        <p>The browser does not say how much it gives.</p>
      ) : (
        <>
          <div className={classes.quota}>
            <ProgressBar
              name="Space used"
              value={shareUsed(quota)}
              max={1}
              className={classes.quotaBar}
            />
            <span>
              {quotaInWords(quota)} {full && 'It is nearly full.'}
            </span>
          </div>
          <p className={classes.about}>
            {quota.persisted
              ? 'The browser keeps it until you delete it.'
              : 'The browser may clear it when the disk runs low.'}{' '}
            {refused &&
              'It did not promise to keep it; some browsers do once the Lab is installed, or bookmarked and used often.'}
          </p>
        </>
      )}
      <div className={classes.actions}>
        {quota !== null && !quota.persisted && (
          <Button size="compact-sm" variant="default" onClick={ask}>
            Ask the browser to keep it
          </Button>
        )}
        {any && offer === null && (
          <Button size="compact-sm" variant={full ? 'filled' : 'default'} onClick={look}>
            Free space
          </Button>
        )}
      </div>
      <p className={classes.about} aria-live="polite">
        {said}
      </p>
      {offer && <Offer offer={offer} onThin={() => thin(offer)} onLeave={() => setOffer(null)} />}
    </section>
  );
}

const refreshQuota = (): void =>
  void lab.runs
    .getState()
    .refreshQuota()
    .catch(() => undefined);

interface OfferProps {
  offer: Thinning;
  onThin: () => void;
  onLeave: () => void;
}

function Offer({ offer: { runs, bytes }, onThin, onLeave }: OfferProps) {
  if (runs.length === 0) {
    return (
      <p>
        No run that has ended takes any space worth freeing.{' '}
        <Button size="compact-sm" variant="default" onClick={onLeave}>
          Good
        </Button>
      </p>
    );
  }
  return (
    <section className={classes.notice} aria-label="What would be removed">
      <p>
        Removing the curves and checkpoints of {counted(runs.length, 'run')} frees about{' '}
        {bytesInWords(bytes)}. Settings, results, tags and notes stay; the runs cannot be resumed
        any more, and this is not undone. Export the library first if you want to keep them whole.
      </p>
      <ul>
        {runs.map(({ id, name, bytes: size }) => (
          <li key={id}>
            {name}, {bytesInWords(size)}
          </li>
        ))}
      </ul>
      <div className={classes.actions}>
        <Button size="compact-sm" onClick={onThin}>
          Remove curves and checkpoints
        </Button>
        <Button size="compact-sm" variant="default" onClick={onLeave}>
          Leave them
        </Button>
      </div>
    </section>
  );
}
