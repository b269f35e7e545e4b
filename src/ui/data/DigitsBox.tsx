import { useEffect, useRef } from 'react';
import { DIGIT_LABELS } from '../../app/data/dataText';
import { lab, useData } from '../../app/hooks';
import { DIGIT_SOURCES } from '../../specs/task';
import { SelectField } from '../controls/SelectField';
import type { DigitsPanelProps } from './DigitsPanel';
import { DigitsView } from './DigitsView';
import classes from './data.module.css';
import { GetDigits } from './GetDigits';

/** The panel itself, loaded when a task with digits is first seen. */
export default function DigitsBox({ value, onChange }: DigitsPanelProps) {
  const places = useData((state) => state.places);
  const added = useData((state) => state.added);
  const seen = useRef(added?.times ?? 0);

  useEffect(() => lab.data.getState().attend(), []);
  useEffect(() => {
    if (places?.[value]) void lab.data.getState().show(value);
  }, [places, value]);
  useEffect(() => {
    if (added === null || added.times === seen.current) return;
    seen.current = added.times;
    onChange(added.source);
  }, [added, onChange]);

  const choices = DIGIT_SOURCES.filter(
    (source) => source !== 'files' || value === 'files' || places?.files,
  ).map((source) => ({ value: source, label: DIGIT_LABELS[source] }));
  return (
    <section className={classes.panel} aria-label="Digits">
      <div className={classes.choice}>
        <SelectField name="Digits" value={value} choices={choices} onChange={onChange} />
      </div>
      <DigitsView source={value} />
      <GetDigits value={value} />
    </section>
  );
}
