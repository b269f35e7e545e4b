import type { z } from 'zod';
import type { TextForm } from '../../../../specs/objectiveTexts';
import type { FormRead } from '../../../controls/FormField';
import { asSentence } from '../../../words';

/** Reads a text by its form, then by what is allowed. */
export function readForm<T>(
  { read, form }: TextForm<T>,
  limits: z.ZodType<T>,
): (text: string) => FormRead<T> {
  return (text) => {
    const value = read(text);
    if (value === null) return { ok: false, error: `Write ${form}.` };
    const parsed = limits.safeParse(value);
    if (parsed.success) return { ok: true, value: parsed.data };
    return { ok: false, error: asSentence(parsed.error.issues[0]?.message ?? 'not allowed') };
  };
}
