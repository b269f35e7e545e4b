import type { MouseEvent } from 'react';
import { formatLink } from '../../../app/address/addressBar';
import { DEFAULT_LINK_STATE } from '../../../app/address/linkState';
import { FIGURE_NAMES } from '../../../app/figures/figuresText';
import { lab, useLibrary } from '../../../app/hooks';
import { dissectedLink, openInInspect } from '../../../app/inspect/openInInspect';
import type { DissectionResult } from '../../../specs/dissectionResult';
import classes from './figures.module.css';

/** To the same weight on Inspect, at a step, where everything else about it can be seen. */
export function InspectLink({ result, step }: { result: DissectionResult; step: number }) {
  const here = useLibrary((state) => state.entries.some(({ id }) => id === result.optimizer.id));
  if (!here) return null;
  const link = dissectedLink(result, step);
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    void openInInspect(lab, link);
  };
  const { page } = DEFAULT_LINK_STATE;
  return (
    <p className={classes.onward}>
      <a
        href={formatLink({
          ...DEFAULT_LINK_STATE,
          page: { ...page, tab: 'inspect' },
          inspect: link,
        })}
        aria-label={`Open ${FIGURE_NAMES[result.figure]} in Inspect`}
        onClick={open}
      >
        Open in Inspect
      </a>{' '}
      <span className={classes.aside}>at step {step}</span>
    </p>
  );
}
