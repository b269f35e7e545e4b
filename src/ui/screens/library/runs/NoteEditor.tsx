import { useEffect, useRef, useState } from 'react';
import { lab } from '../../../../app/hooks';
import type { ListedRun } from '../../../../app/runs/types';
import { errorInfo } from '../../../../specs/errors';
import classes from './details.module.css';

/** As long as somebody types without a pause, nothing is written. */
const SAVE_AFTER_MS = 700;

type Saying = { text: string; bad: boolean };
const SILENT: Saying = { text: '', bad: false };

/** A run's note, which is kept while it is written: soon after the last key, and when the field is left. */
export function NoteEditor({ run }: { run: ListedRun }) {
  const [draft, setDraft] = useState<string | null>(null);
  const [saying, setSaying] = useState<Saying>(SILENT);
  const pending = useRef<string | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const { id } = run;

  const save = useRef(async () => {});
  save.current = async () => {
    clearTimeout(timer.current);
    const note = pending.current;
    if (note === null) return;
    pending.current = null;
    try {
      await lab.runs.getState().setNote(id, note);
      if (pending.current === null) setSaying({ text: 'Saved.', bad: false });
    } catch (thrown) {
      // It stays in the field, and the next key tries again.
      const { message } = errorInfo(thrown);
      setSaying({ text: `Not saved: ${message}`, bad: true });
    }
  };
  // Whoever closes the details right after typing has meant it.
  useEffect(() => () => void save.current(), []);

  return (
    <label className={classes.editor}>
      <span className={classes.label}>
        Note
        <span className={classes.saying} data-bad={saying.bad} aria-live="polite">
          {saying.text}
        </span>
      </span>
      <textarea
        className={classes.note}
        aria-label={`Note on ${run.name}`}
        placeholder="What this run was for, what came out of it."
        rows={3}
        maxLength={20_000}
        disabled={run.holder === 'another-tab'}
        value={draft ?? run.note}
        onChange={(event) => {
          const text = event.currentTarget.value;
          setDraft(text);
          setSaying(SILENT);
          pending.current = text;
          clearTimeout(timer.current);
          timer.current = setTimeout(() => void save.current(), SAVE_AFTER_MS);
        }}
        onBlur={() => void save.current()}
      />
    </label>
  );
}
