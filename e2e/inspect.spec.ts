/** Looking into an optimizer: what it did to each coordinate, all pictures at one step, and what it is made of. */
import type { Locator, Page } from '@playwright/test';
import { expect, expectNoViolations, PAGE, test } from './fixtures';
import {
  figureCsv,
  figureData,
  figureDownload,
  open,
  press,
  raceFinished,
  showTab,
  status,
} from './lab';

const SMALL = 'tab=inspect&steps=40';
/** A network that is traced in a blink. */
const NETWORK = 'tab=inspect&task=mnist&side=7&hiddenUnits=5&batch=16&steps=20';

async function traced(page: Page): Promise<void> {
  await expect(status(page)).toHaveText(/traced in/, { timeout: 120_000 });
}

const figure = (page: Page, name: string): Locator =>
  page.getByRole('figure', { name, exact: true });
const selectedStep = (page: Page): Locator => page.getByRole('slider', { name: 'Selected step' });
const chips = (page: Page): Locator =>
  page.getByRole('list', { name: 'Selected coordinates' }).getByRole('listitem');
/** What a picture is read with: an invisible slider over it. */
const reader = (page: Page, name: string): Locator =>
  figure(page, name).getByRole('slider').first();

/** Brings a picture fully into view, below the bar that stays on top. */
async function center(of: Locator): Promise<void> {
  await of.evaluate((element) => element.scrollIntoView({ block: 'center' }));
}

/** The column of a CSV by the beginning of its name. */
function column(csv: string, name: string): number[] {
  const [head = '', ...rows] = csv.trim().split('\n');
  const at = head.split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/).findIndex((cell) => cell.includes(name));
  expect(at, `the column ${name} in ${head}`).toBeGreaterThanOrEqual(0);
  return rows.map((row) => Number(row.split(',')[at]));
}

test('a trace is made by itself, and every picture has its numbers', async ({ page }) => {
  await open(page, SMALL);
  await traced(page);
  const histories = await figureCsv(page, 'Update histories');
  expect(histories.trim().split('\n')).toHaveLength(41);
  for (const name of ['LSTM', 'SGD', 'NAG', 'RMSprop', 'Adam']) {
    expect(column(histories, name).every(Number.isFinite), name).toBe(true);
  }
  // θ moves by what is added to it: float32 numbers of about 1.
  const updates = column(histories, 'LSTM');
  const values = column(await figureCsv(page, 'Value'), 'coordinate');
  expect(values).toHaveLength(41);
  for (const [t, update] of updates.entries()) {
    expect((values[t + 1] ?? 0) - (values[t] ?? 0)).toBeCloseTo(update, 5);
  }

  const map = await figureCsv(page, 'Coordinate map');
  expect(map.trim().split('\n')).toHaveLength(11);
  expect((await figureData(page, 'Coordinate map')).length).toBe(11);
  expect((await figureData(page, 'Proposed update')).length).toBeGreaterThan(90);
  for (const name of [
    'Gradient',
    'Loss',
    'Proposed update over the steps',
    'Layer 1: hidden value h',
  ]) {
    await expect(figure(page, name), name).toBeVisible();
  }
  expect((await figureData(page, 'What the units follow')).length).toBe(41);
  await expect(page.getByRole('heading', { name: 'Effective behaviour' })).toBeVisible();
  await expect(page.getByText(/of the updates is explained by the gradient alone/)).toBeVisible();
});

test('pictures are saved as SVG and PNG', PAGE, async ({ page }) => {
  await open(page, SMALL);
  await traced(page);
  for (const name of ['Coordinate map', 'One step in slow motion', 'What the units follow']) {
    await center(figure(page, name));
    const svg = (await figureDownload(page, name, 'SVG')).toString('utf8');
    expect(svg, name).toContain('<svg');
    expect(svg, name).toContain('LSTM');
  }
  const png = await figureDownload(page, 'Proposed update over the steps', 'PNG');
  expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
});

test('a step moves all pictures, by buttons, slider, keys and pointer', PAGE, async ({ page }) => {
  await open(page, `${SMALL}&step=5`);
  await traced(page);
  const step = selectedStep(page);
  await expect(step).toHaveValue('5');
  await press(page, 'Step');
  await expect(step).toHaveValue('6');
  await step.fill('20');
  await expect(figure(page, 'Proposed update')).toContainText('At step 20');
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press('ArrowRight');
  await expect(step).toHaveValue('21');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(step).toHaveValue('11');
  const slow = figure(page, 'One step in slow motion');
  await center(slow);
  await expect(slow).toContainText('Step 11 for coordinate');

  // Three quarters along the histories: every other picture follows.
  await center(figure(page, 'Update histories'));
  await reader(page, 'Update histories').hover({ position: { x: 1, y: 100 } });
  const { width = 0 } = (await reader(page, 'Update histories').boundingBox()) ?? {};
  await page.mouse.move(0, 0);
  await reader(page, 'Update histories').hover({ position: { x: 0.75 * width, y: 100 } });
  await expect(step).toHaveValue('29');
  await expect(figure(page, 'Proposed update')).toContainText('At step 29');

  // Held, it stays.
  await page.getByRole('checkbox', { name: 'hold' }).check();
  await reader(page, 'Update histories').hover({ position: { x: 0.2 * width, y: 100 } });
  await page.waitForTimeout(300);
  await expect(step).toHaveValue('29');

  // Space is the check box's own while it has the focus.
  await page.locator('body').click({ position: { x: 2, y: 2 } });
  await page.keyboard.press(' ');
  await expect(step).toHaveValue('39');
});

