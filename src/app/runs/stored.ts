/** How a run lies in the database: its record, who writes it, and how long its tables are. */
import { z } from 'zod';
import { type RunRecord, runRecordSchema } from '../../specs/run';
import type { Change } from '../storage/storage';

const storedRunSchema = z.object({
  version: z.literal(2),
  record: runRecordSchema,
  /** The tab that writes it: another one that has taken it up since makes the former's writes fail. */
  writer: z.string(),
  series: z.record(
    z.string(),
    z.object({ columns: z.number().int().min(1), rows: z.number().int().min(0) }),
  ),
  /** Not to be offered on the Train screen by itself any more. */
  dismissed: z.boolean().default(false),
});
export type StoredRun = z.infer<typeof storedRunSchema>;

export const partKey = (id: string, name: string): string => `${id}/${name}`;
export const seriesPrefix = (id: string, name: string): string => `${id}/${name}/`;

/** Null for what is no run of this version. */
export function parseStoredRun(value: unknown): StoredRun | null {
  const parsed = storedRunSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** Results as they can be kept: what is not finite is null. */
export const finiteResult = (
  result: Readonly<Record<string, number | null>>,
): RunRecord['result'] =>
  Object.fromEntries(
    Object.entries(result).map(([name, value]) => [
      name,
      value !== null && Number.isFinite(value) ? value : null,
    ]),
  );

/** All that a run consists of, gone. */
export const removalOf = (id: string): Change[] => [
  { store: 'runs', remove: id },
  { store: 'parts', removeAll: `${id}/` },
  { store: 'series', removeAll: `${id}/` },
];
