/** What can be done on Inspect is loaded by the first action; what a link says is there at once. */
import { expect, test } from 'vitest';
import type { createInspectActions, InspectDeps } from '../../../src/app/inspect/inspectActions';
import { DEFAULT_INSPECT_LINK } from '../../../src/app/inspect/inspectSettings';
import { linkedInspect } from '../../../src/app/inspect/inspectState';
import { createLazyInspectStore } from '../../../src/app/inspect/inspectStore';
import type { InspectActions } from '../../../src/app/inspect/inspectTypes';

const LINK = { ...DEFAULT_INSPECT_LINK, optimizer: 'mnist', steps: 40, step: 7, coordinates: [3] };

/** Actions that only note that they were called. */
function noting(calls: string[]): typeof createInspectActions {
  return (_deps, { set }) =>
    new Proxy({} as InspectActions, {
      ownKeys: () => ['adopt', 'trace', 'updateSettings', 'selectStep'],
      getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true }),
      get: (_target, name) => (given: never) => {
        calls.push(`${String(name)} ${JSON.stringify(given) ?? ''}`.trim());
        if (name === 'adopt') set(linkedInspect(given));
      },
    });
}

const NO_DEPS = {} as InspectDeps;

test('a link is taken before anything is loaded', () => {
  const store = createLazyInspectStore(NO_DEPS, () => Promise.reject(new Error('not asked for')));
  store.getState().adopt(LINK);
  const { settings, selection, chosen, status } = store.getState();
  expect(settings).toMatchObject({ optimizer: 'mnist', steps: 40 });
  expect(selection).toEqual({ step: 7, coordinates: [3] });
  expect(chosen).toEqual({ optimizer: true, step: true, coordinates: true });
  expect(status).toBe('idle');
});

test('the first action loads them all; the link counts, then the actions in their order', async () => {
  const calls: string[] = [];
  let loads = 0;
  const store = createLazyInspectStore(NO_DEPS, async () => {
    loads += 1;
    return { createInspectActions: noting(calls) };
  });
  store.getState().adopt(LINK);
  const { updateSettings, trace } = store.getState();
  updateSettings({ steps: 50 });
  await trace();
  expect(loads).toBe(1);
  const [link = '', ...actions] = calls;
  expect(JSON.parse(link.replace('adopt ', ''))).toEqual(LINK);
  expect(actions).toEqual(['updateSettings {"steps":50}', 'trace']);
  store.getState().selectStep(4);
  expect(calls.at(-1)).toBe('selectStep 4');
});

test('what cannot be loaded is said, and asked for again by the next action', async () => {
  const calls: string[] = [];
  let away = true;
  const store = createLazyInspectStore(NO_DEPS, async () => {
    if (away) throw new Error('the network is away');
    return { createInspectActions: noting(calls) };
  });
  await store.getState().trace();
  expect(store.getState()).toMatchObject({
    status: 'failed',
    text: 'Failed: the network is away',
  });
  away = false;
  await store.getState().trace();
  expect(calls.at(-1)).toBe('trace');
});
