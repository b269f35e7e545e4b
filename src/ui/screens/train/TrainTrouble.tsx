import { Button } from '@mantine/core';
import { lab, useTrain } from '../../../app/hooks';
import { liveSettingsOf } from '../../../app/train/trainSettings';
import { Problem } from '../../Problem';
import { asSentence } from '../../words';

/** A run that diverged: at which step, why, and what to try, with the likeliest remedy as a button. */
export function TrainTrouble({ onTryAgain }: { onTryAgain: () => void }) {
  const divergence = useTrain((state) =>
    state.status === 'diverged' ? (state.run?.divergence ?? null) : null,
  );
  const rate = useTrain((state) => liveSettingsOf(state.settings).metaLearningRate);
  if (!divergence) return null;
  const gentler = Number((rate / 3).toPrecision(2));
  return (
    <Problem
      title="The training diverged"
      error={{ ...divergence, message: asSentence(divergence.message) }}
    >
      <Button
        variant="default"
        onClick={() => {
          lab.train.getState().updateSettings({ metaLearningRate: gentler });
          onTryAgain();
        }}
      >
        Train again at a meta learning rate of {gentler}
      </Button>
    </Problem>
  );
}
