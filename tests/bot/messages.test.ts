import { describe, expect, test } from 'vitest';
import { readConfig } from '../../bot/config.ts';
import { steps } from '../../bot/conversation/steps.ts';
import type { Message } from '../../bot/line.ts';
import { offerMessage } from '../../bot/messages/answer.ts';
import { cardMessage } from '../../bot/messages/card.ts';
import { consultMessages } from '../../bot/messages/consult.ts';
import { clip, plain, withQuickReplies } from '../../bot/messages/flex.ts';
import { helpMessages } from '../../bot/messages/help.ts';
import { historyMessages } from '../../bot/messages/history.ts';
import { mergedMessage, remergedMessage, unmergedMessage } from '../../bot/messages/merged.ts';
import { type PointsFacts, pointsMessages } from '../../bot/messages/points.ts';
import { recommendMessages } from '../../bot/messages/recommend.ts';
import { askMessages, registerFirstMessages, welcomeMessages } from '../../bot/messages/registration.ts';
import {
  aboutYouMessage,
  joinMessage,
  noRequestMessages,
  questionMessage,
  requestMessages,
  waitingMessage,
} from '../../bot/messages/request.ts';
import { scenarioMessages } from '../../bot/messages/scenario.ts';
import { menu, type Scene } from '../../bot/messages/scene.ts';
import { en } from '../../bot/words/en.ts';
import { ja } from '../../bot/words/ja.ts';
import type { HistoryItem } from '../../core/activities/history.ts';
import type { Member } from '../../core/members/member.ts';
import type { Profile, ProfileValue } from '../../core/members/profile.ts';
import type { MemberRequestView } from '../../core/merges/requests.ts';
import type { Balance } from '../../core/points/balance.ts';
import type { Recommendation } from '../../core/recommendations/recommend.ts';
import type { RefusalCode } from '../../core/refusal.ts';
import type { ScenarioMessage } from '../../core/scenarios/message.ts';
import type { AccountId, IdentityId, LotId, ProductId, PurchaseId, RequestId } from '../../db/ids.ts';
import { checkMessages } from '../../sandbox/line/check/messages.ts';
import { at } from '../core/house.ts';
import { environment } from './door.ts';

const family = '👨‍👩‍👧‍👦';
/** What people are called, and worse: nothing, 400 letters, families of emoji, letters that turn the line around, what looks like markup. */
const hardNames = [
  ...['', ' ', '齋', '𠮷田', 'ﾌｫﾝﾃｰﾇ ﾐｻｷ', 'アレクサンドラ・フォンテーヌ 美咲', 'あ'.repeat(400), family.repeat(100)],
  ...[
    `${'e\u0301'.repeat(200)}`,
    '\u202eouy era ohw',
    'ا'.repeat(400),
    '<b>&amp;"\'',
    '{name}',
    '\u200b',
    'a\nb\nc'.repeat(60),
  ],
  ...['葛󠄀飾', '🇯🇵🇯🇵', 'z̴̡̛'.repeat(120), '0', 'LINE公式', '\u3000', '{{user}}', 'W'.repeat(400)],
];
const hardNumbers = [0, 1, 9_999_999];
const scenes: Scene[] = [ja, en].map((words) => ({ words, config: readConfig(environment), now: at() }));

const value = (text: string): ProfileValue => ({
  id: 1,
  value: text,
  normalised: text,
  known: 'self',
  former: [],
  source: 'self',
  recordedAt: at(),
  verifiedAt: null,
});
const profileOf = (name: string): Profile => ({ familyName: value(name), givenName: value(name) });
const memberOf = (name: string): Member => ({
  ...{ accountId: 1 as AccountId, personId: 1 as AccountId, identityId: 1 as IdentityId, epoch: 0, blocked: false },
  ...{ memberNumber: '20487153', staffInCharge: null, registeredAt: at(), profile: profileOf(name) },
  homeStore: { storeId: 1 as never, code: 'k', name, phone: null, hours: null },
});
const product = (name: string) =>
  ({
    ...{ id: 1 as ProductId, code: 'kumo-mattress', productGroup: name, priceYen: 9_999_999, picture: null },
    ...{ name, summary: name, usage: name, story: name, care: Array.from({ length: 12 }, () => name) },
  }) as const;

