import { lab, useSearch, useTrain } from '../../../../app/hooks';
import { axisText, readAxis } from '../../../../app/search/axisText';
import { spaceWith } from '../../../../app/search/searchSettings';
import { VARIED_WORDS } from '../../../../app/search/searchText';
import type { LstmConfig } from '../../../../specs/optimizer';
import { type SearchSpace, VARIED, type Varied, type VariedNumber } from '../../../../specs/search';
import type { TrainConfig } from '../../../../specs/training';
import controls from '../../../controls/controls.module.css';
import { FormField } from '../../../controls/FormField';
import type { TermId } from '../../../terms/glossary';
import { Term } from '../../../terms/Term';
import classes from './search.module.css';

const TERMS: Record<Varied, TermId> = {
  metaLearningRate: 'metaLearningRate',
  outputScale: 'outputScale',
  unroll: 'unroll',
  horizon: 'horizon',
  hiddenUnits: 'hiddenUnits',
  preprocess: 'preprocessing',
};

const PREPROCESS: Record<LstmConfig['preprocess'], string> = {
  none: 'None',
  'log-sign': 'Logarithm and sign',
  rnnprop: 'RNNprop',
};

/** What a setting begins with when it is varied: around what the training has. */
const USUAL: { [K in Varied]: (training: TrainConfig) => NonNullable<SearchSpace[K]> } = {
  metaLearningRate: () => range(0.0001, 0.1, 'log'),
  outputScale: () => range(0.01, 1, 'log'),
  unroll: ({ horizon }) => range(Math.min(5, horizon), Math.min(horizon, 40), 'linear'),
  horizon: ({ horizon }) => range(Math.max(1, Math.round(horizon / 2)), 2 * horizon, 'linear'),
  hiddenUnits: () => range(10, 40, 'linear'),
  preprocess: () => ({ kind: 'values', values: ['none', 'log-sign'] }),
};

const range = (low: number, high: number, scale: 'log' | 'linear') => ({
  kind: 'range' as const,
  low,
  high,
  scale,
  points: 4,
});

/** Which settings are varied, and within what. */
export function SpaceEditor() {
  const space = useSearch((state) => state.settings.space);
  const grid = useSearch((state) => state.settings.strategy === 'grid');
  const training = useTrain((state) => state.settings);
  const set = (patch: Partial<SearchSpace>) =>
    lab.search.getState().updateSettings({ space: spaceWith(space, patch) });
  const last = VARIED.filter((name) => space[name] !== undefined).length === 1;
  return (
    <fieldset className={classes.space}>
      <legend>Varied</legend>
      {VARIED.map((name) => {
        const axis = space[name];
        const on = axis !== undefined;
        return (
          <div key={name} className={classes.axis} data-on={on}>
            <label className={controls.check}>
              <input
                type="checkbox"
                checked={on}
                // Without any there is no search.
                disabled={on && last}
                onChange={() => set({ [name]: on ? undefined : USUAL[name](training) })}
              />
              <span>{capital(VARIED_WORDS[name])}</span>
            </label>
            {name === 'preprocess' ? (
              <PreprocessChoice values={space.preprocess?.values ?? null} set={set} />
            ) : (
              on && (
                <NumberAxis
                  name={name}
                  axis={axis as NonNullable<SearchSpace[VariedNumber]>}
                  grid={grid}
                  set={set}
                />
              )
            )}
            {!on && <span className={classes.fixed}>{valueIn(training, name)}</span>}
          </div>
        );
      })}
    </fieldset>
  );
}

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

interface NumberAxisProps {
  name: VariedNumber;
  axis: NonNullable<SearchSpace[VariedNumber]>;
  grid: boolean;
  set: (patch: Partial<SearchSpace>) => void;
}

function NumberAxis({ name, axis, grid, set }: NumberAxisProps) {
  const log = axis.kind === 'range' && axis.scale === 'log';
  return (
    <FormField
      name={`Range of ${VARIED_WORDS[name]}`}
      label={
        <>
          <Term id={TERMS[name]}>range or values</Term>
          {log && (
            <>
              , <Term id="logUniform">on a log scale</Term>
            </>
          )}
        </>
      }
      text={axisText(name, axis, grid)}
      read={(text) => readAxis(name, text)}
      onChange={(value) => set({ [name]: value })}
    />
  );
}

interface PreprocessChoiceProps {
  values: readonly LstmConfig['preprocess'][] | null;
  set: (patch: Partial<SearchSpace>) => void;
}

function PreprocessChoice({ values, set }: PreprocessChoiceProps) {
  if (values === null) return null;
  return (
    <span className={classes.values}>
      {(Object.keys(PREPROCESS) as LstmConfig['preprocess'][]).map((one) => (
        <label key={one} className={controls.check}>
          <input
            type="checkbox"
            checked={values.includes(one)}
            disabled={values.length === 1 && values[0] === one}
            onChange={() =>
              set({
                preprocess: {
                  kind: 'values',
                  values: values.includes(one)
                    ? values.filter((other) => other !== one)
                    : [...values, one],
                },
              })
            }
          />
          <span>{PREPROCESS[one]}</span>
        </label>
      ))}
    </span>
  );
}

/** What a setting is where it is not varied. */
function valueIn(
  { metaLearningRate, unroll, horizon, optimizer }: TrainConfig,
  name: Varied,
): string {
  switch (name) {
    case 'metaLearningRate':
      return String(metaLearningRate[0]?.rate ?? '');
    case 'unroll':
      return String(unroll);
    case 'horizon':
      return String(horizon);
    case 'preprocess':
      return PREPROCESS[optimizer.preprocess];
    default:
      return String(optimizer[name]);
  }
}
