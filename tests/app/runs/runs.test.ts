import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLabRuns } from '../../../src/app/runs/labRuns';
import type { RunsActions, RunsState } from '../../../src/app/runs/types';
import { type LabStorage, openStorage } from '../../../src/app/storage/storage';
import { writeLibraryFile } from '../../../src/libraryFile';
import { type RaceConfig, SUMMARY_COLUMNS } from '../../../src/specs/race';
import type { RaceSteps } from '../../../src/worker/protocol';
import { MADE, specimen } from '../../libraryFile/specimen';
import { settled } from '../support/clock';
import { deniedStorage } from '../support/lab';
import { forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

function runsOf(of: Visit) {
  const made = createLabRuns(of.lab);
  return {
    ...made,
    get state(): RunsState & RunsActions {
      return made.store.getState();
    },
  };
}

const raceSteps = ({ optimizers, problems }: RaceConfig, count: number): RaceSteps => {
  const make = (width: number) => optimizers.map((_, i) => new Float32Array(count * width).fill(i));
  const summaries = make(SUMMARY_COLUMNS.length);
  return { kind: 'race-steps', from: 0, count, problems, losses: make(problems), summaries };
};

const libraryFile = (contents = specimen(), name = 'library.zip') =>
  new File([writeLibraryFile(contents, MADE)], name);

describe('the list of runs', () => {
  test('has the training that goes on, and says whose it is', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const here = runsOf(visit);
    await here.state.load();
    const [run] = here.state.runs;
    expect(here.state.runs).toHaveLength(1);
    expect(run).toMatchObject({
      kind: 'training',
      name: 'LSTM 1 × 2, quadratics',
      state: 'running',
      holder: 'this-tab',
      progress: { done: 10, total: 500, unit: 'horizons' },
      result: { 'best validation': 0.5 },
    });
    const other = runsOf(new Visit({}, visit.browser));
    await other.state.load();
    expect(other.state.runs[0]).toMatchObject({ state: 'running', holder: 'another-tab' });
    expect(other.state.runs[0]?.resumable).toBe(false);
    await expect(other.state.rename(run?.id ?? '', 'Mine now')).rejects.toThrow('in another tab');
    await expect(other.state.remove([run?.id ?? ''])).rejects.toThrow('in another tab');
    await expect(here.state.remove([run?.id ?? ''])).rejects.toThrow('is going on');

    visit.reload();
    const later = runsOf(visit);
    await later.state.load();
    expect(later.state.runs[0]).toMatchObject({ state: 'interrupted', holder: null });
    expect(later.state.runs[0]?.resumable).toBe(true);
  });

  test('follows what another tab does', async () => {
    const here = runsOf(visit);
    await here.state.load();
    const other = new Visit({}, visit.browser);
    await other.train();
    other.checkpoint(20);
    await other.state.persistNow();
    await vi.waitFor(() => expect(here.state.runs[0]?.progress.done).toBe(20));
    const curves = await here.state.loadCurves(here.state.runs[0]?.id ?? '');
    expect(curves.map(({ name }) => name)).toContain('validation mean');
  });

  test('words about a run are kept, while it goes on too', async () => {
    await visit.train();
    await visit.kept();
    const here = runsOf(visit);
    await here.state.load();
    const id = here.state.runs[0]?.id ?? '';
    await here.state.rename(id, '  A name ');
    await here.state.setTags(id, [' a ', 'b', 'a', '']);
    await here.state.setNote(id, 'note');
    await expect(here.state.rename(id, ' ')).rejects.toThrow('A name is needed');
    visit.checkpoint(20);
    await visit.state.persistNow();
    visit.reload();
    const later = runsOf(visit);
    await later.state.load();
    expect(later.state.run(id)).toMatchObject({ name: 'A name', tags: ['a', 'b'], note: 'note' });
    expect(later.state.run(id)?.progress.done).toBe(20);
  });

  test('deleting takes everything, and is undone with everything', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    const all = async () =>
      Promise.all((['runs', 'parts', 'series'] as const).map((s) => visit.lab.storage.all(s)));
    const before = await all();
    await here.state.remove(['run-training', 'run-race']);
    expect(here.state.runs).toEqual([]);
    expect(await all()).toEqual([[], [], []]);
    await here.state.restore(['run-training', 'run-race']);
    expect(here.state.runs).toHaveLength(2);
    expect(await all()).toEqual(before);
  });

  test('thinning is offered from the oldest on, and keeps what was found out', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    const offer = await here.state.offerThinning(1);
    expect(offer.runs).toHaveLength(1);
    expect(offer.bytes).toBeGreaterThan(100);
    const everything = await here.state.offerThinning();
    expect(everything.runs.map(({ id }) => id).sort()).toEqual(['run-race', 'run-training']);
    await here.state.thin(['run-training']);
    expect(here.state.run('run-training')).toMatchObject({
      resumable: false,
      result: { 'best validation': 0.5 },
    });
    expect(await here.state.loadCurves('run-training')).toEqual([]);
    expect(await visit.lab.storage.keys('parts', 'run-training/')).toEqual([]);
  });

  test('reads only what has changed, however many there are', async () => {
    const storage = openStorage();
    let readings = 0;
    const counting: LabStorage = {
      ...storage,
      all: (store, prefix) => {
        if (store === 'runs') readings++;
        return storage.all(store, prefix);
      },
    };
    visit = new Visit({ storage: counting });
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    await here.state.load();
    const before = readings;
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const going = () => here.state.runs.find(({ state }) => state === 'running');
    await vi.waitFor(() => expect(going()?.progress.done).toBe(10));
    await here.state.setNote('run-race', 'note');
    expect(here.state.run('run-race')?.note).toBe('note');
    await here.state.remove(['run-race']);
    expect(here.state.run('run-race')).toBeUndefined();
    await here.state.restore(['run-race']);
    expect(here.state.runs).toHaveLength(3);
    expect(readings).toBe(before);
  });

  test('that cannot be read is tried again when somebody asks', async () => {
    const storage = openStorage();
    let broken = true;
    const failing: LabStorage = {
      ...storage,
      all: (...what) => (broken ? Promise.reject(new Error('no')) : storage.all(...what)),
    };
    const here = runsOf(new Visit({ storage: failing }));
    await here.state.load();
    expect(here.state).toMatchObject({ status: 'failed', runs: [] });
    expect(here.state.problem).not.toBeNull();
    broken = false;
    await here.state.load();
    expect(here.state).toMatchObject({ status: 'ready', problem: null });
  });

  test('where storage is denied it is kept in memory, and says so', async () => {
    visit = new Visit({ storage: deniedStorage() });
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const here = runsOf(visit);
    await here.state.load();
    expect(here.state).toMatchObject({ storage: 'memory', status: 'ready' });
    expect(here.state.runs[0]?.progress.done).toBe(10);
  });

  test('a run whose writes fail is listed as it is here', async () => {
    const storage = openStorage();
    const full: LabStorage = { ...storage, write: () => Promise.reject(new Error('quota')) };
    visit = new Visit({ storage: full });
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const here = runsOf(visit);
    await here.state.load();
    expect(here.state.runs[0]).toMatchObject({ holder: 'this-tab', progress: { done: 10 } });
  });
});

