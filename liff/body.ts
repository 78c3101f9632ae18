import { validator } from 'hono/validator';
import { z } from 'zod';
import { cleanText } from '../core/members/normalise.ts';
import { Refusal } from '../core/refusal.ts';

/** A JSON body of exactly this shape; anything more or less is refused, so no request can carry a field nobody reads. */
export const body = <Shape extends z.ZodRawShape>(shape: Shape) => {
  const schema = z.strictObject(shape);
  return validator('json', (value) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) throw new Refusal('bad_input', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
    return parsed.data;
  });
};

/** Text somebody typed: cleaned of what a database cannot hold, trimmed, and of bounded length. */
export const typed = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .transform((text) => cleanText(text).trim())
    .refine((text) => text.length > 0);

/** A code of six digits, as typed on a Japanese keyboard too. */
export const sixDigits = z
  .string()
  .max(20)
  .transform((text) => text.normalize('NFKC').replace(/\D/g, ''))
  .refine((text) => /^\d{6}$/.test(text));
