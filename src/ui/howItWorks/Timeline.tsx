import { Part } from './drawing';
import classes from './howItWorks.module.css';

interface TimelineProps {
  segments: readonly { from: number; to: number }[];
  current: number;
  horizon: number;
}

/** The whole horizon as a bar, divided where the graph is cut; the unroll that the picture shows is filled. */
export function Timeline({ segments, current, horizon }: TimelineProps) {
  const shown = segments[current];
  return (
    <div className={classes.timeline}>
      <svg viewBox="0 0 600 14" preserveAspectRatio="none" aria-hidden="true">
        <Part part="horizon">
          <rect className={classes.whole} x={0} y={2} width={600} height={10} />
          {shown && (
            <rect
              className={classes.now}
              x={(shown.from / horizon) * 600}
              y={2}
              width={((shown.to - shown.from) / horizon) * 600}
              height={10}
            />
          )}
          {segments.slice(1).map(({ from }) => (
            <line
              key={from}
              className={classes.tick}
              x1={(from / horizon) * 600}
              x2={(from / horizon) * 600}
              y1={0}
              y2={14}
            />
          ))}
        </Part>
      </svg>
      <p>
        Unroll {current + 1} of {segments.length}
        {shown && `, steps ${shown.from} to ${shown.to} of ${horizon}`}
      </p>
    </div>
  );
}
