/** The Lab as a person uses it: by the names on the screen. */
import { readFile } from 'node:fs/promises';
import { expect, type Locator, type Page, test } from '@playwright/test';

/**
 * Opens the Lab. Where the browser has WebGPU it is asked for by name: its adapter is a software one, which the Lab
 * does not take by itself.
 */
export async function open(page: Page, query = ''): Promise<void> {
  const settings = new URLSearchParams(query);
  const webgpu = test.info().project.name === 'webgpu';
  if (webgpu && !settings.has('backend')) settings.set('backend', 'webgpu');
  await page.goto(`./?${settings}`);
  await expect(page.getByRole('heading', { name: 'Learned Optimizer Lab' })).toBeVisible();
}

export async function showTab(
  page: Page,
  name: 'Compare' | 'Train' | 'Inspect' | 'Figures' | 'Library',
): Promise<void> {
  await page.getByRole('tab', { name, exact: true }).click();
  await expect(page.getByRole('tabpanel', { name })).toBeVisible();
}

export const status = (page: Page): Locator => page.getByRole('status');

export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole('button', { name, exact: true }).click();

/** Types a value into the number field beside a slider. */
export async function set(page: Page, name: string, value: number): Promise<void> {
  const field = page.getByRole('spinbutton', { name, exact: true });
  await field.fill(String(value));
  await field.press('Enter');
  await field.blur();
}

export async function raceFinished(page: Page): Promise<void> {
  await expect(status(page)).toHaveText(/^Finished/, { timeout: 200_000 });
}

/**
 * A number once it stands still: what was under way to a slow device when Pause was pressed still arrives.
 *
 * @returns the number that was read twice in a row, 2.5 s apart
 */
export async function settled(read: () => Promise<number>): Promise<number> {
  let last = Number.NaN;
  const moved = async () => {
    const before = last;
    last = await read();
    return last - before;
  };
  await expect.poll(moved, { intervals: [2500], timeout: 120_000 }).toBe(0);
  return last;
}

/** The rows of a figure's data table, as text. */
export async function figureData(page: Page, figure: string): Promise<string[][]> {
  const box = page.getByRole('figure', { name: figure, exact: true });
  await box.getByRole('button', { name: 'Show data' }).click();
  const rows = await box
    .getByRole('row')
    .evaluateAll((all) =>
      all.map((row) => [...row.querySelectorAll('th,td')].map((cell) => cell.textContent ?? '')),
    );
  await box.getByRole('button', { name: 'Hide data' }).click();
  return rows;
}

/** The whole of a figure's numbers, as its CSV. */
export async function figureCsv(page: Page, figure: string): Promise<string> {
  return (await figureDownload(page, figure, 'CSV')).toString('utf8');
}

export async function figureDownload(page: Page, figure: string, kind: string): Promise<Buffer> {
  const box = page.getByRole('figure', { name: figure, exact: true });
  await box.getByRole('button', { name: 'Download' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: kind }).click(),
  ]);
  // It closes slowly where the machine is busy, and would be there twice with the next one.
  await expect(page.getByRole('menu')).toHaveCount(0);
  return readFile(await download.path());
}

/** Presses a button that saves a file, and gives the file. */
export async function savedFile(
  page: Page,
  button: string,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download'), press(page, button)]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Chooses a form in the menu `Export weights` (of the page, or of a part of it), and gives the file. */
export async function exportedFile(
  page: Page,
  form: string,
  part: Page | Locator = page,
): Promise<{ name: string; bytes: Buffer }> {
  await part.getByRole('button', { name: 'Export weights' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: form }).click(),
  ]);
  await expect(page.getByRole('menu')).toHaveCount(0);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Gives the Library's import button a file. */
export async function importFile(page: Page, name: string, bytes: Buffer): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    press(page, 'Import optimizer'),
  ]);
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer: bytes });
}

/** A training so small that a slow machine does a horizon in a blink, and so long that it ends when it is told to. */
export async function smallTraining(page: Page): Promise<void> {
  await showTab(page, 'Train');
  await set(page, 'Dimension', 3);
  await set(page, 'Hidden units', 6);
  await set(page, 'Layers', 1);
  await set(page, 'Horizon', 12);
  await set(page, 'Unroll', 6);
  await set(page, 'Problems', 8);
  await page.getByText('Advanced', { exact: true }).click();
  await set(page, 'Horizons to train', 100_000);
  await set(page, 'Validation problems', 8);
}
