import { eq } from 'drizzle-orm';
import { countPurchases, historyOf } from '../../core/activities/history.ts';
import { consentsOf } from '../../core/members/identity.ts';
import type { Member } from '../../core/members/member.ts';
import { recalledNumber } from '../../core/members/recall.ts';
import { openRequestOf } from '../../core/merges/requests.ts';
import { recordDisclosure, sightOf } from '../../core/merges/visible.ts';
import { balanceOf } from '../../core/points/balance.ts';
import { recommend } from '../../core/recommendations/recommend.ts';
import { noteReasonsShown } from '../../core/recommendations/shown.ts';
import type { AccountId, PurchaseId } from '../../db/ids.ts';
import { stores } from '../../db/schema/shop.ts';
import { programmeFor } from '../../liff/api/programme.ts';
import { titlesOf } from '../../liff/shop.ts';
import type { Answer, Topic } from '../conversation/answers.ts';
import { draftOf } from '../conversation/registration.ts';
import type { Step } from '../conversation/steps.ts';
import { contextOf, type Deps, systemContext } from '../deps.ts';
import type { Message } from '../line.ts';
import type { Speaker } from '../speaker.ts';
import { wordsIn } from '../words/words.ts';
import { cardMessage, grouped } from './card.ts';
import { consultMessages, type Shop } from './consult.ts';
import { familyMessage } from './family.ts';
import { bubble, clip, flex, mainButton, plain, quietButton, text, title, withQuickReplies } from './flex.ts';
import { helpMessages } from './help.ts';
import { historyMessages } from './history.ts';
import { pointsMessages } from './points.ts';
import { forgottenMessage, foundMessage } from './recall.ts';
import { recommendMessages } from './recommend.ts';
import { askMessages, registerFirstMessages, welcomeMessages } from './registration.ts';
import { joinMessage, noRequestMessages, requestMessages } from './request.ts';
import { menu, press, type Scene } from './scene.ts';

const nameMax = 40;
const historyMax = 5;
const proposalsMax = 3;

/** An answer in the words of whoever gets it, with the figures of this moment. */
export async function answerMessages(deps: Deps, speaker: Speaker, answer: Answer): Promise<Message[]> {
  const scene: Scene = { words: wordsIn(speaker.language), config: deps.config, now: deps.now() };
  const { words } = scene;
  switch (answer.say) {
    case 'welcome':
      return welcomeMessages(scene);
    case 'welcome_back':
      return withQuickReplies(
        [plain(words.welcome.back(nameIn(scene, speaker)))],
        menu(scene, 'points', 'card', 'help'),
      );
    case 'show':
      if (answer.topic === 'help') return helpMessages(scene);
      if (answer.topic === 'forgotten' && !speaker.member) return [forgottenMessage(scene)];
      if (answer.topic === 'consult') return consultMessages(scene, await shopsFor(deps, speaker));
      return show(deps, scene, speaker, answer.topic);
    case 'ask':
      return askMessages(scene, answer.step, await draftOf(deps, speaker.lineUserId), answer.problem);
    case 'registered':
      return registered(deps, scene, speaker, answer.codeSentTo);
    case 'recalled':
      return recalled(deps, scene, speaker);
    case 'register_first':
      return registerFirstMessages(scene);
    case 'offer_relink':
      return [relinkMessage(scene)];
    case 'relinked':
      return relinked(deps, scene, speaker);
    case 'language_chosen':
      return languageChosen(deps, scene, speaker, answer.step);
    case 'registration_stopped':
      return withQuickReplies(
        [plain(words.registration.stopped)],
        [press(scene, words.welcome.start, 'register', 'start')],
      );
    case 'contact_proved':
      return answer.offer ? [offerMessage(scene)] : [plain(words.registration.proved)];
    case 'refused':
      return withQuickReplies(
        [plain(words.refusals[answer.code](answer.facts))],
        menu(scene, 'points', 'card', 'help'),
      );
    default:
      return withQuickReplies([plain(sentenceOf(scene, answer.say))], menu(scene, 'points', 'history', 'card'));
  }
}

