import { useState } from 'react';
import { lab, useTrain } from '../../../app/hooks';
import { usualName } from '../../../app/train/trainText';
import { errorInfo } from '../../../specs/errors';
import controls from '../../controls/controls.module.css';
import { ExportMenu } from '../../ExportMenu';
import { ImportButton } from '../../ImportButton';
import { Icon } from '../../icons';
import { ToolButton } from '../../ToolButton';
import { inspectIt } from '../inspect/inspectIt';
import classes from './train.module.css';

/** What to do with what was learned: race it, keep it, take it home. */
export function Outcome() {
  const ready = useTrain((state) => state.checkpoint !== null);
  const config = useTrain((state) => state.checkpoint?.config ?? state.settings);
  const [name, setName] = useState('');
  const usual = usualName(config);

  const attempt = async (what: string, action: () => unknown) => {
    try {
      await action();
    } catch (thrown) {
      lab.notifications.getState().notifyError(what, errorInfo(thrown));
    }
  };
  const race = () =>
    attempt('The race could not begin', () => lab.raceTrained(name.trim() || usual));
  const keep = () =>
    attempt('It could not be kept', async () => {
      await lab.train.getState().keepInLibrary(name.trim() || usual);
      lab.notifications.getState().notify({
        kind: 'success',
        title: 'Kept in the library',
        message: `“${name.trim() || usual}”, with the weights that did best on validation.`,
        action: { label: 'Show', run: () => lab.settings.getState().setTab('library') },
      });
    });

  return (
    <section className={classes.outcome} aria-label="What was learned">
      <label className={classes.name}>
        Name
        <input
          className={controls.text}
          value={name}
          placeholder={usual}
          maxLength={80}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <ToolButton off={!ready} onClick={() => void race()} leftSection={<Icon name="flag" />}>
        Race it
      </ToolButton>
      <ToolButton
        off={!ready}
        onClick={() => inspectIt('training')}
        leftSection={<Icon name="inspect" />}
      >
        Inspect
      </ToolButton>
      <ToolButton off={!ready} onClick={() => void keep()}>
        Keep in library
      </ToolButton>
      <ExportMenu off={!ready} exported={(format) => lab.train.getState().exportWeights(format)} />
      <ImportButton />
    </section>
  );
}
