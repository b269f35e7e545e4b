/** Registering the service worker, and newer versions: announced, never loaded by themselves. */
import { describe, expect, test, vi } from 'vitest';
import { createOffline } from '../../../src/app/offline/offline';
import { TAKE_OVER } from '../../../src/offline/files';
import { ManualClock, settled } from '../support/clock';
import { testLab } from '../support/lab';

class FakeVersion extends EventTarget {
  sent: unknown[] = [];
  constructor(public state: ServiceWorkerState) {
    super();
  }
  postMessage(message: unknown) {
    this.sent.push(message);
  }
  become(state: ServiceWorkerState) {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

class FakeRegistration extends EventTarget {
  active: FakeVersion | null = null;
  waiting: FakeVersion | null = null;
  installing: FakeVersion | null = null;
  update = vi.fn(async () => undefined);
  /** The browser has found another version. */
  found(): FakeVersion {
    const version = new FakeVersion('installing');
    this.installing = version;
    this.dispatchEvent(new Event('updatefound'));
    return version;
  }
}

class FakeContainer extends EventTarget {
  controller: FakeVersion | null = null;
  register = vi.fn(async () => this.registration as FakeRegistration | undefined);
  constructor(readonly registration: FakeRegistration | undefined = new FakeRegistration()) {
    super();
  }
  control(version: FakeVersion) {
    this.controller = version;
    this.dispatchEvent(new Event('controllerchange'));
  }
}

function setup(container: FakeContainer | null = new FakeContainer()) {
  const lab = testLab();
  const clock = new ManualClock();
  const reload = vi.fn();
  let comeBack: () => void = () => undefined;
  const offline = createOffline({
    engine: lab.engine,
    notifications: lab.notifications,
    container: container as unknown as ServiceWorkerContainer | null,
    base: 'https://lab.example/lab/',
    reload,
    clock,
    onReturn: (call) => {
      comeBack = call;
    },
  });
  const messages = () => lab.notifications.getState().messages;
  const press = (label: string) =>
    messages()
      .find((m) => m.action?.label === label)
      ?.action?.run();
  const state = () => offline.getState();
  return { ...lab, offline, state, clock, reload, messages, press, comeBack: () => comeBack() };
}

/** A page that a version serves already. */
async function served() {
  const container = new FakeContainer();
  const registration = container.registration as FakeRegistration;
  registration.active = new FakeVersion('activated');
  container.controller = registration.active;
  const page = setup(container);
  await page.offline.getState().start();
  return { ...page, container, registration };
}

describe('the first visit', () => {
  test('gets ready and says nothing but that', async () => {
    const container = new FakeContainer();
    const page = setup(container);
    const registration = container.registration as FakeRegistration;
    const first = new FakeVersion('installing');
    registration.installing = first;
    await page.offline.getState().start();
    await page.offline.getState().start();
    expect(container.register).toHaveBeenCalledTimes(1);
    expect(container.register).toHaveBeenCalledWith(new URL('https://lab.example/lab/sw.js'), {
      scope: 'https://lab.example/lab/',
      updateViaCache: 'none',
    });
    expect(page.state()).toMatchObject({ status: 'preparing', update: 'none' });
    first.become('installed');
    registration.active = first;
    first.become('activated');
    container.control(first);
    expect(page.state()).toMatchObject({ status: 'ready', update: 'none' });
    expect(page.messages()).toEqual([]);
    expect(page.reload).not.toHaveBeenCalled();
  });

  test('that could not keep all files says so', async () => {
    const container = new FakeContainer();
    const page = setup(container);
    const first = new FakeVersion('installing');
    (container.registration as FakeRegistration).installing = first;
    await page.offline.getState().start();
    first.become('redundant');
    expect(page.state().status).toBe('failed');
  });

  test.each([
    ['there are no service workers', null, 'unsupported'],
    [
      'a tool blocks them',
      Object.assign(new FakeContainer(), { register: async () => undefined }),
      'unsupported',
    ],
    [
      'they are refused',
      Object.assign(new FakeContainer(), { register: () => Promise.reject(new Error('no')) }),
      'failed',
    ],
  ])('where %s', async (_, container, status) => {
    const page = setup(container as FakeContainer | null);
    await page.offline.getState().start();
    expect(page.state().status).toBe(status);
  });
});

describe('a newer version', () => {
  test('is announced when it is complete, and used when the person says so', async () => {
    const page = await served();
    const next = page.registration.found();
    expect(page.messages()).toEqual([]);
    next.become('installed');
    expect(page.state().update).toBe('waiting');
    expect(page.messages()).toMatchObject([{ title: 'A new version is ready', stays: true }]);
    expect(next.sent).toEqual([]);
    page.press('Reload');
    expect(next.sent).toEqual([TAKE_OVER]);
    expect(page.reload).not.toHaveBeenCalled();
    page.container.control(next);
    expect(page.reload).toHaveBeenCalledTimes(1);
  });

  test('that waits since an earlier visit is announced, too', async () => {
    const container = new FakeContainer();
    const registration = container.registration as FakeRegistration;
    registration.active = new FakeVersion('activated');
    registration.waiting = new FakeVersion('installed');
    const page = setup(container);
    await page.offline.getState().start();
    expect(page.state()).toMatchObject({ status: 'ready', update: 'waiting' });
  });

  test('that could not be downloaded leaves all as it is', async () => {
    const page = await served();
    page.registration.found().become('redundant');
    expect(page.state()).toMatchObject({ status: 'ready', update: 'none' });
    expect(page.messages()).toEqual([]);
  });

  test('that another tab asked for is announced; this page is not loaded anew by itself', async () => {
    const page = await served();
    page.container.control(new FakeVersion('activated'));
    expect(page.state().update).toBe('elsewhere');
    expect(page.reload).not.toHaveBeenCalled();
    page.press('Reload');
    expect(page.reload).toHaveBeenCalledTimes(1);
  });

  test('does not interrupt what is being computed without asking', async () => {
    const page = await served();
    page.registration.found().become('installed');
    page.engine.store.setState({ runs: 1 });
    page.press('Reload');
    expect(page.reload).not.toHaveBeenCalled();
    expect(page.messages().at(-1)?.title).toBe('Something is being computed');
    page.press('Reload anyway');
    const waiting = page.registration.installing;
    expect(waiting?.sent).toEqual([TAKE_OVER]);
  });

  test('is looked for when somebody comes back, at most once an hour', async () => {
    const page = await served();
    page.comeBack();
    expect(page.registration.update).not.toHaveBeenCalled();
    page.clock.advance(3_600_000);
    page.registration.update.mockRejectedValueOnce(new TypeError('no network'));
    page.comeBack();
    page.comeBack();
    await settled();
    expect(page.registration.update).toHaveBeenCalledTimes(1);
  });
});