type Plain = Exclude<
  Answer['say'],
  | 'welcome'
  | 'welcome_back'
  | 'show'
  | 'ask'
  | 'registered'
  | 'recalled'
  | 'register_first'
  | 'offer_relink'
  | 'relinked'
  | 'language_chosen'
  | 'registration_stopped'
  | 'contact_proved'
  | 'refused'
>;

function sentenceOf({ words }: Scene, say: Plain): string {
  const sentences: Record<Plain, string> = {
    request_proved: words.request.proved,
    offer_declined: words.registration.declined,
    family_asked: words.family.offer.asked,
    family_declined: words.family.offer.declined,
    family_accepted: words.family.asker.accepted,
    family_refused: words.family.asker.declined,
    request_cancelled: words.request.cancelled,
    answer_passed: words.request.passed,
    picture_received: words.picture,
    not_understood: words.notUnderstood,
    button_unusable: words.buttonUnusable,
  };
  return sentences[say];
}

async function show(
  deps: Deps,
  scene: Scene,
  speaker: Speaker,
  topic: Exclude<Topic, 'help' | 'consult'>,
): Promise<Message[]> {
  const { member } = speaker;
  if (!member) return registerFirstMessages(scene);
  switch (topic) {
    case 'points':
      return points(deps, scene, member);
    case 'history':
      return history(deps, scene, member);
    case 'card':
      return withQuickReplies([await card(deps, scene, member)], menu(scene, 'points', 'history'));
    case 'forgotten':
      return withQuickReplies(
        [plain(scene.words.recall.here), await card(deps, scene, member)],
        menu(scene, 'join', 'points'),
      );
    case 'number':
      return withQuickReplies([plain(scene.words.number(grouped(member.memberNumber)))], menu(scene, 'card', 'points'));
    case 'join':
      return [joinMessage(scene)];
    case 'family':
      return [familyMessage(scene)];
    case 'request': {
      const request = await openRequestOf(deps.db, member.accountId);
      return request ? requestMessages(scene, request) : noRequestMessages(scene);
    }
    case 'recommend': {
      const { recommendations: wanted } = await consentsOf(deps.db, member.identityId);
      if (!wanted) return withQuickReplies([plain(scene.words.recommend.off)], menu(scene, 'points', 'card', 'help'));
      const { accountIds } = await sightOf(deps.db, member.identityId);
      const proposals = await recommend(deps.db, accountIds, { limit: proposalsMax });
      await noteReasonsShown(systemContext(deps, 'chat'), member.identityId, accountIds, proposals);
      return recommendMessages(scene, nameIn(scene, speaker), proposals);
    }
  }
}

/** The member's own store, or every store that customers visit. */
async function shopsFor({ db }: Deps, { member }: Speaker): Promise<Shop[]> {
  if (member?.homeStore) return [member.homeStore];
  return db.select().from(stores).where(eq(stores.isHeadquarters, false)).orderBy(stores.id);
}

async function points(deps: Deps, scene: Scene, member: Member): Promise<Message[]> {
  const { accountIds, awaiting } = await sightOf(deps.db, member.identityId);
  const balance = await balanceOf(deps.db, member.accountId, scene.now, accountIds);
  const purchaseIds = balance.pending.map(({ purchaseId }) => purchaseId).filter((id): id is PurchaseId => id !== null);
  const titles = await titlesOf(deps.db, purchaseIds);
  await disclose(deps, member, 'balance', [...balance.lots, ...balance.pending]);
  const programme = await programmeFor(deps.db, member.accountId, scene.now, accountIds);
  return pointsMessages(scene, { balance, titles, awaiting, programme });
}

async function history(deps: Deps, scene: Scene, member: Member): Promise<Message[]> {
  const { accountIds } = await sightOf(deps.db, member.identityId);
  const { items } = await historyOf(deps.db, accountIds, { limit: historyMax });
  const counts = await countPurchases(deps.db, accountIds);
  const purchases = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const shown = items.slice(0, historyMax);
  await disclose(deps, member, 'history', shown);
  return historyMessages(scene, shown, purchases);
}

