import { askersOf } from '../../core/households/askers.ts';
import { placeOf } from '../../core/households/household.ts';
import { offerOf, shownNameMax } from '../../core/households/offer.ts';
import { shownNameOf } from '../../core/households/view.ts';
import { consentsOf } from '../../core/members/identity.ts';
import { memberByIdentity } from '../../core/members/member.ts';
import type { MemberMessage } from '../../core/outbox.ts';
import type { IdentityId, InvitationId } from '../../db/ids.ts';
import type { Deps } from '../deps.ts';
import type { Message } from '../line.ts';
import { bubble, clip, flex, mainButton, note, quietButton, text, title, toUri, wordButton } from './flex.ts';
import { liffUrl } from './links.ts';
import { press, type Scene } from './scene.ts';

type FamilyMessage = Extract<MemberMessage, { template: `household_${string}` }>;

const nameMax = 40;

/** What linking a family is, and the way to it. */
export function familyMessage({ words, config }: Scene): Message {
  const { family } = words;
  return flex(
    family.title,
    bubble({
      body: [title(family.title), text(family.body), note(family.note)],
      footer: [mainButton(toUri(family.open, liffUrl(config, '/family')))],
    }),
  );
}

/** Something happened in the receiver's household, as it is true when it is sent; nothing of it to somebody who left since. */
export async function familyNotice(
  deps: Deps,
  scene: Scene,
  to: IdentityId,
  message: FamilyMessage,
): Promise<Message[] | { dropped: string }> {
  const { family } = scene.words;
  switch (message.template) {
    case 'household_joined': {
      const receiver = await memberByIdentity(deps.db, to);
      const place = receiver && (await placeOf(deps.db, receiver.accountId));
      const joined = place && (await shownNameOf(deps.db, place.household.id, message.membershipId));
      if (!joined) return { dropped: 'left_since' };
      const { name } = joined;
      const said = name && clip(scene.words.memberName(`${name.family} ${name.given}`.trim()), nameMax);
      return [notice(scene, family.joined(said))];
    }
    case 'household_left':
      return [notice(scene, family.left)];
    case 'household_closed':
      return [notice(scene, family.closed)];
    case 'household_removed':
      return [notice(scene, family.removed)];
    case 'household_hint':
      return [familyHint(scene)];
    case 'household_linked':
      return [notice(scene, family.linked)];
    case 'household_offer':
      return offerNotice(deps, scene, to, message.invitationId);
    case 'household_asked':
      return askerNotice(deps, scene, to, message.invitationId);
  }
}

/** The offer of a household as long as it stands: of the relative it says nothing at all. */
async function offerNotice(deps: Deps, scene: Scene, to: IdentityId, id: InvitationId) {
  const receiver = await memberByIdentity(deps.db, to);
  const offer = receiver && (await offerOf(deps.db, receiver.accountId, scene.now));
  if (offer?.invitationId !== id || offer.state !== 'offered') return { dropped: 'offer_over' };
  if (!(await consentsOf(deps.db, to)).messages) return { dropped: 'opted_out' };
  const { offer: words } = scene.words.family;
  const name = clip(receiver?.profile.givenName?.value ?? '', shownNameMax);
  const parts = { ...words, body: words.body(name), yes: words.ask, no: words.decline };
  return [choice(scene, parts, ['ask_family', 'decline_family'], id)];
}

/** Somebody asks the receiver to be let in, as long as no answer was given. */
async function askerNotice(deps: Deps, scene: Scene, to: IdentityId, id: InvitationId) {
  const receiver = await memberByIdentity(deps.db, to);
  const place = receiver && (await placeOf(deps.db, receiver.accountId));
  const askers = place ? await askersOf(deps.db, place.membership.id, scene.now) : [];
  const asker = askers.find(({ invitationId }) => invitationId === id);
  if (!asker) return { dropped: 'answered_since' };
  const { asker: words } = scene.words.family;
  const parts = { ...words, body: words.body(clip(asker.shownName)), yes: words.accept, no: words.decline };
  return [choice(scene, parts, ['accept_family', 'refuse_family'], id)];
}

type Choice = Record<'title' | 'body' | 'note' | 'yes' | 'no', string>;

function choice(scene: Scene, words: Choice, [yes, no]: [yes: string, no: string], id: InvitationId): Message {
  return flex(
    words.title,
    bubble({
      body: [title(words.title), text(words.body), note(words.note)],
      footer: [
        mainButton(press(scene, words.yes, yes, String(id))),
        quietButton(press(scene, words.no, no, String(id))),
      ],
    }),
  );
}

function notice({ words, config }: Scene, said: string): Message {
  const { family } = words;
  return flex(
    said,
    bubble({
      body: [text(said)],
      footer: [wordButton(toUri(family.open, liffUrl(config, '/family')), true)],
      ruled: true,
    }),
  );
}

function familyHint(scene: Scene): Message {
  const { family } = scene.words;
  return flex(
    family.title,
    bubble({
      body: [title(family.title), text(family.hint), note(family.note)],
      footer: [wordButton(toUri(family.open, liffUrl(scene.config, '/family')), true)],
      ruled: true,
    }),
  );
}
