import type { ReactNode } from 'react';
import type { ErrorInfo } from '../specs/errors';
import classes from './Problem.module.css';

interface ProblemProps {
  /** What failed: "The race failed". */
  title: string;
  error: Pick<ErrorInfo, 'message' | 'remedy' | 'detail'>;
  /** What can be done from here. */
  children?: ReactNode;
}

/** An error where it happened: what, why, and what to do. */
export function Problem({ title, error, children }: ProblemProps) {
  return (
    <div className={classes.problem} role="alert">
      <p>
        <strong>{title}.</strong> {error.message}
      </p>
      {error.remedy !== undefined && <p>{error.remedy}</p>}
      {error.detail !== undefined && (
        <details>
          <summary>Details</summary>
          <pre>{error.detail}</pre>
        </details>
      )}
      {children !== undefined && <div className={classes.actions}>{children}</div>}
    </div>
  );
}