async function card(deps: Deps, scene: Scene, member: Member): Promise<Message> {
  const { accountIds } = await sightOf(deps.db, member.identityId);
  const balance = await balanceOf(deps.db, member.accountId, scene.now, accountIds);
  await disclose(deps, member, 'balance', balance.lots);
  return cardMessage(scene, member, balance.spendable);
}

/** Notes which facts of other cards were shown here, for the report that an undo needs. */
async function disclose(
  deps: Deps,
  { identityId, accountId: own }: Member,
  what: 'balance' | 'history',
  facts: { accountId: AccountId }[],
): Promise<void> {
  const others = Map.groupBy(
    facts.filter(({ accountId }) => accountId !== own),
    ({ accountId }) => accountId,
  );
  if (others.size === 0) return;
  const counts = new Map([...others].map(([accountId, shown]) => [accountId, shown.length]));
  await recordDisclosure(systemContext(deps, 'chat'), identityId, what, counts);
}

async function registered(
  deps: Deps,
  scene: Scene,
  speaker: Speaker,
  codeSentTo: 'phone' | 'mail' | undefined,
): Promise<Message[]> {
  const { words } = scene;
  if (!speaker.member) return registerFirstMessages(scene);
  const messages = [
    plain(words.registration.done(nameIn(scene, speaker))),
    await card(deps, scene, speaker.member),
    ...(codeSentTo ? [plain(words.registration.codeSent[codeSentTo])] : []),
  ];
  return withQuickReplies(messages, menu(scene, 'points', 'join', 'help'));
}

/** In the language that was just chosen; a question that stood open is asked again in it. */
async function languageChosen(
  deps: Deps,
  scene: Scene,
  { lineUserId, member }: Speaker,
  step: Step | undefined,
): Promise<Message[]> {
  const said = plain(scene.words.languageChosen);
  if (step) return [said, ...askMessages(scene, step, await draftOf(deps, lineUserId), undefined)];
  const start = press(scene, scene.words.welcome.start, 'register', 'start');
  return withQuickReplies([said], member ? menu(scene, 'points', 'card', 'help') : [start, ...menu(scene, 'help')]);
}

/** The number is read when it is said: nothing of it is kept in what waits to be sent. */
async function recalled(deps: Deps, scene: Scene, { lineUserId }: Speaker): Promise<Message[]> {
  const number = await recalledNumber(contextOf(deps, { kind: 'stranger', lineUserId }));
  return [number ? foundMessage(scene, grouped(number)) : forgottenMessage(scene)];
}

async function relinked(deps: Deps, scene: Scene, speaker: Speaker): Promise<Message[]> {
  if (!speaker.member) return registerFirstMessages(scene);
  const greeting = plain(scene.words.welcome.relinked(nameIn(scene, speaker)));
  return withQuickReplies([greeting, await card(deps, scene, speaker.member)], menu(scene, 'points', 'card', 'help'));
}

/** Somebody who untied their LINE is back: the card they had waits for them. */
function relinkMessage(scene: Scene): Message {
  const { words } = scene;
  return flex(
    words.welcome.relink,
    bubble({
      body: [title(words.welcome.relinkTitle), text(words.welcome.relink)],
      footer: [
        mainButton(press(scene, words.welcome.relinkPress, 'relink', 'own')),
        quietButton(press(scene, words.welcome.anew, 'register', 'anew')),
      ],
    }),
  );
}

/** The newcomer has proved a contact that an earlier card has too: now, and not before, linking is offered. */
export function offerMessage(scene: Scene): Message {
  const { words } = scene;
  return flex(
    words.registration.offer,
    bubble({
      body: [text(words.registration.proved), title(words.registration.offerTitle), text(words.registration.offer)],
      footer: [
        mainButton(press(scene, words.registration.accept, 'accept_offer', 'own')),
        quietButton(press(scene, words.registration.decline, 'decline_offer', 'own')),
      ],
    }),
  );
}

function nameIn({ words }: Scene, { member }: Speaker): string {
  return words.sama(clip(member?.profile.familyName?.value ?? '', nameMax));
}
