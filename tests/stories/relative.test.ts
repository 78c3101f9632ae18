import { and, eq } from 'drizzle-orm';
import { describe, expect } from 'vitest';
import cast from '../../core/demo/cast.json' with { type: 'json' };
import { memberByLine } from '../../core/members/member.ts';
import { verifyInvariants } from '../../core/verify.ts';
import { profileValues } from '../../db/schema/members.ts';
import { databases } from '../setup.ts';
import { textOf } from '../slack/office.ts';
import { openStory, type Story } from './house.ts';

const [newcomer, another] = cast.line.filter(({ follows }) => !follows).map(({ userId }) => userId) as [string, string];
const lineOf = (key: string) => cast.line.find((one) => one.key === key)!.userId;
const [kazuo, kenta] = [lineOf('takahashi'), lineOf('kenta')];
const headquarters = 'U0OKUBOKEN1';

const mai = {
  familyName: '髙橋',
  givenName: '麻衣',
  familyKana: 'タカハシ',
  givenKana: 'マイ',
  birthDate: '1988-09-09',
};

async function phoneOf({ db }: Story, userId: string): Promise<string> {
  const { accountId } = (await memberByLine(db, userId))!;
  const theirs = and(eq(profileValues.accountId, accountId), eq(profileValues.field, 'phone'));
  return (await db.select().from(profileValues).where(theirs))[0]!.value;
}

/** Registers in the mini-app, and shows by the code that came to it that the phone is one's own. */
async function comes(story: Story, phone: string) {
  await story.line.follow(newcomer);
  await story.settled();
  await (await story.miniApp(newcomer)).post('/register', { ...mai, phone });
  const app = await story.miniApp(newcomer);
  await story.settled();
  const before = await app.get('/me');
  await app.post('/contact/ask', { kind: 'phone', value: phone });
  await story.settled();
  const code = /\b\d{6}\b/.exec(story.texts.at(-1)!.text)![0];
  expect((await app.post('/contact/prove', { code })).body).toEqual({ offer: false });
  return { app, before };
}

describe.each(databases)('a relative who registers, on $name,', ({ test }) => {
  test('proves the family’s phone, is offered the household after a tick, asks in LINE, and is let in there', {
    timeout: 180_000,
  }, async ({ db }) => {
    const story = await openStory(db);
    const [father, phone] = [await story.miniApp(kazuo), await phoneOf(story, kazuo)];
    await father.post('/household/findable', { findable: true });
    const { app, before } = await comes(story, phone);
    expect([before.family, await app.get('/household/offer')]).toEqual([null, null]);
    expect(story.heard(newcomer)).not.toContain('ご家族がすでに会員です');

    await story.forward({ minutes: 1 });
    expect(story.heard(newcomer)).toContain('ご家族がすでに会員です');
    expect(await app.get('/me')).toMatchObject({ family: 'offered' });
    const shown = JSON.stringify([
      await app.get('/household/offer'),
      await app.get('/me'),
      await app.get('/household'),
    ]);
    for (const theirs of ['和夫', '健太', phone]) expect(story.heard(newcomer) + shown).not.toContain(theirs);
    // Nor the end of a card's number; inside the letters of an address it may stand by chance.
    expect(story.heard(newcomer) + shown).not.toMatch(/(?<![\w-])3342(?![\w-])/);
    expect(story.heard(kazuo)).not.toContain('参加のお願い');

    await story.line.press(newcomer, 'last', { label: '参加をお願いする' });
    await story.settled();
    expect(story.heard(newcomer)).toContain('ご家族にお願いしました');
    expect(story.heard(kazuo)).toContain('「麻衣」さまが');
    expect(story.heard(kenta)).not.toContain('麻衣');
    expect(await father.get('/me')).toMatchObject({ family: 'asking' });
    expect(await app.get('/household')).toBeNull();

    await story.line.press(kazuo, 'last', { label: 'お受けする' });
    await story.settled();
    expect(story.heard(newcomer)).toContain('ご家族とつながりました');
    expect(((await app.get('/household')) as { members: unknown[] }).members).toHaveLength(4);
    expect(await app.get('/me')).toMatchObject({ family: null });
    expect(await verifyInvariants(db, story.now(), { deep: true })).toEqual([]);
    expect(story.failures).toEqual([]);
    await story.close();
  });

  test('hears no answer when the family says no, and a button pressed twice or too late is answered kindly', {
    timeout: 180_000,
  }, async ({ db }) => {
    const story = await openStory(db);
    await (await story.miniApp(kazuo)).post('/household/findable', { findable: true });
    const { app } = await comes(story, await phoneOf(story, kazuo));
    await story.forward({ minutes: 1 });
    const { invitationId } = (await app.get('/household/offer')) as { invitationId: number };
    await app.post('/household/ask', { invitationId });
    await story.settled();
    const [asked, heard] = [await app.get('/household/offer'), story.heard(newcomer)];
    expect(asked).toMatchObject({ state: 'asked', lastDay: '2026-11-28' });
    await story.line.press(kazuo, 'last', { label: 'お断りする' });
    await story.settled();
    expect(story.heard(kazuo)).toContain('相手の方にはお伝えしません');
    expect([await app.get('/household/offer'), story.heard(newcomer)]).toEqual([asked, heard]);

    const card = story.line
      .chatOf(kazuo)
      .messages.filter(({ body }) => JSON.stringify(body).includes('「麻衣」'))
      .at(-1)!;
    await story.line.press(kazuo, card.id, { label: 'お受けする' });
    await story.settled();
    expect(story.heard(kazuo)).toContain('このお願いは、もう終わっています');
    expect(await app.get('/household')).toBeNull();
    await story.close();
  });

  test('and one who has a card already is, after a tick, a pair that headquarters look at, and hears nothing', {
    timeout: 180_000,
  }, async ({ db }) => {
    const story = await openStory(db);
    const home = async () => {
      await story.slack.openHome(headquarters);
      await story.settled();
      return textOf(story.slack.homeOf(headquarters)!);
    };
    const kentas = await phoneOf(story, kenta);
    expect(await home()).not.toContain('同じ方かもしれない会員証');
    await story.line.follow(another);
    await story.settled();
    const stranger = await story.miniApp(another);
    const profile = {
      familyName: '髙橋',
      givenName: '健太',
      familyKana: 'タカハシ',
      givenKana: 'ケンタ',
      phone: kentas,
    };
    await stranger.post('/register', profile);
    const heard = story.heard(another);
    await story.settled();
    expect(await home()).toContain('同じ方かもしれない会員証 1組');
    expect(story.heard(another)).toBe(heard);
    await story.close();
  });
});