const balanceOf = (count: number, amount: number): Balance => ({
  total: count * amount,
  spendable: count * amount,
  lots: Array.from({ length: count }, (_, i) => ({
    ...{
      lotId: i as LotId,
      accountId: 1 as AccountId,
      tail: '7153',
      remaining: amount,
      origin: 'purchase',
      purchaseId: null,
    },
    ...{ held: i % 7 === 6, endsAt: i % 5 === 4 ? null : at(i * 60 * 24 * 40) },
    ...(i % 3 === 2 ? { spendableFrom: at(60 * 72) } : {}),
  })),
  pending: Array.from({ length: count }, (_, i) => ({
    ...{
      lotId: i as LotId,
      accountId: 1 as AccountId,
      amount,
      availableAt: at(60 * 24 * i),
      purchaseId: 1 as PurchaseId,
    },
  })),
});

const requestOf = (state: MemberRequestView['state'], name: string): MemberRequestView => ({
  ...{
    requestId: 142 as RequestId,
    number: 'M-142',
    state,
    createdAt: at(),
    expiresAt: at(),
    proof: null,
    provedAt: at(),
  },
  ...{ decidedAt: null, store: { name, hours: null, phone: null }, question: { text: name, askedAt: at() } },
});

const itemsOf = (name: string): HistoryItem[] =>
  Array.from({ length: 10 }, (_, i) => ({
    ...{ key: `p${i}`, accountId: 1 as AccountId, tail: '7153', at: at(-i * 60 * 24 * 200) },
    ...{ channel: { code: 'x', name }, store: i % 2 ? { code: 'y', name } : null },
    ...(i % 3 === 0
      ? { kind: 'visit' as const }
      : {
          ...{ kind: 'purchase' as const, purchaseId: i as PurchaseId, totalYen: 9_999_999 },
          lines: Array.from({ length: i }, () => ({
            productId: 1 as ProductId,
            code: 'c',
            name,
            quantity: 1,
            amountYen: 1,
          })),
        }),
  }));

const proposalsOf = (name: string): Recommendation[] => [
  { product: product(name), reason: { kind: 'pairing', bought: { code: 'b', name }, sentence: name, staffName: name } },
  {
    product: product(name),
    reason: {
      kind: 'basket',
      bought: { code: 'b', name },
      buyers: 9_999_999,
      together: 9_999_999,
      support: 1,
      confidence: 1,
      lift: 2,
    },
  },
  { product: product(name), reason: { kind: 'popular', buyers: 9_999_999, persons: 9_999_999 } },
];

const scenarioOf = (message: string, name: string): ScenarioMessage => ({
  ...{ message, account: memberOf(name), product: name ? product(name) : null },
  ...{ sender: name ? { name, storeName: name } : null, linkToken: name ? 'A'.repeat(22) : null },
});

const programmeOf = (name: string, number: number): PointsFacts['programme'] => ({
  tier: {
    ...{ name: { ja: name, en: null }, level: 0, levels: 2, sumYen: number, lastDay: null },
    next: number > 1 ? { name: { ja: name, en: null }, fromYen: 9_999_999, missingYen: number } : null,
  },
  campaigns: [
    {
      name: { ja: name, en: null },
      lastDay: '2026-12-31',
      gives: { kind: 'points', points: number },
      groups: [],
      minimumYen: 0,
    },
  ],
});

