/**
 * The table of contents of a library file, which is a zip:
 *
 *     manifest.json                     this table
 *     optimizers/0.safetensors …        optimizer files
 *     runs/0/series/0.f64 …             tables: little-endian float64, row after row
 *     runs/0/parts/0.json …             checkpoints and the like (packedValue.ts)
 *
 * Each file is named in the table with its length and its hash, so that damage is told by its place.
 */
import { z } from 'zod';
import { tunedRatesSchema } from '../specs/race';
import { runRecordSchema } from '../specs/run';

export const LIBRARY_FORMAT = 'learned-optimizer-lab-library';
export const LIBRARY_VERSION = 1;
export const MANIFEST = 'manifest.json';

const fileSchema = z.object({
  path: z.string().regex(/^[\w./-]{1,200}$/),
  bytes: z.number().int().min(0),
  hash: z.string().regex(/^[0-9a-f]{16}$/),
});
export type FileEntry = z.infer<typeof fileSchema>;

const nameOfPart = z.string().min(1).max(200);

export const manifestSchema = z.object({
  format: z.literal(LIBRARY_FORMAT),
  version: z.literal(LIBRARY_VERSION),
  appVersion: z.string().max(80),
  createdAt: z.iso.datetime(),
  optimizers: z
    .array(
      z.object({
        id: z.string().regex(/^[\w-]{1,200}$/),
        name: z.string().min(1).max(500),
        origin: z.enum(['trained', 'imported']),
        createdAt: z.iso.datetime(),
        description: z.string().max(20_000).optional(),
        previewCurve: z.array(z.number()).max(20_000).optional(),
        previewDigits: z.string().max(80).optional(),
        file: fileSchema,
      }),
    )
    .max(10_000),
  runs: z
    .array(
      z.object({
        record: runRecordSchema,
        series: z
          .array(
            z.object({
              name: nameOfPart,
              columns: z.number().int().min(1).max(10_000_000),
              file: fileSchema,
            }),
          )
          .max(10_000),
        parts: z.array(z.object({ name: nameOfPart, file: fileSchema })).max(10_000),
      }),
    )
    .max(100_000),
  rates: z.array(z.object({ key: z.string().max(20_000), rates: tunedRatesSchema })).max(10_000),
});
export type Manifest = z.infer<typeof manifestSchema>;
