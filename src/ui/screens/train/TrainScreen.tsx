import { lazy, Suspense } from 'react';
import { lab, useSettings, useTrain } from '../../../app/hooks';
import type { DigitSource } from '../../../specs/task';
import { DigitsRemedy } from '../../data/DigitsRemedy';
import { Problem } from '../../Problem';
import { StatusLine } from '../../StatusLine';
import { Term } from '../../terms/Term';
import screen from '../screens.module.css';
import { CurrentHorizon } from './CurrentHorizon';
import { MetaLoss } from './MetaLoss';
import { NetworkNow } from './NetworkNow';
import { Outcome } from './Outcome';
import { TrainControls } from './TrainControls';
import { TrainModeChoice } from './TrainModeChoice';
import { TrainTrouble } from './TrainTrouble';
import classes from './train.module.css';
import { ValidationLoss } from './ValidationLoss';

const GradientPanel = lazy(() => import('./gradient/GradientPanel'));
const SearchScreen = lazy(() => import('./search/SearchScreen'));

/** One training, or a search over its settings. */
export default function TrainScreen() {
  const mode = useSettings((state) => state.trainMode);
  return (
    <div className={screen.screen}>
      <TrainModeChoice />
      {mode === 'search' ? (
        <Suspense fallback={<div className={screen.bone} />}>
          <SearchScreen />
        </Suspense>
      ) : (
        <OneTraining />
      )}
    </div>
  );
}

/** Training an optimizer: its shape, the run, and what comes out of it. */
function OneTraining() {
  const task = useTrain((state) => (state.run?.config ?? state.settings).task);
  return (
    <div className={screen.screen}>
      <div className={screen.lead}>
        <h2>
          Train an optimizer of your own: press Train, and watch its{' '}
          <Term id="validation">validation</Term> loss pass the hand-designed ones.
        </h2>
      </div>
      <TrainControls />
      <TrainStatus />
      <div className={classes.figures}>
        <ValidationLoss />
        <CurrentHorizon />
        <MetaLoss />
      </div>
      {task.name === 'mnist' && <NetworkNow task={task} />}
      <Outcome />
      <Suspense fallback={<div className={classes.later} />}>
        <GradientPanel />
      </Suspense>
    </div>
  );
}

/** The training again, with other digits. */
function trainWith(data: DigitSource): void {
  const train = lab.train.getState();
  const { task } = train.settings;
  if (task.name !== 'mnist') return;
  train.updateSettings({ task: { ...task, data } });
  void train.train();
}

function TrainStatus() {
  const text = useTrain((state) => state.text);
  const status = useTrain((state) => state.status);
  const error = useTrain((state) => state.error);
  const restartNeeded = useTrain((state) => state.restartNeeded);
  const bad = status === 'failed' || status === 'diverged';
  const busy = status === 'running' || status === 'starting' || status === 'stopping';
  const hint = restartNeeded
    ? ' Some settings have changed that act in a new run: press Train.'
    : '';
  return (
    <>
      <StatusLine
        text={`${text}${hint}`}
        phase={`${status} ${restartNeeded}`}
        phoneLines={4}
        tone={bad ? 'bad' : busy ? 'busy' : 'quiet'}
      />
      {error && status === 'failed' && (
        <Problem title="The training failed" error={error}>
          {error.code === 'no-data' ? <DigitsRemedy onChange={trainWith} /> : undefined}
        </Problem>
      )}
      <TrainTrouble onTryAgain={() => void lab.train.getState().train()} />
    </>
  );
}
