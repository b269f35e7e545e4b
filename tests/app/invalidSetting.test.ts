/** What is said of settings that are out of range. */
import { describe, expect, test } from 'vitest';
import { NAMING_VALUES, parsedOrTold } from '../../src/app/invalidSetting';
import { createNotificationStore } from '../../src/app/notifications';
import { DEFAULT_RACE, raceSettingsSchema } from '../../src/app/race/raceSettings';
import { applyPatch } from '../../src/app/train/trainSettings';
import { mnistSpecSchema, taskSpecSchema } from '../../src/specs/task';
import { trainConfigSchema } from '../../src/specs/training';

const told = (parse: () => unknown): string | undefined => {
  const notifications = createNotificationStore();
  expect(parsedOrTold(notifications, parse)).toBeNull();
  return notifications.getState().messages[0]?.message;
};
const race = (patch: object) =>
  told(() => raceSettingsSchema.parse({ ...DEFAULT_RACE, ...patch }, NAMING_VALUES));
const train = (patch: object) => told(() => applyPatch(trainConfigSchema.parse({}), patch));

describe('a message names the setting, the value and what is allowed', () => {
  test.each([
    [{ horizon: 0 }, 'Horizon: 0 is not allowed; expected a whole number from 1 to 10000.'],
    [{ horizon: 2.5 }, 'Horizon: 2.5 is not allowed; expected a whole number from 1 to 10000.'],
    [
      { task: { name: 'quadratic', dimension: 300, initialScale: 1 } },
      'Dimension: 300 is not allowed; expected a whole number from 1 to 256.',
    ],
    [
      { horizon: 9999, problems: 401 },
      'Problems: 401 is not allowed; at most 400 at a horizon of 9999.',
    ],
  ])('of a race: %j', (patch, message) => {
    expect(race(patch)).toBe(message);
  });

  test.each([
    [
      { optimizer: { hiddenUnits: 600 } },
      'Hidden units: 600 is not allowed; expected a whole number from 1 to 512.',
    ],
    [
      { optimizer: { outputScale: 0 } },
      'Output scale: 0 is not allowed; expected a number above 0 and up to 100.',
    ],
    [
      { validation: { every: 0 } },
      'Validation every: 0 is not allowed; expected a whole number of at least 1.',
    ],
    [
      { metaLearningRate: 7 },
      'Meta learning rate: 7 is not allowed; expected a number above 0 and up to 1.',
    ],
  ])('of a training: %j', (patch, message) => {
    expect(train(patch)).toBe(message);
  });
});

test.each([
  [{ activation: 'step' }, 'expected sigmoid, tanh or relu'],
  [{ side: 8 }, 'expected 28, 14 or 7'],
  [{ initialScale: 2 }, 'expected a number from 0 to 1'],
  [{ initialScale: 'fanin' }, 'expected a number from 0 to 1, or fan-in'],
  [{ data: 'cifar' }, 'expected synthetic, mnist or files'],
  [{ batch: Number.NaN }, 'expected a whole number from 1 to 1024'],
  [{ hiddenUnits: '20' }, 'expected a whole number from 1 to 256'],
])('networks: %j', (setting, message) => {
  const { error } = mnistSpecSchema.safeParse({ name: 'mnist', ...setting });
  expect(error?.issues.map((issue) => issue.message)).toEqual([message]);
});

test('a task that there is not', () => {
  const { error } = taskSpecSchema.safeParse({ name: 'cubic' });
  expect(error?.issues[0]?.message).toBe('expected the task quadratic, mnist or surface');
});
