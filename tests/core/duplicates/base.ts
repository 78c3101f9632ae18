import { detectDuplicates } from '../../../core/duplicates/detect.ts';
import { type Finder, finderHere } from '../../../core/duplicates/finder.ts';
import type { Looking, Progress } from '../../../core/duplicates/look.ts';
import { claimRun } from '../../../core/duplicates/runs.ts';
import { type ProfileInput, recordProfile } from '../../../core/members/profile.ts';
import type { AccountId } from '../../../db/ids.ts';
import { type DetectStep, duplicatePairs } from '../../../db/schema/duplicates.ts';
import { at, type Guest, type House, join, secret } from '../house.ts';

const families = [
  ...['佐藤 サトウ', '鈴木 スズキ', '高橋 タカハシ', '田中 タナカ', '伊藤 イトウ', '山本 ヤマモト', '中村 ナカムラ'],
  ...['小林 コバヤシ', '加藤 カトウ', '吉田 ヨシダ', '山田 ヤマダ', '松本 マツモト', '井上 イノウエ', '木村 キムラ'],
];
const givens = [
  ...['陽子 ヨウコ', '健一 ケンイチ', '美咲 ミサキ', '翔太 ショウタ', '恵子 ケイコ', '大輔 ダイスケ', '由美 ユミ'],
  ...['直樹 ナオキ', '千尋 チヒロ', '誠 マコト', '香織 カオリ', '剛 ツヨシ', '真理 マリ'],
];

/** The nth of many unlike people. */
export function person(n: number): ProfileInput {
  const [familyName, familyKana] = families[n % families.length]!.split(' ');
  const [givenName, givenKana] = givens[n % givens.length]!.split(' ');
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    ...{ familyName, familyKana, givenName, givenKana },
    birthDate: `19${50 + (n % 47)}-${two(1 + (n % 12))}-${two(1 + (n % 28))}`,
    phone: `090-0000-${String(1000 + n * 37).slice(-4)}`,
    mail: `guest${n * 7919}@example.jp`,
  };
}

/** A base of this many unlike members. */
export async function crowd(house: House, size: number): Promise<Guest[]> {
  const guests: Guest[] = [];
  for (let n = 0; n < size; n++) guests.push(await join(house, person(n), { store: house.stores.kichijoji }));
  return guests;
}

/** A second card of somebody, older or younger as it comes, with changes. */
export function secondCard(house: House, n: number, change: ProfileInput = {}, points = 0): Promise<Guest> {
  return join(house, { ...person(n), ...change }, { store: house.stores.kamakura, points });
}

/** A member says something of an own card. */
export async function says({ db }: House, { accountId }: Guest, values: ProfileInput, minutes = -5_000): Promise<void> {
  const context = { db, now: at(minutes), secret, actor: { kind: 'system', job: 'test' } } as const;
  await recordProfile(context, accountId, values, 'self');
}

export const night = 24 * 60;

/** The look of the nth night, as the tick has it; `until` cuts it off when it comes to a step. */
export async function look(
  house: House,
  minutes: number,
  { until, finder = finderHere(), attempt }: { until?: Cut; finder?: Finder; attempt?: Looking['attempt'] } = {},
): Promise<void> {
  const context = { db: house.db, now: at(minutes), secret, actor: { kind: 'system', job: 'duplicates' } } as const;
  const run = await claimRun(context);
  if (!run) throw new Error('somebody else looks');
  const progress = ({ step }: Progress) => {
    if (step === until) throw new Error('cut off');
  };
  await detectDuplicates(context, run, { finder, clock: () => at(minutes), progress, ...(attempt && { attempt }) });
}

export type Cut = Progress['step'] | Extract<DetectStep, 'merging'>;

/** Every pair that is kept, by its accounts, without what differs from night to night. */
export async function pairs({ db }: House) {
  const rows = await db.select().from(duplicatePairs).orderBy(duplicatePairs.a, duplicatePairs.b);
  return rows.map(({ id: _id, runId: _run, ...kept }) => kept);
}

/** How a pair stands: its zone and its state, or nothing where it was not found. */
export async function standsAs({ db }: House, one: { accountId: AccountId }, other: { accountId: AccountId }) {
  const [a, b] = [one.accountId, other.accountId].sort((x, y) => x - y);
  const rows = await db.select().from(duplicatePairs);
  const pair = rows.find((row) => row.a === a && row.b === b);
  return pair && `${pair.zone} ${pair.state}`;
}
