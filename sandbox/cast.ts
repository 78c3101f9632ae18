import { readFileSync } from 'node:fs';
import { z } from 'zod';

const bilingual = z.object({ ja: z.string(), en: z.string() });
const castShape = z.object({
  shop: z.object({ name: z.string(), nameEn: z.string() }),
  workspace: z.object({
    teamId: z.string(),
    name: z.string(),
    domain: z.string(),
    appId: z.string(),
    botUserId: z.string(),
    botId: z.string(),
    botName: z.string(),
  }),
  line: z.array(
    z.object({
      key: z.string(),
      userId: z.string().regex(/^U[0-9a-f]{32}$/),
      displayName: z.string(),
      nameEn: z.string(),
      follows: z.boolean(),
      note: bilingual,
    }),
  ),
  oldCards: z.array(z.object({ of: z.string(), name: z.string(), storeCode: z.string(), mail: z.string() })),
  slack: z.array(
    z.object({
      id: z.string().regex(/^U[0-9A-Z]{8,}$/),
      name: z.string(),
      realName: z.string(),
      nameEn: z.string(),
      title: z.string(),
      titleEn: z.string(),
      role: z.string(),
      storeCode: z.string(),
    }),
  ),
  channels: z.array(
    z.object({
      id: z.string().regex(/^C[0-9A-Z]{8,}$/),
      name: z.string(),
      storeCode: z.string().nullable(),
      purpose: z.string(),
    }),
  ),
});

/** Who plays in the sandbox: people with LINE, staff with Slack, channels. Data only, shared with the demo shop. */
export type Cast = z.infer<typeof castShape>;
export type LinePerson = Cast['line'][number];
export type SlackPerson = Cast['slack'][number];

const castFile = new URL('../core/demo/cast.json', import.meta.url);

/** Reads the cast of the demo shop; throws when the file does not have the agreed shape. */
export function readCast(file: URL = castFile): Cast {
  return castShape.parse(JSON.parse(readFileSync(file, 'utf8')));
}