describe('a run on its screen', () => {
  test('is resumed from the list', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    visit.lab.engine.start();
    await here.state.resume('run-training');
    expect(visit.lab.settings.getState().tab).toBe('train');
    await vi.waitFor(() => expect(visit.lab.worker().requests('train')).toHaveLength(1));
    const { checkpoint } = visit.lab.worker().last('train');
    expect(checkpoint).toMatchObject({ horizonsDone: 12 });
    expect(checkpoint?.midHorizon?.phis).toHaveLength(2);
    await expect(here.state.resume('run-race')).rejects.toThrow('is a race');
    await expect(here.state.open('run-none')).rejects.toThrow('no run run-none');
  });

  test('is duplicated with changes: the new one knows where it comes from', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile());
    await here.state.duplicate('run-training');
    expect(visit.state.settings.epochs).toBe(40);
    visit.state.updateSettings({ seed: 99 });
    visit.lab.engine.start();
    void visit.state.train();
    await vi.waitFor(async () => expect(await visit.lab.storage.keys('runs')).toHaveLength(3));
    await here.state.load();
    await vi.waitFor(() => expect(here.state.runs).toHaveLength(3));
    const made = here.state.runs.find(({ parentId }) => parentId !== null);
    expect(made).toMatchObject({ parentId: 'run-training', seed: 99, state: 'running' });
  });

  test('a race comes with its settings and those who raced; who is gone is named', async () => {
    const here = runsOf(visit);
    await here.state.importLibrary(libraryFile({ ...specimen(), optimizers: [] }));
    await here.state.open('run-race');
    const { settings, entrants } = visit.lab.race.getState();
    expect(settings).toMatchObject({ horizon: 3, problems: 8, seed: 7 });
    expect(entrants.map(({ id }) => id)).toEqual(['adam']);
    expect(visit.lab.notifications.getState().messages[0]?.message).toContain('"Mine"');
  });
});

describe('races are kept', () => {
  test('with their settings, who took part, and the summaries of their losses', async () => {
    const here = runsOf(visit);
    await visit.lab.library.getState().load();
    visit.lab.engine.start();
    visit.lab.race.getState().updateSettings({ horizon: 200, problems: 4 });
    void visit.lab.race.getState().run();
    await vi.waitFor(() => expect(visit.lab.worker().requests('race')).toHaveLength(1));
    await settled();
    const { runId, config } = visit.lab.worker().last('race');
    visit.lab.worker().event(runId, raceSteps(config, 3));
    visit.lab.worker().answer('race', { outcome: 'stopped', steps: 2, seconds: 1 });
    await here.state.load();
    await vi.waitFor(() => expect(here.state.runs[0]?.state).toBe('stopped'));
    const [run] = here.state.runs;
    expect(run).toMatchObject({ kind: 'race', holder: null, progress: { done: 2, total: 200 } });
    const curves = await here.state.loadCurves(run?.id ?? '');
    const names = config.optimizers.map(({ label }) => label);
    expect(curves.map(({ name }) => name)).toEqual(expect.arrayContaining(names));
    expect(curves[0]?.y).toHaveLength(3);
  });

  test('but not the one that the page shows by itself', async () => {
    const here = runsOf(visit);
    visit.lab.engine.start();
    void here.landingRace();
    await vi.waitFor(() => expect(visit.lab.worker().requests('race')).toHaveLength(1));
    await settled();
    const { runId, config } = visit.lab.worker().last('race');
    visit.lab.worker().event(runId, raceSteps(config, 3));
    visit.lab.worker().answer('race', { outcome: 'finished', steps: 2, seconds: 1 });
    await settled();
    visit.lab.clock.advance(5000);
    await here.state.load();
    expect(here.state.runs).toEqual([]);
  });
});
