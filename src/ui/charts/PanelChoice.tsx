import { type KeyboardEvent, useId, useRef } from 'react';
import { formatNumber } from './format';
import classes from './multiples.module.css';
import { PANEL_TITLE } from './multiplesLayout';
import type { Plot } from './scene';
import type { CurvesPanel } from './types';

interface PanelChoiceProps {
  label: string;
  panels: readonly CurvesPanel[];
  plots: readonly Plot[];
  columns: number;
  selected: string | null;
  onSelect: (id: string) => void;
}

/** Chooses one of the panels, by a click or the arrow keys: an invisible radio button over each. */
export function PanelChoice(props: PanelChoiceProps) {
  const { label, panels, plots, columns, selected, onSelect } = props;
  const name = useId();
  const group = useRef<HTMLFieldSetElement>(null);
  const known = panels.some((panel) => panel.id === selected);

  // Left and right are the browser's; up and down go to the panel above and below.
  const press = (event: KeyboardEvent, index: number) => {
    const by = event.key === 'ArrowDown' ? columns : event.key === 'ArrowUp' ? -columns : 0;
    if (by === 0) return;
    event.preventDefault();
    const next = panels[index + by];
    if (next === undefined) return;
    onSelect(next.id);
    group.current?.querySelectorAll('input')[index + by]?.focus();
  };

  return (
    <fieldset ref={group} className={classes.choices} aria-label={label}>
      {panels.map((panel, i) => {
        const plot = plots[i];
        if (plot === undefined) return null;
        return (
          <input
            key={panel.id}
            type="radio"
            name={name}
            className={classes.choice}
            style={{
              left: plot.left,
              top: plot.top - PANEL_TITLE,
              width: plot.width,
              height: plot.height + PANEL_TITLE,
            }}
            checked={panel.id === selected}
            // With nothing chosen the first one is where the keyboard comes in.
            tabIndex={panel.id === selected || (!known && i === 0) ? 0 : -1}
            aria-label={spoken(panel)}
            onChange={() => onSelect(panel.id)}
            onKeyDown={(event) => press(event, i)}
          />
        );
      })}
    </fieldset>
  );
}

function spoken({ title, marks = [] }: CurvesPanel): string {
  const points = marks.map((m) => `${m.label} ${formatNumber(m.y)} at ${formatNumber(m.x)}`);
  return points.length === 0 ? title : `${title}: ${points.join(', ')}`;
}
