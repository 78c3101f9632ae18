import { Hono } from 'hono';
import { z } from 'zod';
import { probablyKnown } from '../../core/duplicates/probable.ts';
import type { ProfileInput } from '../../core/members/profile.ts';
import { register } from '../../core/members/register.ts';
import { storeCodeOf } from '../../core/staff.ts';
import { body, typed } from '../body.ts';
import type { CounterEnv } from './session.ts';

const customer = {
  familyName: typed(60),
  givenName: typed(60),
  familyKana: typed(60).optional(),
  givenKana: typed(60).optional(),
  birthDate: z.iso.date().optional(),
  phone: typed(30).optional(),
  mail: z.email().max(254).optional(),
  postalCode: typed(20).optional(),
  address: typed(200).optional(),
};

/** A card for a customer at the counter, to be mounted behind the door that lets staff in. Whoever is probably known is shown first. */
export function registrationRoutes() {
  return new Hono<CounterEnv>()
    .post('/check', body(customer), async (c) => {
      const { probable, relatives } = await probablyKnown(c.get('context'), { profile: c.req.valid('json') });
      return c.json({
        relatives,
        probable: probable.map(({ accountId: _, registeredAt, ...shown }) => ({
          ...shown,
          since: registeredAt.toISOString(),
        })),
      });
    })
    .post('/make', body(customer), async (c) => {
      const context = c.get('context');
      const profile: ProfileInput & { familyName: string; givenName: string } = c.req.valid('json');
      const storeCode = await storeCodeOf(context);
      const { memberNumber } = await register(context, {
        profile,
        channelCode: 'store',
        ...(storeCode && { storeCode }),
      });
      return c.json({ memberNumber });
    });
}
