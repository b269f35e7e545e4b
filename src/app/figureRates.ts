/**
 * Learning rates for the figures' tasks. In this order: shipped with the figures (`figures/rates.json`), tuned here on
 * an earlier occasion. What neither knows is tuned by the worker as part of the figure.
 */
import { z } from 'zod';
import { type FigureRatesFile, figureRatesFileSchema } from '../specs/figureResult';
import type { FigurePlan, FigureSetting, SettingRates } from '../specs/figures';
import { BASELINE_NAMES } from '../specs/optimizer';
import { tunedRateSchema } from '../specs/race';
import { rateKey } from './baselineRates';
import { type ReadPublic, readPublicJson } from './publicFiles';
import type { LabStorage } from './storage';

const settingRatesSchema = z.partialRecord(z.enum(BASELINE_NAMES), tunedRateSchema);

export interface FigureRateKeeper {
  /** By the setting's key. `file`: that of the shipped rates, where there is one. */
  known(
    plan: FigurePlan,
    tuningProblems: number,
    file: string | undefined,
  ): Promise<Record<string, SettingRates>>;
  keep(
    plan: FigurePlan,
    setting: string,
    tuningProblems: number,
    rates: SettingRates,
  ): Promise<void>;
}

export function createFigureRates(deps: {
  storage: LabStorage;
  read: ReadPublic;
}): FigureRateKeeper {
  const { storage, read } = deps;
  let shipped: Promise<FigureRatesFile['entries']> | null = null;

  const readShipped = async (file: string): Promise<FigureRatesFile['entries']> => {
    // Without the file everything is tuned here: slower, and no less true.
    const json = await readPublicJson(read, `./figures/${file}`).catch(() => null);
    const parsed = figureRatesFileSchema.safeParse(json);
    return parsed.success ? parsed.data.entries : [];
  };

  return {
    async known(plan, tuningProblems, file) {
      if (file !== undefined) shipped ??= readShipped(file);
      const entries = (await shipped) ?? [];
      const found = plan.settings.map(async (setting) => {
        const wanted = rateKey(setting.task, plan.steps);
        const ships = entries.find((entry) => rateKey(entry.task, entry.steps) === wanted);
        const kept = await storage
          .get('rates', keyOf(plan, setting, tuningProblems))
          .catch(() => null);
        const stored = settingRatesSchema.safeParse(kept);
        return [setting.key, { ...(stored.success ? stored.data : {}), ...ships?.rates }] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
    async keep(plan, key, tuningProblems, rates) {
      const setting = plan.settings.find((one) => one.key === key);
      if (setting === undefined || isOwn(setting)) return;
      const known = settingRatesSchema.safeParse(
        await storage.get('rates', keyOf(plan, setting, tuningProblems)).catch(() => null),
      );
      const all = { ...(known.success ? known.data : {}), ...rates };
      // Not being able to keep them costs a tuning at the next visit, nothing else.
      await storage.put('rates', keyOf(plan, setting, tuningProblems), all).catch(() => undefined);
    },
  };
}

/** A person's own digits may be others at the next visit. */
const isOwn = ({ task }: FigureSetting) => task.name === 'mnist' && task.data === 'files';

const keyOf = ({ steps }: FigurePlan, { task }: FigureSetting, problems: number) =>
  `figure ${problems} ${rateKey(task, steps)}`;
