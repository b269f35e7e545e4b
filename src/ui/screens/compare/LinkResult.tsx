import { useMemo } from 'react';
import { useStore } from 'zustand';
import { lab, useEngine, useLibrary, useRace } from '../../../app/hooks';
import { compareResults, resultOf } from '../../../app/links/compareResult';
import { resultText } from '../../../app/links/resultText';
import { isComplete } from '../../../app/race/raceSelectors';
import { sameData } from '../../../app/train/trainSettings';
import { BASELINE_LABELS, isBaselineName } from '../../../specs/optimizer';
import classes from './linkResult.module.css';

/** Whether the race gave the numbers that it gave whoever made the link. */
export default function LinkResult() {
  const claim = useStore(lab.address.claim, (state) => state.claim);
  const record = useRace((state) => state.record);
  const backend = useEngine((state) => state.backend);
  const entries = useLibrary((state) => state.entries);
  const settings = useRace((state) => state.settings);

  const complete = isComplete(record);
  const said = useMemo(() => {
    if (!claim || !record || !backend || !complete) return null;
    const { task, steps: horizon, problems, seed } = record.config;
    if (!sameData({ task, horizon, problems, seed }, claim.settings)) return null;
    const here = resultOf(record, backend);
    if (!here) return null;
    const nameOf = (id: string) =>
      record.lines.find((line) => line.id === id)?.label ??
      entries.find((entry) => entry.id === id)?.name ??
      (isBaselineName(id) ? BASELINE_LABELS[id] : id);
    const compared = compareResults(claim.result, here);
    const text = resultText(compared, claim.result, here, horizon, nameOf);
    const ownDigits = task.name === 'mnist' && task.data === 'files';
    return { ...text, ownDigits: ownDigits && !text.same };
  }, [claim, record, backend, complete, entries]);

  if (!claim || !sameData(settings, claim.settings)) return null;
  if (!said) {
    return complete ? null : (
      <p className={classes.result} data-kind="waiting">
        The link notes the numbers of its race. They are compared when the race has finished.
      </p>
    );
  }
  return (
    <p className={classes.result} data-kind={said.same ? 'same' : 'other'}>
      <strong>{said.title}.</strong> {said.more}
      {said.ownDigits &&
        ' The digits come from files of your own: those of the link may be others.'}
    </p>
  );
}
