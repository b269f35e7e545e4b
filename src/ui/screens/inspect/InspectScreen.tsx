import { lab, useInspect } from '../../../app/hooks';
import type { DigitSource } from '../../../specs/task';
import { DigitsRemedy } from '../../data/DigitsRemedy';
import { Problem } from '../../Problem';
import { StatusLine } from '../../StatusLine';
import { Term } from '../../terms/Term';
import { asSentence } from '../../words';
import screen from '../screens.module.css';
import classes from './inspect.module.css';
import { Panels } from './Panels';
import { SelectionBar } from './SelectionBar';
import { TraceControls } from './TraceControls';
import { useKeys } from './useKeys';

/** What an optimizer does to each coordinate: everything it did to one problem, and why (paper, Appendix B). */
export default function InspectScreen() {
  useKeys();
  return (
    <div className={screen.screen}>
      <div className={screen.lead}>
        <h2>
          What has it learned? Everything that one <Term id="optimizer">optimizer</Term> did to one
          problem, step by step and <Term id="coordinate">coordinate</Term> by coordinate.
        </h2>
        <p className={classes.keys}>
          <kbd>←</kbd> <kbd>→</kbd> a step, with <kbd>Shift</kbd> ten; <kbd>[</kbd> <kbd>]</kbd>{' '}
          another coordinate; <kbd>Space</kbd> plays
        </p>
      </div>
      <TraceControls />
      <TraceStatus />
      <SelectionBar />
      <Panels />
    </div>
  );
}

/** The trace again, with other digits. */
function traceWith(data: DigitSource): void {
  const inspect = lab.inspect.getState();
  const { task } = inspect.settings;
  if (task.name !== 'mnist') return;
  inspect.updateSettings({ task: { ...task, data } });
  void inspect.trace();
}

function TraceStatus() {
  const text = useInspect((state) => state.text);
  const status = useInspect((state) => state.status);
  const error = useInspect((state) => state.error);
  const stale = useInspect((state) => state.stale);
  const own = useInspect((state) => state.settings.source === 'own');
  const divergence = useInspect((state) => state.summary?.divergence ?? null);
  const busy = status === 'waiting' || status === 'tracing';
  return (
    <>
      <StatusLine
        text={
          stale && !busy ? `${text} The settings have changed: press Trace for a new one.` : text
        }
        phase={`${status} ${stale}`}
        tone={status === 'failed' ? 'bad' : busy ? 'busy' : 'quiet'}
        phoneLines={4}
      />
      {divergence && !busy && (
        <Problem
          title={`It diverged at step ${divergence.step}`}
          error={{ ...divergence, message: asSentence(divergence.message) }}
        />
      )}
      {error && (
        <Problem title="There is no trace" error={error}>
          {error.code === 'no-data' && own ? <DigitsRemedy onChange={traceWith} /> : undefined}
        </Problem>
      )}
    </>
  );
}
