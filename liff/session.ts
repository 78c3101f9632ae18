import { createMiddleware } from 'hono/factory';
import type { Context as CoreContext, MemberActor } from '../core/context.ts';
import { type Member, memberByIdentity } from '../core/members/member.ts';
import type { IdentityId } from '../db/ids.ts';
import { bearer } from './bearer.ts';
import type { LiffDeps } from './deps.ts';
import { ChannelRefusal } from './refusals.ts';
import { type Facts, seal, unseal } from './seal.ts';

const sessionMinutes = 60;

/** Whom a session stands for: a member's LINE identity, or a LINE user who is no member yet. */
export type Visitor = { kind: 'member'; identityId: IdentityId } | { kind: 'stranger'; lineUserId: string };

/** A bearer token for one hour. It names the identity only: the member behind it is read again on every request. */
export function openSession(secret: string, visitor: Visitor, now: Date): { token: string; endsAt: Date } {
  const endsAt = new Date(now.getTime() + sessionMinutes * 60_000);
  const facts: Facts = visitor.kind === 'member' ? { identity: visitor.identityId } : { line: visitor.lineUserId };
  return { token: seal(secret, visitor.kind, facts, endsAt), endsAt };
}

export type MemberEnv = { Variables: { member: Member; context: CoreContext<MemberActor> } };
export type StrangerEnv = { Variables: { lineUserId: string } };

/** Lets only a member in whose identity is still linked, and hands on who it is; nothing in the request can name another. */
export const memberOnly = (deps: LiffDeps) =>
  createMiddleware<MemberEnv>(async (c, next) => {
    const now = deps.now();
    const facts = unseal(deps.secret, 'member', bearer(c), now);
    const member = facts && (await memberByIdentity(deps.db, Number(facts.identity) as IdentityId));
    if (!member?.identityId) throw new ChannelRefusal('signed_out');
    const actor: MemberActor = { kind: 'member', identityId: member.identityId, accountId: member.accountId };
    c.set('member', member);
    c.set('context', { db: deps.db, actor, now, secret: deps.secret });
    await next();
  });

/** Lets a LINE user in who is no member yet, known by the ID token that opened the session. */
export const strangerOnly = (deps: LiffDeps) =>
  createMiddleware<StrangerEnv>(async (c, next) => {
    const facts = unseal(deps.secret, 'stranger', bearer(c), deps.now());
    if (!facts) throw new ChannelRefusal('signed_out');
    c.set('lineUserId', String(facts.line));
    await next();
  });
