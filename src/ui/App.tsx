import { localStorageColorSchemeManager, MantineProvider, Tabs } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { lab, useSettings } from '../app/hooks';
import { TABS } from '../app/settingsStore';
import classes from './App.module.css';
import { usePicture } from './howItWorks/picture';
import { afterStart } from './loading/afterStart';
import { CompareScreen } from './screens/compare/CompareScreen';
import { ScreenPlaceholder } from './screens/ScreenPlaceholder';
import { DropZone } from './shell/DropZone';
import { Header } from './shell/Header';
import { Messages } from './shell/Messages';
import { styleNonce } from './styleNonce';
import { cssVariables, THEME_STORAGE_KEY, theme } from './theme';

const TrainScreen = lazy(() => import('./screens/train/TrainScreen'));
const InspectScreen = lazy(() => import('./screens/inspect/InspectScreen'));
const FiguresScreen = lazy(() => import('./screens/figures/FiguresScreen'));
const LibraryScreen = lazy(() => import('./screens/library/LibraryScreen'));
const HowItWorks = lazy(() => import('./howItWorks/HowItWorks'));

// Nothing of it is needed to see the first race.
const Footer = lazy(async () => {
  await afterStart;
  return import('./shell/Footer');
});

const colorSchemes = localStorageColorSchemeManager({ key: THEME_STORAGE_KEY });

export function App() {
  const tab = useSettings((state) => state.tab);
  const pictureOpen = usePicture((state) => state.open);
  const choose = (value: string | null) => {
    const chosen = TABS.find((name) => name === value);
    if (chosen) lab.settings.getState().setTab(chosen);
  };
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemes}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Tabs value={tab} onChange={choose} keepMounted={false} className={classes.page ?? ''}>
        <Header />
        <main className={classes.main}>
          {pictureOpen && (
            <Suspense fallback={<div className={classes.picturePlaceholder} />}>
              <HowItWorks />
            </Suspense>
          )}
          <Tabs.Panel value="compare">
            <CompareScreen />
          </Tabs.Panel>
          <Tabs.Panel value="train">
            <Suspense fallback={<ScreenPlaceholder />}>
              <TrainScreen />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="inspect">
            <Suspense fallback={<ScreenPlaceholder />}>
              <InspectScreen />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="figures">
            <Suspense fallback={<ScreenPlaceholder />}>
              <FiguresScreen />
            </Suspense>
          </Tabs.Panel>
          <Tabs.Panel value="library">
            <Suspense fallback={<ScreenPlaceholder />}>
              <LibraryScreen />
            </Suspense>
          </Tabs.Panel>
        </main>
        <footer className={classes.footer}>
          <Suspense fallback={null}>
            <Footer />
          </Suspense>
        </footer>
      </Tabs>
      <DropZone />
      <Messages />
    </MantineProvider>
  );
}
