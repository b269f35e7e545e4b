import { useCallback, useId, useMemo, useState } from 'react';
import { unitTexts } from '../../../app/inspect/inspectText';
import {
  type InsideLstm as Inside,
  LSTM_SIGNALS,
  type LstmSignal,
  type TraceConfig,
} from '../../../specs/trace';
import {
  type AxisSpec,
  CurvesFigure,
  type HeatData,
  type HeatPick,
  type PlaceMark,
  type PlaceWindow,
} from '../../charts';
import { HeatMapFigure } from '../../charts/onDemand';
import controls from '../../controls/controls.module.css';
import { Term } from '../../terms/Term';
import { aboutTrace, fileNameOf } from './about';
import { INK } from './coordinateStyles';
import { reachOf, SIGNAL_NAMES, unitRows, unitSeries } from './insideSeries';
import classes from './inspect.module.css';
import { useNameOf } from './names';
import { aimAt } from './pointing';
import { UnitsFollow } from './UnitsFollow';
import { useSteps } from './UpdateHistories';
import { useMainTrace, useStep } from './useSelected';

const HEIGHT = 330;
const CURVES_HEIGHT = 280;
const UNIT_VALUES: AxisSpec = { label: 'value', scale: 'linear' };

interface Unit {
  layer: number;
  unit: number;
}

