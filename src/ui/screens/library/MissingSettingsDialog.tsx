import '@mantine/core/styles/Modal.css';
import '@mantine/core/styles/ModalBase.css';
import '@mantine/core/styles/Overlay.css';
import '@mantine/core/styles/Paper.css';
import { Button, Modal } from '@mantine/core';
import { useState } from 'react';
import { lab, useLibrary } from '../../../app/hooks';
import type { ImportSettings } from '../../../app/library/libraryTypes';
import {
  SETTING_PRESET_LABELS,
  SETTING_PRESETS,
  type SettingPreset,
  type SettingPresetName,
} from '../../../specs/settingPresets';
import { SliderField } from '../../controls/SliderField';
import { Term } from '../../terms/Term';
import classes from './library.module.css';

const PRESETS = Object.entries(SETTING_PRESETS) as [SettingPresetName, SettingPreset][];

/** Asks for what a file of another origin does not say; its tensors have told the rest. */
export default function MissingSettingsDialog() {
  const pending = useLibrary((state) => state.pendingImport);
  const importError = useLibrary((state) => state.importError);
  const [given, setGiven] = useState<ImportSettings>({});
  if (!pending) return null;
  const { fileName, inferred, missing, suggestion, message } = pending;
  const value = { p: 10, outputScale: 0.1, ...suggestion, ...given };
  const library = lab.library.getState();
  const input = inferred.preprocess === 'none' ? 'the raw gradient' : 'its logarithm and sign';
  return (
    <Modal.Root opened onClose={library.cancelImport}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form
            className={classes.dialog}
            onSubmit={(event) => {
              event.preventDefault();
              void library.completeImport(value);
            }}
          >
            <Modal.Title fw={600}>Import {fileName}</Modal.Title>
            <p>{message}</p>
            <p>
              Its tensors say: {inferred.layers} {inferred.layers === 1 ? 'layer' : 'layers'} of{' '}
              {inferred.hiddenUnits} units that read {input}.
            </p>
            <div className={classes.actions}>
              {PRESETS.map(([name, preset]) => {
                const chosen = missing.every((key) => value[key] === preset[key]);
                return (
                  <Button
                    key={name}
                    size="compact-sm"
                    variant={chosen ? 'filled' : 'default'}
                    aria-pressed={chosen}
                    onClick={() => setGiven(preset)}
                  >
                    {SETTING_PRESET_LABELS[name]}: {missing.includes('p') && `p = ${preset.p}, `}×{' '}
                    {preset.outputScale}
                  </Button>
                );
              })}
            </div>
            {missing.includes('outputScale') && (
              <SliderField
                name="Output scale"
                label={<Term id="outputScale">Output scale</Term>}
                value={value.outputScale}
                min={1e-4}
                max={100}
                sliderMin={1e-3}
                sliderMax={10}
                scale="log"
                onChange={(outputScale) => setGiven({ ...given, outputScale })}
              />
            )}
            {missing.includes('p') && (
              <SliderField
                name="Preprocessing p"
                label={<Term id="preprocessing">Preprocessing p</Term>}
                value={value.p}
                min={1}
                max={50}
                sliderMax={20}
                onChange={(p) => setGiven({ ...given, p })}
              />
            )}
            {importError && <p role="alert">{importError.error.message}</p>}
            <div className={classes.actions}>
              <Button type="submit" data-autofocus>
                Import
              </Button>
              <Button variant="default" onClick={library.cancelImport}>
                Cancel
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
