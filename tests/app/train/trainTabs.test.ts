import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createHolds } from '../../../src/app/runs/holds';
import { createRunNews } from '../../../src/app/runs/news';
import { settled } from '../support/clock';
import { forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

describe('two tabs', () => {
  test('what one of them trains is not offered to the other until it is gone', async () => {
    await visit.train();
    const newest = visit.checkpoint(10);
    await visit.state.persistNow();
    const other = new Visit({}, visit.browser);
    expect(await other.state.resumeFromStorage()).toBe(false);
    visit.reload();
    expect(await other.state.resumeFromStorage()).toBe(true);
    expect(other.state.checkpoint).toEqual(newest);
  });

  test('the first to resume has it; the second is told, and sees later what came of it', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.reload();
    const other = new Visit({}, visit.browser);
    await visit.state.resumeFromStorage();
    await other.state.resumeFromStorage();
    other.lab.engine.start();
    await resumed();
    await other.state.resume();
    expect(other.state.status).toBe('restored');
    const [told] = other.lab.notifications.getState().messages;
    expect(told?.message).toContain('is going on in another tab');

    const further = visit.checkpoint(40);
    await visit.state.persistNow();
    visit.reload();
    void other.state.resume();
    await vi.waitFor(() => expect(other.lab.worker().requests('train')).toHaveLength(1));
    expect(other.lab.worker().last('train').checkpoint).toEqual(further);
  });

  test('both train at once, and each keeps its own', async () => {
    const other = new Visit({}, visit.browser);
    await visit.train();
    await other.train();
    const one = visit.checkpoint(10);
    const two = other.checkpoint(33);
    await Promise.all([visit.state.persistNow(), other.state.persistNow()]);
    expect(await visit.lab.storage.keys('runs')).toHaveLength(2);
    visit.reload();
    other.reload();
    const { shelf, trainings } = await visit.lab.runs.load();
    const { runs } = await shelf.all();
    const kept = await Promise.all(runs.map(({ record }) => trainings.read(record.id)));
    const found = kept.map((run) => run?.training?.checkpoint);
    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([one, two]));
  });

  test('without locks, the tab that went on last is the one whose writes count', async () => {
    const noLocks = () => ({ holds: createHolds(undefined), news: createRunNews(() => null) });
    visit = new Visit({ tab: noLocks() });
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const { id } = (await visit.stored())?.record ?? { id: '' };
    const other = new Visit({ tab: noLocks() });
    const { trainings } = await other.lab.runs.load();
    const { changed } = await trainings.take(id);
    expect(changed?.training?.checkpoint.horizonsDone).toBe(10);
    visit.checkpoint(20);
    await visit.state.persistNow();
    expect(visit.state.persisted).toBe(false);
    const [told] = visit.lab.notifications.getState().messages;
    expect(told?.message).toContain('Another tab has gone on with this run');
    expect((await visit.stored())?.record.progress.done).toBe(10);
  });
});

async function resumed(): Promise<void> {
  void visit.state.resume();
  await vi.waitFor(() => expect(visit.lab.worker().requests('train')).toHaveLength(1));
  await settled();
}
