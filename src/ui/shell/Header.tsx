import { Button, Tabs } from '@mantine/core';
import { TABS, type Tab } from '../../app/settingsStore';
import { toggleHowItWorks, usePicture } from '../howItWorks/picture';
import { Icon } from '../icons';
import { BackendPicker } from './BackendPicker';
import classes from './shell.module.css';
import { ThemeToggle } from './ThemeToggle';

const TAB_NAMES: Record<Tab, string> = {
  compare: 'Compare',
  train: 'Train',
  inspect: 'Inspect',
  figures: 'Figures',
  library: 'Library',
};

export function Header() {
  const pictureOpen = usePicture((state) => state.open);
  return (
    <header className={classes.header}>
      <h1 className={classes.name}>Learned Optimizer Lab</h1>
      <Tabs.List className={classes.tabs ?? ''} aria-label="Screens">
        {TABS.map((tab) => (
          <Tabs.Tab key={tab} value={tab} className={classes.tab ?? ''}>
            {TAB_NAMES[tab]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      <BackendPicker />
      <div className={classes.tools}>
        <ThemeToggle />
        <Button
          variant="subtle"
          size="compact-sm"
          className={classes.how ?? ''}
          aria-expanded={pictureOpen}
          aria-label="How it works"
          onClick={toggleHowItWorks}
        >
          <span className={classes.howWords}>How it works</span>
          <span className={classes.howIcon}>
            <Icon name="question" />
          </span>
        </Button>
      </div>
    </header>
  );
}
