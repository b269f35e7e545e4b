import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { offerToResume } from '../../../src/app/runs/interrupted';
import { createLabRuns } from '../../../src/app/runs/labRuns';
import { forgetEverything, Visit } from '../support/training';

let visit: Visit;
afterEach(forgetEverything);

beforeEach(() => {
  visit = new Visit();
});

describe('on return', () => {
  const messages = () => visit.lab.notifications.getState().messages;
  const TITLE = 'A training was interrupted';

  async function interrupted(): Promise<void> {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    visit.reload();
    visit.lab.settings.getState().setTab('compare');
    createLabRuns(visit.lab).start();
  }

  test('a training that was interrupted is offered on any screen, and goes on', async () => {
    await interrupted();
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    expect(messages()[0]).toMatchObject({ title: TITLE, stays: true });
    expect(messages()[0]?.message).toContain('10 of 500 horizons');
    messages()[0]?.action?.run();
    await vi.waitFor(() => expect(visit.lab.worker().requests('train')).toHaveLength(1));
    expect(visit.lab.settings.getState().tab).toBe('train');
  });

  test('the offer goes when the screen is shown that makes it, too', async () => {
    await interrupted();
    await vi.waitFor(() => expect(messages()).toHaveLength(1));
    visit.lab.settings.getState().setTab('train');
    expect(messages()).toEqual([]);
  });

  test('nothing is offered that goes on, that was stopped, or that was put aside', async () => {
    await visit.train();
    visit.checkpoint(10);
    await visit.state.persistNow();
    const offered = async (of: Visit): Promise<string[]> => {
      const { settings, notifications, runs } = of.lab;
      settings.getState().setTab('compare');
      const resume = async () => undefined;
      const clock = {
        setTimeout(go: () => void) {
          go();
          return () => undefined;
        },
      };
      await offerToResume({ runs: await runs.load(), settings, notifications, resume, clock });
      return notifications.getState().messages.map(({ title }) => title);
    };
    expect(await offered(visit)).toEqual([]);
    expect(await offered(new Visit({}, visit.browser))).toEqual([]);
    visit.reload();
    expect(await offered(visit)).toEqual([TITLE]);
    visit.reload();
    await visit.state.resumeFromStorage();
    visit.state.reset();
    await vi.waitFor(async () => expect((await visit.stored())?.dismissed).toBe(true));
    expect(await offered(visit)).toEqual([]);
  });
});
