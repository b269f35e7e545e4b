import { useId } from 'react';
import { lab, useEngine } from '../../app/hooks';
import { BACKEND_CHOICES, BACKEND_LABELS, type BackendChoice } from '../../specs/backend';
import { Icon } from '../icons';
import { useNarrow } from '../useMedia';
import classes from './shell.module.css';

const CHOICE_NAMES: Record<BackendChoice, string> = { auto: 'Auto', ...BACKEND_LABELS };

/** Where there is little room. */
const SHORT_NAMES: Record<BackendChoice, string> = {
  auto: 'Auto',
  webgpu: 'WebGPU',
  wasm: 'Wasm',
  cpu: 'JS',
};

/**
 * The backend in use, always visible, and the choice of another: a native select lies over the words, so that what
 * is shown can be what runs ("WebAssembly") while what is chosen is "Auto".
 */
export function BackendPicker() {
  const detailId = useId();
  const status = useEngine((state) => state.status);
  const backend = useEngine((state) => state.backend);
  const choice = useEngine((state) => state.choice);
  const notice = useEngine((state) => state.notice);
  const error = useEngine((state) => state.error);

  const narrow = useNarrow();
  const names = narrow ? SHORT_NAMES : CHOICE_NAMES;
  const running = backend ? names[backend.name] : `${names[choice]} …`;
  const shown = status === 'failed' ? 'No backend' : running;
  const detail = [
    status === 'starting' ? 'Starting' : null,
    backend ? `${backend.label}: ${backend.detail}` : null,
    notice,
    error && [error.message, error.remedy].filter(Boolean).join(' '),
    choice === 'auto' ? 'Chosen by the Lab.' : `You asked for ${CHOICE_NAMES[choice]}.`,
  ].filter((line) => line !== null);

  return (
    <div className={classes.backend} data-status={status}>
      <span className={classes.dot} aria-hidden="true" />
      <span aria-hidden="true">{shown}</span>
      <Icon name="chevron" size={12} />
      <select
        className={classes.backendSelect}
        aria-label="Backend"
        aria-describedby={detailId}
        value={choice}
        onChange={(event) => {
          const chosen = BACKEND_CHOICES.find((name) => name === event.currentTarget.value);
          if (chosen) void lab.engine.store.getState().setBackend(chosen);
        }}
      >
        {BACKEND_CHOICES.map((name) => (
          <option key={name} value={name}>
            {CHOICE_NAMES[name]}
          </option>
        ))}
      </select>
      <span id={detailId} className={classes.backendDetail}>
        {detail.map((line) => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </div>
  );
}
