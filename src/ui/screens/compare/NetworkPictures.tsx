import { useMemo, useState } from 'react';
import { useRace } from '../../../app/hooks';
import { newestUpTo, usualPair } from '../../../app/race/networkViews';
import type { RaceRecord } from '../../../app/race/raceTypes';
import type { MnistSpec } from '../../../specs/task';
import { type LineStyle, optimizerStyle, useThrottledValue } from '../../charts';
import controls from '../../controls/controls.module.css';
import { NetworkFigure } from '../../digits/NetworkFigure';
import type { ShownNetwork } from '../../digits/NetworkPicture';
import { Swatch } from '../../Swatch';
import { useStyles } from '../../styleOf';
import classes from './compare.module.css';

interface NetworkPicturesProps {
  task: MnistSpec;
  pointedAt: number | null;
}

const PLACES = ['left', 'right'] as const;
type Place = (typeof PLACES)[number];

/** What the first network has learned with two of the optimizers, at the step that the player shows. */
export default function NetworkPictures({ task: chosen, pointedAt }: NetworkPicturesProps) {
  const record = useThrottledValue(
    useRace((state) => state.record),
    4,
  );
  const cursor = useRace((state) => state.player.cursor);
  const [asked, setAsked] = useState<Partial<Record<Place, string>>>({});
  const styleOf = useStyles();
  const usual = useMemo(() => (record ? usualPair(record) : null), [record]);

  const raced = record?.config.task;
  const task = raced?.name === 'mnist' ? raced : chosen;
  const step = pointedAt ?? cursor;
  const networks = PLACES.map((place, i) => {
    const ids = record?.lines.map((line) => line.id) ?? [];
    const wanted = asked[place];
    const id = wanted !== undefined && ids.includes(wanted) ? wanted : (usual?.[i] ?? '');
    const choose = (next: string) => setAsked((before) => ({ ...before, [place]: next }));
    return shownNetwork({ place, id, record, step, styleOf, choose });
  });
  const shown = networks.find((network) => network.view !== null)?.view;
  return (
    <NetworkFigure
      title="What the networks learn"
      task={task}
      networks={networks}
      examples={record?.examples ?? null}
      examplesName="Test digits"
      examplesTerm="testAccuracy"
      when={shown ? `At step ${shown.step}.` : 'The pictures begin with the race.'}
    />
  );
}

interface Choice {
  place: Place;
  id: string;
  record: RaceRecord | null;
  step: number;
  styleOf: (id: string) => LineStyle;
  choose: (id: string) => void;
}

function shownNetwork({ place, id, record, step, styleOf, choose }: Choice): ShownNetwork & {
  style: LineStyle;
} {
  const lines = record?.lines ?? [];
  const line = lines.find((one) => one.id === id);
  const style = line ? styleOf(id) : optimizerStyle(0);
  return {
    place,
    label: line?.label ?? 'nobody',
    view: line ? newestUpTo(line.views, step) : null,
    style,
    heading: (
      <label className={classes.whose}>
        <Swatch style={style} />
        <select
          className={controls.select}
          aria-label={`Networks on the ${place}: trained by`}
          value={id}
          disabled={lines.length === 0}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {lines.length === 0 && <option value="">No race yet</option>}
          {lines.map((one) => (
            <option key={one.id} value={one.id}>
              {one.label}
            </option>
          ))}
        </select>
      </label>
    ),
  };
}
