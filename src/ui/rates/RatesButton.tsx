import { lazy, Suspense, useRef, useState } from 'react';
import classes from './rates.module.css';
import type { RatesAbout } from './ratesAbout';

// Nobody waits for the searches who does not ask for them.
const RatesDialog = lazy(() => import('./RatesDialog'));

interface RatesButtonProps {
  /** Made when the person asks. */
  about: () => RatesAbout | null | Promise<RatesAbout | null>;
}

/** Opens "How the rates were found". */
export function RatesButton({ about }: RatesButtonProps) {
  const [shown, setShown] = useState<RatesAbout | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const close = () => {
    setShown(null);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classes.open}
        onClick={() => void Promise.resolve(about()).then(setShown)}
      >
        How the rates were found
      </button>
      {shown && (
        <Suspense fallback={null}>
          <RatesDialog about={shown} onClose={close} />
        </Suspense>
      )}
    </>
  );
}
