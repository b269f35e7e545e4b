/**
 * How library entries are kept: the optimizer as an optimizer file, so that reading one back validates it as any
 * file from outside is validated, and a few words beside it.
 */
import { z } from 'zod';
import { readOptimizerFile, writeOptimizerFile } from '../../optimizerFile';
import { DIGIT_SOURCES } from '../../specs/task';
import { type ReadPublic, readPublicJson } from '../publicFiles';
import type { LabStorage } from '../storage/storage';
import type { LibraryEntry } from './libraryTypes';

const storedEntrySchema = z.object({
  version: z.literal(1),
  name: z.string().min(1),
  origin: z.enum(['trained', 'imported']),
  createdAt: z.iso.datetime(),
  file: z.instanceof(Uint8Array),
  description: z.string().optional(),
  previewCurve: z.array(z.number()).optional(),
  previewDigits: z.enum(DIGIT_SOURCES).optional(),
});

export async function storeEntry(storage: LabStorage, entry: LibraryEntry): Promise<void> {
  const { name, origin, createdAt, description, previewCurve, previewDigits } = entry;
  await storage.put('optimizers', entry.id, {
    version: 1,
    name,
    origin,
    createdAt,
    file: writeOptimizerFile(entry.optimizer),
    ...(description === undefined ? {} : { description }),
    ...(previewCurve === undefined ? {} : { previewCurve }),
    ...(previewDigits === undefined ? {} : { previewDigits }),
  });
}

/** The person's own entries, newest first. What cannot be read is left where it is, and counted. */
export async function storedEntries(
  storage: LabStorage,
): Promise<{ entries: LibraryEntry[]; unreadable: number }> {
  const entries: LibraryEntry[] = [];
  let unreadable = 0;
  for (const { key, value } of await storage.all('optimizers')) {
    try {
      const {
        version: _version,
        file,
        description,
        previewCurve,
        previewDigits,
        ...words
      } = storedEntrySchema.parse(value);
      entries.push({
        id: key,
        ...words,
        optimizer: readOptimizerFile(file, words.name),
        ...(description === undefined ? {} : { description }),
        ...(previewCurve === undefined ? {} : { previewCurve }),
        ...(previewDigits === undefined ? {} : { previewDigits }),
      });
    } catch {
      unreadable++;
    }
  }
  entries.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  return { entries, unreadable };
}

const pretrainedIndexSchema = z.object({
  version: z.literal(1),
  optimizers: z.array(
    z.object({
      id: z.string().regex(/^[\w-]+$/),
      name: z.string().min(1),
      file: z.string().regex(/^[\w.-]+$/),
      description: z.string().default(''),
    }),
  ),
});

/** The optimizers that come with the Lab, in the order of their list. */
export async function pretrainedEntries(read: ReadPublic): Promise<LibraryEntry[]> {
  const index = pretrainedIndexSchema.parse(await readPublicJson(read, './pretrained/index.json'));
  return Promise.all(
    index.optimizers.map(async ({ id, name, file, description }) => {
      const optimizer = readOptimizerFile(await read(`./pretrained/${file}`), file);
      return {
        id,
        name,
        origin: 'pretrained' as const,
        optimizer,
        createdAt: optimizer.training.date ?? '',
        description,
      };
    }),
  );
}
