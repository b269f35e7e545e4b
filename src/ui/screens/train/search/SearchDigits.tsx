import { lab } from '../../../../app/hooks';
import { DigitsRemedy } from '../../../data/DigitsRemedy';

/** What to do where the digits that the trials need are not here. */
export function SearchDigits() {
  return (
    <DigitsRemedy
      onChange={(data) => {
        const train = lab.train.getState();
        const { task } = train.settings;
        if (task.name !== 'mnist') return;
        train.updateSettings({ task: { ...task, data } });
        void lab.search.getState().start();
      }}
    />
  );
}