/** What happens inside the LSTM for the main coordinate: every unit of every layer over the steps. */
export function InsideLstm({ config, following }: { config: TraceConfig; following: boolean }) {
  const trace = useMainTrace();
  const nameOf = useNameOf();
  const headingId = useId();
  const [signal, setSignal] = useState<LstmSignal>('hidden');
  const [asked, setAsked] = useState<Unit | null>(null);
  const inside = trace?.inside ?? null;
  const name = trace === null ? 'the selected coordinate' : nameOf(trace.coordinate);
  const chosen = useMemo(() => asked ?? closest(inside), [asked, inside]);
  const words = useMemo(() => (inside === null ? [] : unitTexts(inside.correlations)), [inside]);
  const layers = config.optimizer.kind === 'learned' ? config.optimizer.optimizer.config.layers : 0;

  return (
    <section className={classes.section} aria-labelledby={headingId}>
      <h3 id={headingId}>Inside the LSTM</h3>
      <p className={classes.note}>
        The <Term id="gates">gates</Term>, <Term id="cell">cells</Term> and hidden values for {name}
        , a row for each unit. Every coordinate has a <Term id="state">state</Term> of its own; the
        weights are the same for all.
      </p>
      <div className={classes.optionRow}>
        <SignalChoice value={signal} onChange={setSignal} />
        {inside !== null && chosen !== null && (
          <UnitChoice inside={inside} value={chosen} onChange={setAsked} />
        )}
      </div>
      <div className={classes.pair} data-one={layers === 1 || undefined}>
        {Array.from({ length: layers }, (_, layer) => layer).map((layer) => (
          <LayerMap
            key={layer}
            config={config}
            about={aboutTrace(config, name)}
            inside={inside}
            layer={layer}
            signal={signal}
            following={following}
            unit={chosen?.layer === layer ? chosen.unit : null}
            onUnit={setAsked}
          />
        ))}
      </div>
      <UnitCurves
        config={config}
        about={aboutTrace(config, name)}
        inside={inside}
        chosen={chosen}
        following={following}
      />
      <UnitsFollow
        config={config}
        about={aboutTrace(config, name)}
        inside={inside}
        chosen={chosen}
        onUnit={setAsked}
      />
      <ul className={classes.list}>
        {words.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </section>
  );
}

/** The unit that follows anything most closely. */
function closest(inside: Inside | null): Unit | null {
  if (inside === null) return null;
  let best: Unit = { layer: 0, unit: 0 };
  let most = -1;
  for (const { layer, unit, r } of inside.correlations) {
    for (const value of Object.values(r)) {
      if (value !== null && Math.abs(value) > most) {
        most = Math.abs(value);
        best = { layer, unit };
      }
    }
  }
  return best;
}

function SignalChoice({
  value,
  onChange,
}: {
  value: LstmSignal;
  onChange: (signal: LstmSignal) => void;
}) {
  return (
    <label className={classes.option}>
      Show
      <select
        className={controls.select}
        aria-label="Signal of the units"
        value={value}
        onChange={(event) => {
          const chosen = LSTM_SIGNALS.find((one) => one === event.currentTarget.value);
          if (chosen) onChange(chosen);
        }}
      >
        {LSTM_SIGNALS.map((one) => (
          <option key={one} value={one}>
            {SIGNAL_NAMES[one]}
          </option>
        ))}
      </select>
    </label>
  );
}

interface UnitChoiceProps {
  inside: Inside;
  value: Unit;
  onChange: (unit: Unit) => void;
}

function UnitChoice({ inside, value, onChange }: UnitChoiceProps) {
  const select = (name: string, now: number, count: number, set: (to: number) => void) => (
    <label className={classes.option}>
      {name}
      <select
        className={controls.select}
        aria-label={`${name} of the LSTM`}
        value={now}
        onChange={(event) => set(Number(event.currentTarget.value))}
      >
        {Array.from({ length: count }, (_, i) => i).map((i) => (
          <option key={i} value={i}>
            {i + 1}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <>
      {select('Layer', value.layer, inside.layers.length, (layer) => onChange({ ...value, layer }))}
      {select('Unit', value.unit, inside.hiddenUnits, (unit) => onChange({ ...value, unit }))}
    </>
  );
}

interface LayerMapProps {
  config: TraceConfig;
  about: string;
  inside: Inside | null;
  layer: number;
  signal: LstmSignal;
  following: boolean;
  unit: number | null;
  onUnit: (unit: Unit) => void;
}

const ALL: PlaceWindow = { from: 0, to: 1 };
const unitName = (from: number, to: number) =>
  to - from === 1 ? `unit ${from + 1}` : `units ${from + 1} to ${to}`;

/** One signal of one layer, unit by unit. */
function LayerMap(props: LayerMapProps) {
  const { config, about, inside, layer, signal, following, unit, onUnit } = props;
  const step = useStep(following);
  const [window, setWindow] = useState(ALL);
  const data = useMemo<HeatData | null>(
    () => (inside === null ? null : unitRows(inside, layer, signal)),
    [inside, layer, signal],
  );
  const reach = useMemo(() => (data === null ? 1 : reachOf(signal, data)), [data, signal]);
  const pick = useCallback(({ from }: HeatPick) => onUnit({ layer, unit: from }), [layer, onUnit]);
  const marks = useMemo(
    (): PlaceMark[] =>
      unit === null
        ? []
        : [{ id: 'unit', place: unit, label: unitName(unit, unit + 1), style: INK }],
    [unit],
  );
  return (
    <HeatMapFigure
      title={`Layer ${layer + 1}: ${SIGNAL_NAMES[signal]}`}
      fileName={fileNameOf(`layer-${layer + 1}-${signal}`, config)}
      about={about}
      height={HEIGHT}
      data={data}
      places={data?.rows ?? 0}
      window={window}
      onWindowChange={setWindow}
      largest={reach}
      linearBelow={reach}
      valueName={SIGNAL_NAMES[signal]}
      placeName="unit"
      xLabel="step t"
      yLabel="unit"
      firstPlace={1}
      rowName={unitName}
      marks={marks}
      cursor={step}
      onCursorChange={aimAt}
      onPick={pick}
      empty={data === null ? 'Every unit over the steps.' : undefined}
    />
  );
}

interface UnitCurvesProps {
  config: TraceConfig;
  about: string;
  inside: Inside | null;
  chosen: Unit | null;
  following: boolean;
}

function UnitCurves({ config, about, inside, chosen, following }: UnitCurvesProps) {
  const step = useStep(following);
  const series = useMemo(
    () => (inside === null || chosen === null ? [] : unitSeries(inside, chosen.layer, chosen.unit)),
    [inside, chosen],
  );
  const title =
    chosen === null ? 'One unit' : `Unit ${chosen.unit + 1} of layer ${chosen.layer + 1}`;
  return (
    <CurvesFigure
      title={title}
      fileName={fileNameOf('unit', config)}
      about={about}
      height={CURVES_HEIGHT}
      series={series}
      x={useSteps(config)}
      y={UNIT_VALUES}
      cursor={step}
      onCursorChange={aimAt}
      updatesPerSecond={30}
      description="Everything that one unit does. Click on a row above to see another one."
      empty={series.length === 0 ? 'The curves of one unit.' : undefined}
    />
  );
}
