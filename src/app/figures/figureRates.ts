/**
 * Learning rates for the figures' tasks. In this order: shipped with the figures (`figures/rates.json`), tuned here on
 * an earlier occasion. What neither knows is tuned by the worker as part of the figure.
 */
import { type RatesFile, ratesFileSchema } from '../../specs/baselineTuning';
import type { FigureSetting, SettingRates } from '../../specs/figures';
import { rateKey, tunedRatesSchema } from '../../specs/race';
import { hasOwnDigits } from '../../specs/task';
import { type ReadPublic, readPublicJson } from '../publicFiles';
import type { LabStorage } from '../storage/storage';

/** What of a figure's plan decides its rates. */
interface Rated {
  settings: readonly FigureSetting[];
  /** T */
  steps: number;
}

export interface FigureRateKeeper {
  /** By the setting's key. `file`: that of the shipped rates, where there is one. */
  known(
    plan: Rated,
    tuningProblems: number,
    file: string | undefined,
  ): Promise<Record<string, SettingRates>>;
  keep(plan: Rated, setting: string, tuningProblems: number, rates: SettingRates): Promise<void>;
}

export function createFigureRates(deps: {
  storage: LabStorage;
  read: ReadPublic;
}): FigureRateKeeper {
  const { storage, read } = deps;
  let shipped: Promise<RatesFile['entries']> | null = null;

  const readShipped = async (file: string): Promise<RatesFile['entries']> => {
    // Without the file everything is tuned here: slower, and no less true.
    const json = await readPublicJson(read, `./figures/${file}`).catch(() => null);
    const parsed = ratesFileSchema.safeParse(json);
    return parsed.success ? parsed.data.entries : [];
  };

  return {
    async known(plan, tuningProblems, file) {
      if (file !== undefined) shipped ??= readShipped(file);
      const entries = (await shipped) ?? [];
      const found = plan.settings.map(async (setting) => {
        if (hasOwnDigits(setting.task)) return [setting.key, {}] as const;
        const wanted = rateKey(setting.task, plan.steps);
        const ships = entries.find((entry) => rateKey(entry.task, entry.steps) === wanted);
        const kept = await storage
          .get('rates', keyOf(plan, setting, tuningProblems))
          .catch(() => null);
        const stored = tunedRatesSchema.safeParse(kept);
        return [setting.key, { ...(stored.success ? stored.data : {}), ...ships?.rates }] as const;
      });
      return Object.fromEntries(await Promise.all(found));
    },
    async keep(plan, key, tuningProblems, rates) {
      const setting = plan.settings.find((one) => one.key === key);
      if (setting === undefined || hasOwnDigits(setting.task)) return;
      const known = tunedRatesSchema.safeParse(
        await storage.get('rates', keyOf(plan, setting, tuningProblems)).catch(() => null),
      );
      const all = { ...(known.success ? known.data : {}), ...rates };
      // Not being able to keep them costs a tuning at the next visit, nothing else.
      await storage.put('rates', keyOf(plan, setting, tuningProblems), all).catch(() => undefined);
    },
  };
}

const keyOf = ({ steps }: Rated, { task }: FigureSetting, problems: number) =>
  `figure ${problems} ${rateKey(task, steps)}`;
