import type { ReactNode } from 'react';
import type { DigitSource } from '../../../specs/task';
import classes from './figures.module.css';

interface AboutProps {
  data: DigitSource | null;
  /** Whose digits they are; always to be seen. */
  lead: string;
  /** When, where and from what it was computed. */
  children: ReactNode;
  /** How the numbers came about, sentence by sentence. */
  protocol: readonly string[];
}

/** Below the numbers: where they are from. */
export function About({ data, lead, children, protocol }: AboutProps) {
  return (
    <div className={classes.about}>
      <p>
        {data !== null && (
          <strong data-synthetic={data === 'synthetic' || undefined}>{lead}</strong>
        )}{' '}
        {children}
      </p>
      <details>
        <summary>How it is computed</summary>
        <ul>
          {protocol.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      </details>
    </div>
  );
}
