import { Button } from '@mantine/core';
import { lab, useRace } from '../../../app/hooks';
import type { DigitSource } from '../../../specs/task';
import { DigitsRemedy } from '../../data/DigitsRemedy';
import { Problem } from '../../Problem';
import { StatusLine } from '../../StatusLine';
import { Term } from '../../terms/Term';
import screen from '../screens.module.css';
import { Chooser } from './Chooser';
import { Player } from './Player';
import { RaceControls } from './RaceControls';
import { RaceFigures } from './RaceFigures';
import { Results } from './Results';

/** The landing: learned optimizers against the ones designed by hand, on the same fresh problems. */
export function CompareScreen() {
  return (
    <div className={screen.screen}>
      <div className={screen.lead}>
        <h2>
          A small LSTM has{' '}
          <Term id="learnedOptimizer" then=".">
            learned to descend
          </Term>{' '}
          Here it races the optimizers people designed by hand.
        </h2>
        <Button variant="default" onClick={() => lab.settings.getState().setTab('train')}>
          Train your own
        </Button>
      </div>
      <RaceControls />
      <RaceStatus />
      <RaceFigures />
      <Player />
      <div className={screen.columns}>
        <Results />
        <Chooser />
      </div>
    </div>
  );
}

/** The race again, with other digits. */
function raceWith(data: DigitSource): void {
  const race = lab.race.getState();
  const { task } = race.settings;
  if (task.name !== 'mnist') return;
  race.updateSettings({ task: { ...task, data } });
  void race.run();
}

function RaceStatus() {
  const text = useRace((state) => state.text);
  const status = useRace((state) => state.status);
  const error = useRace((state) => state.error);
  const stale = useRace((state) => state.stale);
  const busy = status === 'racing' || status === 'tuning';
  return (
    <>
      <StatusLine
        text={
          stale && !busy ? `${text} The settings have changed: press Run for a new race.` : text
        }
        phase={`${status} ${stale}`}
        tone={status === 'failed' ? 'bad' : busy ? 'busy' : 'quiet'}
      />
      {error && (
        <Problem title="The race failed" error={error}>
          {error.code === 'no-data' ? <DigitsRemedy onChange={raceWith} /> : undefined}
        </Problem>
      )}
    </>
  );
}
