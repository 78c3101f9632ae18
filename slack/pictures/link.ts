import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/** What a picture shows. A graph is read live and its link ends soon; gauges and charts are
 * drawn from the figures in their link. */
const days = z.number().int().min(0);
const reach = z.union([
  z.enum(['no_history', 'not_growing', 'reached', 'far']),
  z.strictObject({ expected: days, earliest: days, latest: days.nullable() }),
]);

const pictureSpec = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('graph'),
    change: z.enum(['undo', 'redo']),
    edgeId: z.number().int().positive(),
    further: z.array(z.number().int().positive()).max(40).optional(),
    digest: z.string().max(64),
    language: z.enum(['ja', 'en']),
    end: z.number(),
  }),
  z.object({
    kind: z.literal('weeks'),
    weeks: z.array(z.tuple([z.iso.date(), z.number().int(), z.number().int(), z.number().int()])).max(60),
    language: z.enum(['ja', 'en']),
  }),
  z.object({
    kind: z.literal('dry_run'),
    month: z.iso.date(),
    total: z.tuple([z.number().int(), z.number().int()]),
    rows: z.array(z.tuple([z.string().max(40), z.number().int(), z.number().int()])).max(8),
    language: z.enum(['ja', 'en']),
  }),
  z.object({
    kind: z.literal('gauge'),
    persons: z.number().int(),
    accounts: z.number().int(),
    cap: z.number().int().positive(),
    language: z.enum(['ja', 'en']),
  }),
  z.object({
    kind: z.literal('cap'),
    persons: z.number().int(),
    accounts: z.number().int(),
    cap: z.number().int().positive(),
    day: z.iso.date(),
    asIs: reach,
    cleaned: reach.nullable(),
    saved: z.number().int(),
    language: z.enum(['ja', 'en']),
  }),
  z.object({
    kind: z.literal('night'),
    merged: z.array(z.number().int()).max(40),
    waiting: z.array(z.number().int()).max(40),
    sure: z.number().int(),
    automatic: z.number(),
    review: z.number(),
    households: z.number().int(),
    language: z.enum(['ja', 'en']),
  }),
]);

/** When the cap is reached, in whole days from the day of the picture. */
export type Reach = z.infer<typeof reach>;
export type PictureSpec = z.infer<typeof pictureSpec>;

/** The address Slack fetches a picture from; only this shop's secret can make one. */
export function pictureUrl(publicUrl: string, secret: string, spec: PictureSpec): string {
  const body = Buffer.from(JSON.stringify(spec)).toString('base64url');
  return `${publicUrl}/media/slack/${body}.${mark(secret, body).toString('base64url')}.png`;
}

/** What the picture of an address shows; undefined when we did not make the address or it has ended. */
export function pictureSpecOf(secret: string, name: string, now: Date): PictureSpec | undefined {
  const [, body = '', given = ''] = /^([\w-]+)\.([\w-]+)\.png$/.exec(name) ?? [];
  const [right, shown] = [mark(secret, body), Buffer.from(given, 'base64url')];
  if (shown.length !== right.length || !timingSafeEqual(shown, right)) return undefined;
  const spec = pictureSpec.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
  return spec.kind === 'graph' && spec.end <= now.getTime() ? undefined : spec;
}

function mark(secret: string, body: string): Buffer {
  return createHmac('sha256', secret).update(`slack:picture:${body}`).digest();
}