test(
  'a finger that scrolls past a chart reads nothing; one that goes along it, or taps, does',
  PAGE,
  async ({ page }) => {
    await open(page, `${SMALL}&step=5`);
    await traced(page);
    const step = selectedStep(page);
    const chart = reader(page, 'Update histories');
    await center(chart);
    const { x = 0, y = 0, width = 0 } = (await chart.boundingBox()) ?? {};
    const finger = (type: string, share: number, down: number) =>
      chart.dispatchEvent(type, {
        ...{ pointerType: 'touch', pointerId: 7, button: 0, bubbles: true },
        ...{ clientX: x + share * width, clientY: y + 50 + down },
      });
    await finger('pointerdown', 0.5, 0);
    await finger('pointermove', 0.5, 40);
    await finger('pointercancel', 0.5, 40);
    await page.waitForTimeout(100);
    await expect(step).toHaveValue('5');
    await finger('pointerdown', 0.5, 0);
    await finger('pointermove', 0.75, 4);
    await expect(step).toHaveValue('29');
    await finger('pointerup', 0.75, 4);
    await finger('pointerdown', 1, 0);
    await finger('pointerup', 1, 0);
    await expect(step).toHaveValue('39');
  },
);

test(
  'coordinates are chosen on the map, by keys and by number, and up to four are shown',
  PAGE,
  async ({ page }) => {
    await open(page, `${SMALL}&coordinates=2`);
    await traced(page);
    await expect(chips(page)).toHaveText(['coordinate 2']);
    await page.keyboard.press(']');
    await expect(chips(page)).toHaveText(['coordinate 3']);
    await page.keyboard.press('[');
    await expect(chips(page)).toHaveText(['coordinate 2']);

    const map = reader(page, 'Coordinate map');
    await center(figure(page, 'Coordinate map'));
    const { height = 0 } = (await map.boundingBox()) ?? {};
    await map.click({ position: { x: 40, y: 0.75 * height } });
    await expect(chips(page)).toHaveText(['coordinate 7']);
    await map.click({ position: { x: 40, y: 0.05 * height }, modifiers: ['Shift'] });
    await expect(chips(page)).toHaveText(['coordinate 7', 'coordinate 0']);
    const csv = await figureCsv(page, 'Update histories');
    expect(csv.split('\n')[0]).toContain('coordinate 0');
    await page.getByRole('button', { name: 'Take coordinate 7 away' }).click();
    await expect(chips(page)).toHaveText(['coordinate 0']);

    await press(page, 'Pick another');
    await page.getByRole('spinbutton', { name: /Coordinate/ }).fill('4');
    await press(page, 'Show it alone');
    await expect(chips(page)).toHaveText(['coordinate 4']);
  },
);

test('a link opens the same trace, at the same step and coordinates', async ({ page, context }) => {
  await open(page, `${SMALL}&seed=11&coordinates=4`);
  await traced(page);
  await selectedStep(page).fill('17');
  await page.keyboard.press(']');
  await expect(chips(page)).toHaveText(['coordinate 5']);
  await expect(page).toHaveURL(/step=17.*coordinates=5/);
  const csv = await figureCsv(page, 'Update histories');

  const other = await context.newPage();
  await other.goto(page.url());
  await traced(other);
  await expect(selectedStep(other)).toHaveValue('17');
  await expect(chips(other)).toHaveText(['coordinate 5']);
  expect(await figureCsv(other, 'Update histories')).toBe(csv);
});

test('one step is played as its parts, with the numbers that were', PAGE, async ({ page }) => {
  await open(page, `${SMALL}&step=9`);
  await traced(page);
  const slow = figure(page, 'One step in slow motion');
  await center(slow);
  const rows = await figureData(page, 'One step in slow motion');
  const shown = Number(rows.find(([part]) => part === 'update')?.[2]);
  const made = column(await figureCsv(page, 'Update histories'), 'LSTM')[9] ?? Number.NaN;
  // The table has four significant digits.
  expect(Math.abs(shown - made)).toBeLessThanOrEqual(1e-3 * Math.abs(made));

  const part = (name: string) => page.getByRole('radio', { name, exact: true });
  await press(page, 'Next part');
  await expect(part('Preprocessing')).toBeChecked();
  await part('LSTM layer 2').check();
  await expect(page.locator('.katex').last()).toContainText('tanh');
  await press(page, 'Previous part');
  await expect(part('LSTM layer 1')).toBeChecked();
  await press(page, 'Play the parts');
  await expect(part('Update')).toBeChecked();
  await expect(page.getByRole('button', { name: 'Play the parts' })).toBeVisible();
});

