/** The address bar beside the stores: read into them once, and written as they change. */
import { describe, expect, test } from 'vitest';
import { createAddressBar } from '../../../src/app/address/addressBar';
import { testLab } from '../support/lab';

describe('the address bar', () => {
  function setup(search: string) {
    const lab = testLab();
    const origin = 'https://lab.example';
    const location = { origin, pathname: '/lab/', search, hash: '#end' } as Location;
    const written: string[] = [];
    const history = {
      state: null,
      replaceState: (_: unknown, __: string, url: string) => {
        written.push(url);
        location.search = url.slice(url.indexOf('?'), url.indexOf('#'));
      },
    } as unknown as History;
    const address = createAddressBar({ ...lab, page: { location, history } });
    return { ...lab, address, written };
  }

  test('is read into the stores, and what is wrong is told once', () => {
    const { address, race, train, engine, settings, notifications } = setup(
      '?v=1&tab=train&backend=cpu&compare.seed=9&logX=1&optimizers=adam&hidden=8&unroll=no',
    );
    expect(address.read().named).toEqual(new Set(['page', 'compare', 'train']));
    expect(settings.getState().tab).toBe('train');
    expect(engine.store.getState().choice).toBe('cpu');
    expect(race.getState()).toMatchObject({
      settings: { seed: 9 },
      view: { logX: true },
      entrantsChosen: true,
    });
    expect(
      race
        .getState()
        .entrants.filter((e) => e.enabled)
        .map((e) => e.id),
    ).toEqual(['adam']);
    expect(train.getState().settings).toMatchObject({ unroll: 20, optimizer: { hiddenUnits: 8 } });
    const messages = notifications.getState().messages;
    expect(messages).toHaveLength(1);
    expect(messages[0]?.message).toContain('unroll: "no" is not allowed');
  });

  test('brings a selection to Inspect, which stays in the link until it is another', () => {
    const search = '?v=1&tab=inspect&steps=50&optimizer=adam&step=12&coordinates=3,1';
    const { address, inspect, notifications, written } = setup(search);
    expect(address.read().named).toEqual(new Set(['page', 'inspect']));
    expect(inspect.getState()).toMatchObject({
      settings: { steps: 50, optimizer: 'adam', source: 'own' },
      selection: { step: 12, coordinates: [3, 1] },
      chosen: { optimizer: true, step: true, coordinates: true },
    });
    expect(notifications.getState().messages).toEqual([]);
    address.flush();
    expect(written).toEqual([]);
    inspect.getState().updateSettings({ steps: 60 });
    address.flush();
    expect(written).toEqual([
      '/lab/?v=1&tab=inspect&steps=60&optimizer=adam&step=12&coordinates=3,1#end',
    ]);
  });

  test('follows the stores at a pace that browsers allow', () => {
    const { address, race, settings, clock, written } = setup('');
    const end = address.follow();
    clock.advance(1000);
    expect(written).toEqual([]);
    for (let seed = 10; seed < 30; seed++) race.getState().updateSettings({ seed });
    settings.getState().setTab('library');
    expect(written).toEqual([]);
    clock.advance(1000);
    expect(written).toEqual(['/lab/?v=1&tab=library&seed=29#end']);
    race.getState().updateSettings({ seed: 7 });
    address.flush();
    expect(written.at(-1)).toBe('/lab/?v=1&tab=library#end');
    end();
    race.getState().updateSettings({ seed: 8 });
    clock.advance(1000);
    expect(written).toHaveLength(2);
  });

  test('keeps what a link says about its race, for as long as it is about the race that is set', () => {
    const result = '0.1.0:wasm:SIMD.relaxed:1f3a9c02d4e5,adam:r0.3:0.176';
    const { address, race, notifications, written } = setup(`?v=1&seed=9&result=${result}`);
    address.read();
    expect(notifications.getState().messages).toEqual([]);
    expect(address.claim.getState().claim).toMatchObject({
      result: { backend: 'wasm', arithmetic: 'SIMD, relaxed', curves: '1f3a9c02d4e5' },
      settings: { seed: 9 },
    });
    address.flush();
    expect(written).toEqual([]);
    race.getState().updateSettings({ seed: 10 });
    address.flush();
    expect(written.at(-1)).toBe('/lab/?v=1&seed=10#end');
    race.getState().updateSettings({ seed: 9 });
    expect(address.linkTo()).toContain(`/lab/?v=1&seed=9&result=${result}`);
  });

  test('gives links without changing the address, and forgets a fragment when it is told to', () => {
    const { address, written } = setup('?v=1&seed=9');
    address.read();
    const link = address.linkTo(
      (state) => ({ ...state, page: { ...state.page, tab: 'train' } }),
      '#v=1&optimizer=x',
    );
    expect(link).toBe('https://lab.example/lab/?v=1&tab=train&compare.seed=9#v=1&optimizer=x');
    expect(written).toEqual([]);
    address.dropFragment();
    expect(written).toEqual(['/lab/?v=1&seed=9']);
  });
});
