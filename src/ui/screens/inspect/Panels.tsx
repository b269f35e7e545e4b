import { useState } from 'react';
import { useInspect } from '../../../app/hooks';
import type { TraceConfig } from '../../../specs/trace';
import { Behaviour } from './Behaviour';
import { Gradients, Loss, SMALL_HEIGHT, Values } from './CoordinateCurves';
import { InsideLstm } from './InsideLstm';
import classes from './inspect.module.css';
import { MAP_HEIGHT, MapPanel } from './MapPanel';
import { Panel } from './Panel';
import { FIELD_HEIGHT, ProposedUpdate } from './ProposedUpdate';
import type { Scale } from './ScaleChoice';
import { SlowMotion } from './SlowMotion';
import { SurfacePanel } from './SurfacePanel';
import { HISTORY_HEIGHT, UpdateHistories } from './UpdateHistories';
import { WeightPictures } from './WeightPictures';

/** Room for panels whose height is known only when they are there. */
const USUAL_HEIGHT = 420;

/** The pictures of the trace, all at the same step and of the same coordinates. */
export function Panels() {
  const config = useInspect((state) => state.config);
  const [scale, setScale] = useState<Scale>('linear');
  if (config === null) return <Skeleton />;
  const { task } = config;
  return (
    <div className={classes.panels}>
      <div className={classes.first} data-two={task.name !== 'quadratic'}>
        <Panel height={HISTORY_HEIGHT}>
          {(inView) => (
            <UpdateHistories config={config} inView={inView} scale={scale} onScale={setScale} />
          )}
        </Panel>
        {task.name === 'surface' && (
          <Panel height={HISTORY_HEIGHT}>
            {(inView) => <SurfacePanel config={config} inView={inView} />}
          </Panel>
        )}
        {task.name === 'mnist' && (
          <Panel height={HISTORY_HEIGHT}>
            {(inView) => <WeightPictures config={config} task={task} inView={inView} />}
          </Panel>
        )}
      </div>
      <Panel height={SMALL_HEIGHT}>
        {(inView) => (
          <div className={classes.three}>
            <Gradients config={config} inView={inView} scale={scale} />
            <Values config={config} inView={inView} />
            <Loss config={config} inView={inView} />
          </div>
        )}
      </Panel>
      <Panel height={FIELD_HEIGHT}>
        {(inView) => <ProposedUpdate config={config} inView={inView} />}
      </Panel>
      <Panel height={MAP_HEIGHT}>{(inView) => <MapPanel config={config} inView={inView} />}</Panel>
      <Panel height={USUAL_HEIGHT}>
        {(inView) => <SlowMotion config={config} inView={inView} />}
      </Panel>
      <Inside config={config} />
      <Panel height={USUAL_HEIGHT}>
        {(inView) => <Behaviour config={config} inView={inView} />}
      </Panel>
    </div>
  );
}

/** Only an LSTM has an inside. */
function Inside({ config }: { config: TraceConfig }) {
  if (config.optimizer.kind === 'baseline') {
    return (
      <section className={classes.section} aria-labelledby="inside-lstm">
        <h3 id="inside-lstm">Inside the LSTM</h3>
        <p className={classes.note}>
          {config.optimizer.label} is a formula: there is no LSTM to look into. Choose a learned
          optimizer to see its gates and cells.
        </p>
      </section>
    );
  }
  return (
    <Panel height={USUAL_HEIGHT}>
      {(inView) => <InsideLstm config={config} inView={inView} />}
    </Panel>
  );
}

/** The pictures' places before there is a trace. */
function Skeleton() {
  const bone = (height: number) => <div className={classes.bone} style={{ height: height + 76 }} />;
  return (
    <div className={classes.panels} aria-hidden="true">
      {bone(HISTORY_HEIGHT)}
      {bone(SMALL_HEIGHT)}
      {bone(FIELD_HEIGHT)}
    </div>
  );
}