/** Every message the bot has, made of one name and one number. */
const templates: Record<string, (scene: Scene, name: string, number: number) => Message[]> = {
  card: (scene, name, number) => [cardMessage(scene, memberOf(name), number)],
  points: (scene, name, number) =>
    pointsMessages(scene, {
      ...{ balance: balanceOf(number > 1 ? 40 : number, number), awaiting: number },
      titles: new Map([[1 as PurchaseId, { product: name, more: 2, place: name }]]),
      programme: programmeOf(name, number),
    }),
  history: (scene, name, number) => historyMessages(scene, number === 0 ? [] : itemsOf(name), number),
  join: (scene) => [joinMessage(scene)],
  'request being proved': (scene, name) => requestMessages(scene, requestOf('proving', name)),
  'request waiting': (scene, name) => requestMessages(scene, requestOf('waiting', name)),
  'no request': (scene) => noRequestMessages(scene),
  waiting: (scene, name) => [waitingMessage(scene, 'M-9999999', clip(name))],
  question: (scene, name) => [questionMessage(scene, 'M-9999999', name, clip(name, 30))],
  'about you': (scene) => [
    aboutYouMessage(
      scene,
      scene.words.request.aboutYou,
      scene.words.request.aboutYouBody,
      'https://fukuro.example/not-me/x',
    ),
  ],
  merged: (scene, _, number) => [
    mergedMessage(
      scene,
      {
        here: { tail: '7153', points: number, purchases: number },
        there: { tail: '6624', points: number, purchases: number },
        spendableFrom: at(9).toISOString(),
      },
      'https://fukuro.example/not-me/x',
    ),
  ],
  unmerged: (scene, _, number) => [unmergedMessage(scene, number)],
  remerged: (scene, _, number) => [remergedMessage(scene, number)],
  recommend: (scene, name, number) => recommendMessages(scene, name, number === 0 ? [] : proposalsOf(name)),
  welcome: (scene) => welcomeMessages(scene),
  'register first': (scene) => registerFirstMessages(scene),
  offer: (scene) => [offerMessage(scene)],
  help: (scene) => helpMessages(scene),
  consult: (scene, name, number) => {
    const shop = { name, phone: number ? '0422-00-1100' : null, hours: number > 1 ? name : null };
    return consultMessages(
      scene,
      Array.from({ length: number > 1 ? 12 : number }, () => shop),
    );
  },
  ...Object.fromEntries(
    ['birth_story', 'thanks_and_care', 'any_trouble'].map((message) => [
      `scenario ${message}`,
      (scene: Scene, name: string) => scenarioMessages(scene, scenarioOf(message, name)) ?? [],
    ]),
  ),
  ...Object.fromEntries(
    steps.map((step) => [
      `ask ${step}`,
      (scene: Scene, name: string) => {
        const draft = { familyName: name, givenName: name, familyKana: name, birthDate: '1985-03-14', mail: name };
        return askMessages(scene, step, draft, name ? 'name_too_long' : undefined);
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.keys(ja.refusals).map((code) => [
      `refusal ${code}`,
      (scene: Scene, name: string, number: number) =>
        withQuickReplies(
          [plain(scene.words.refusals[code as RefusalCode]({ triesLeft: number, available: number, field: name }))],
          menu(scene, 'points', 'card'),
        ),
    ]),
  ),
};

describe('every message is one that LINE takes, whatever people are called', () => {
  for (const [name, make] of Object.entries(templates)) {
    test(name, () => {
      for (const scene of scenes) {
        for (const hard of hardNames) {
          for (const number of hardNumbers) {
            const messages = make(scene, hard, number);
            expect({ hard: hard.slice(0, 20), number, wrong: checkMessages(messages) }).toEqual({
              ...{ hard: hard.slice(0, 20), number, wrong: undefined },
            });
          }
        }
      }
    });
  }
});

describe('the words', () => {
  /** All sentences of a language, functions called with figures. */
  const sentencesOf = (words: unknown): string[] => {
    if (typeof words === 'string') return [words];
    if (typeof words === 'function') return [];
    if (typeof words === 'object' && words !== null) return Object.values(words).flatMap(sentencesOf);
    return [];
  };

  test('nobody is shouted at, blamed, or told of machines', () => {
    const said = [
      ...sentencesOf(ja),
      ...sentencesOf(en),
      ...Object.values(ja.refusals).map((speak) => speak({ triesLeft: 2 })),
    ];
    expect(
      said.filter((sentence) =>
        /[!！]|失敗|エラー|無効|不正|システム|申請|名寄せ|\p{Extended_Pictographic}/u.test(sentence),
      ),
    ).toEqual([]);
  });

  test('a name of staff that LINE would not show is left out, and the message goes without it', () => {
    const [scene] = scenes as [Scene];
    const senders = (name: string, storeName: string) =>
      scenarioMessages(scene, { ...scenarioOf('any_trouble', '優子'), sender: { name, storeName } })?.map(
        (message) => message.sender?.name,
      );
    expect(senders('森下 さやか', '吉祥寺店')).toEqual(['森下 さやか(吉祥寺店)', '森下 さやか(吉祥寺店)']);
    expect(senders('アレクサンドラ 美咲', 'とても長い名前の店')).toEqual([
      'アレクサンドラ 美咲',
      'アレクサンドラ 美咲',
    ]);
    expect(senders('あ'.repeat(21), '吉祥寺店')).toEqual([undefined, undefined]);
    expect(senders('LINE 花子', '吉祥寺店')).toEqual([undefined, undefined]);
  });

  test('the sum of a merge is shown with its parts', () => {
    const [scene] = scenes as [Scene];
    const figures = {
      here: { tail: '7153', points: 1840, purchases: 4 },
      there: { tail: '6624', points: 2360, purchases: 9 },
      spendableFrom: '2026-11-23T15:00:00Z',
    };
    const said = JSON.stringify(mergedMessage(scene, figures, 'https://fukuro.example/not-me/x'));
    for (const part of [
      'いままで ••••7153',
      '1,840\u00a0pt',
      '以前 ••••6624',
      '2,360\u00a0pt',
      '4,200',
      '4件と9件で13件',
      '11月24日\u2060(火)',
    ]) {
      expect(said).toContain(part);
    }
  });
});
