import { lazy, Suspense } from 'react';
import type { DigitSource } from '../../specs/task';
import classes from './data.module.css';

const DigitsBox = lazy(() => import('./DigitsBox'));

export interface DigitsPanelProps {
  value: DigitSource;
  onChange: (source: DigitSource) => void;
}

/**
 * Which digits a task uses: the choice, how many there are and what they look like, and how to get the real ones.
 * Digits that the person adds while it is in view are chosen.
 */
export function DigitsPanel(props: DigitsPanelProps) {
  return (
    <Suspense fallback={<div className={classes.panel} />}>
      <DigitsBox {...props} />
    </Suspense>
  );
}
