/** The optimizers that come with the project, by the list that the page reads. */
import path from 'node:path';
import { z } from 'zod';
import { readOptimizerFile } from '../optimizerFile';
import { type FigureId, usesDigits } from '../specs/figures';
import type { LearnedOptimizer } from '../specs/optimizer';
import { publicFolder, readBytes } from './files';

const listSchema = z.object({
  optimizers: z.array(z.object({ id: z.string(), name: z.string(), file: z.string() })),
});

/** Of training records, the kind of task. */
const recordSchema = z.object({ task: z.object({ name: z.string() }) });

export interface Shipped {
  id: string;
  label: string;
  optimizer: LearnedOptimizer;
  /** Its file. */
  bytes: Uint8Array;
}

/** Those that were trained on the kind of task that the figure is about. */
export function shippedOptimizers(figure: FigureId): Shipped[] {
  const root = publicFolder();
  if (root === undefined) return [];
  const folder = path.join(root, 'pretrained');
  const text = new TextDecoder().decode(readBytes(path.join(folder, 'index.json')));
  const kind = usesDigits(figure) ? 'mnist' : 'quadratic';
  return listSchema.parse(JSON.parse(text)).optimizers.flatMap(({ id, name, file }) => {
    const bytes = readBytes(path.join(folder, file));
    const optimizer = readOptimizerFile(bytes, file);
    const record = recordSchema.safeParse(optimizer.training);
    const serves = record.success && record.data.task.name === kind;
    return serves ? [{ id, label: name, optimizer, bytes }] : [];
  });
}