test('the sweep goes as far as it is told, on either scale', PAGE, async ({ page }) => {
  await open(page, `${SMALL}&step=9`);
  await traced(page);
  const range = page.getByRole('spinbutton', { name: 'Range of the gradients swept' });
  await range.fill('2');
  const gradients = async () => column(await figureCsv(page, 'Proposed update'), 'gradient');
  await expect.poll(async () => Math.max(...(await gradients()))).toBeCloseTo(2, 5);
  await figure(page, 'Proposed update').getByRole('radio', { name: 'symmetric log' }).check();
  // In equal steps of a logarithm most of them are small.
  await expect
    .poll(async () => (await gradients()).filter((g) => Math.abs(g) < 0.2).length)
    .toBeGreaterThan(100);
  await page.getByRole('slider', { name: 'Step of the sweep' }).fill('0');
  await expect(selectedStep(page)).toHaveValue('0');
});

test('a pixel of a hidden unit is a coordinate', PAGE, async ({ page }) => {
  await open(page, NETWORK);
  await traced(page);
  const weights = page.getByRole('slider', { name: 'Pixel of a hidden unit' });
  const { width = 0, height = 0 } = (await weights.boundingBox()) ?? {};
  // Five pictures of 7 × 7 pixels with a pixel between them: the middle of the second.
  await weights.click({ position: { x: (11.5 / 39) * width, y: 0.5 * height } });
  await expect(chips(page)).toHaveText(['unit 2, pixel (4, 4)']);
  await page.keyboard.press('ArrowDown');
  await expect(chips(page)).toHaveText(['unit 2, pixel (5, 4)']);
  await page.keyboard.press('PageDown');
  await expect(chips(page)).toHaveText(['unit 3, pixel (5, 4)']);
  const rows = await figureCsv(page, 'Weights of the hidden units');
  expect(rows.trim().split('\n')).toHaveLength(1 + 5 * 49);
  await expect(figure(page, 'Coordinate map').getByText('layer 1 weights')).toHaveCount(1);
});

test('a surface has its map with the path and both arrows', PAGE, async ({ page }) => {
  await open(page, 'tab=inspect&task=surface&surface=himmelblau&steps=40');
  await traced(page);
  const map = figure(page, 'Contour map');
  await expect(map.locator('canvas')).toBeVisible();
  await expect(map.getByText('update', { exact: true }).first()).toBeAttached();
  await expect(map.getByText('−gradient', { exact: true })).toBeAttached();
  await expect(chips(page)).toHaveText([/^[xy]$/]);
});

test(
  'an optimizer designed by hand is looked at as well, and has no inside',
  PAGE,
  async ({ page }) => {
    await open(page, `${SMALL}&optimizer=adam`);
    await traced(page);
    await expect(page.getByText(/Adam is a formula/)).toBeVisible();
    const csv = await figureCsv(page, 'Update histories');
    expect(csv.split('\n')[0]?.match(/Adam/g)).toHaveLength(1);
    await center(figure(page, 'One step in slow motion'));
    await page.getByRole('radio', { name: 'Update', exact: true }).check();
    await expect(page.getByText(/answers by its formula/)).toBeVisible();
    await expect(page.getByRole('row', { name: /Adam’s direction/ })).toContainText('1');
  },
);

test('an optimizer of the race is looked into from its row', PAGE, async ({ page }) => {
  await open(page, 'problems=4&horizon=30&optimizers=quadratic,adam:lr=0.3');
  await raceFinished(page);
  await press(page, 'Inspect Adam');
  await traced(page);
  await expect(status(page)).toHaveText(/^Adam on Quadratics, 10-d.*30 steps/);
  await expect(page.getByRole('combobox', { name: 'Look at' })).toHaveValue('race');
});

test('the training is followed while it goes on', PAGE, async ({ page }) => {
  test.slow();
  await open(page, 'tab=train');
  await press(page, 'Train');
  await expect(status(page)).toHaveText(/horizon [1-9]/, { timeout: 120_000 });
  await press(page, 'Inspect');
  await expect(page.getByRole('tabpanel', { name: 'Inspect' })).toBeVisible();
  const after = async () =>
    Number((await status(page).textContent())?.match(/after (\d+) horizon/)?.[1] ?? -1);
  await expect.poll(after, { timeout: 60_000 }).toBeGreaterThanOrEqual(0);
  const first = await after();
  await expect.poll(after, { timeout: 120_000 }).toBeGreaterThan(first);
  await expect(figure(page, 'Update histories').locator('svg').first()).toBeVisible();
  await showTab(page, 'Train');
  await press(page, 'Stop');
});

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 360]) {
    test(
      `no violation and nothing too wide, ${colorScheme}, ${width} px`,
      PAGE,
      async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await page.setViewportSize({ width, height: 800 });
        for (const query of [`${SMALL}&coordinates=1,4`, NETWORK]) {
          await open(page, query);
          await traced(page);
          await expect(figure(page, 'What the units follow')).toBeVisible();
          await expectNoViolations(page);
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(overflow, 'horizontal scroll').toBeLessThanOrEqual(0);
        }
      },
    );
  }
}
