import { useEffect, useId } from 'react';
import { preferredDigits } from '../../../app/data/dataTypes';
import { lab, useData, useFigures } from '../../../app/hooks';
import {
  DISSECTION_IDS,
  FIGURE_SIZE_NAMES,
  type FigureSizeName,
  RACED_FIGURE_IDS,
} from '../../../specs/figures';
import controls from '../../controls/controls.module.css';
import { SeedField } from '../../controls/SeedField';
import { SelectField } from '../../controls/SelectField';
import { DigitsPanel } from '../../data/DigitsPanel';
import { StatusLine } from '../../StatusLine';
import { Term } from '../../terms/Term';
import screen from '../screens.module.css';
import { DissectionCard } from './DissectionCard';
import { FigureCard } from './FigureCard';
import { FigureList } from './FigureList';
import classes from './figures.module.css';
import { goToCard } from './goToCard';

/** The paper's results, as the paper has them, as the Lab has computed them, and computed here. */
export default function FiguresScreen() {
  const text = useFigures((state) => state.text);
  const running = useFigures((state) => state.run?.figure ?? null);
  useEffect(() => {
    const { chosen, loadIndex } = lab.figures.getState();
    void loadIndex();
    if (chosen !== null) goToCard(chosen);
  }, []);
  return (
    <div className={screen.screen}>
      <div className={screen.lead}>
        <h2>
          The paper’s claims about its <Term id="learnedOptimizer">learned optimizer</Term>, and
          what holds of them here.
        </h2>
      </div>
      <FigureList />
      <ReproduceSettings />
      <StatusLine
        text={text}
        phase={`${running}`}
        tone={running === null ? 'quiet' : 'busy'}
        phoneLines={3}
      />
      <div className={classes.cards}>
        {RACED_FIGURE_IDS.map((figure) => (
          <FigureCard key={figure} figure={figure} />
        ))}
        {DISSECTION_IDS.map((figure) => (
          <DissectionCard key={figure} figure={figure} />
        ))}
      </div>
    </div>
  );
}

const SIZES: Record<FigureSizeName, string> = {
  quick: 'Quick: 8 networks',
  full: 'As shipped: 16 networks',
};

/** On which problems figures are computed here. */
function ReproduceSettings() {
  const settings = useFigures((state) => state.settings);
  const preferred = useData(preferredDigits);
  const headingId = useId();
  const { updateSettings } = lab.figures.getState();
  return (
    <section className={classes.settings} aria-labelledby={headingId}>
      <h3 id={headingId}>Reproduce with</h3>
      <SelectField
        name="Size"
        value={settings.size}
        choices={FIGURE_SIZE_NAMES.map((value) => ({ value, label: SIZES[value] }))}
        onChange={(size) => updateSettings({ size })}
      />
      <SeedField value={settings.seed} onChange={(seed) => updateSettings({ seed })} />
      <label className={`${controls.check} ${classes.retune}`}>
        <input
          type="checkbox"
          checked={settings.retune}
          onChange={(event) => updateSettings({ retune: event.currentTarget.checked })}
        />
        Tune the optimizers designed by hand again
      </label>
      <DigitsPanel
        value={settings.data ?? preferred}
        onChange={(data) => updateSettings({ data })}
      />
    </section>
  );
}
