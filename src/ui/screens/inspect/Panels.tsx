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
          {(following) => (
            <UpdateHistories
              config={config}
              following={following}
              scale={scale}
              onScale={setScale}
            />
          )}
        </Panel>
        {task.name === 'surface' && (
          <Panel height={HISTORY_HEIGHT}>
            {(following) => <SurfacePanel config={config} following={following} />}
          </Panel>
        )}
        {task.name === 'mnist' && (
          <Panel height={HISTORY_HEIGHT}>
            {(following) => <WeightPictures config={config} task={task} following={following} />}
          </Panel>
        )}
      </div>
      <Panel height={SMALL_HEIGHT}>
        {(following) => (
          <div className={classes.three}>
            <Gradients config={config} following={following} scale={scale} />
            <Values config={config} following={following} />
            <Loss config={config} following={following} />
          </div>
        )}
      </Panel>
      <Panel height={FIELD_HEIGHT}>
        {(following) => <ProposedUpdate config={config} following={following} />}
      </Panel>
      <Panel height={MAP_HEIGHT}>
        {(following) => <MapPanel config={config} following={following} />}
      </Panel>
      <Panel height={USUAL_HEIGHT}>
        {(following) => <SlowMotion config={config} following={following} />}
      </Panel>
      <Inside config={config} />
      <Panel height={USUAL_HEIGHT}>
        {(following) => <Behaviour config={config} following={following} />}
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
      {(following) => <InsideLstm config={config} following={following} />}
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
