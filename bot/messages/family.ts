import { placeOf } from '../../core/households/household.ts';
import { shownNameOf } from '../../core/households/view.ts';
import { memberByIdentity } from '../../core/members/member.ts';
import type { MemberMessage } from '../../core/outbox.ts';
import type { IdentityId } from '../../db/ids.ts';
import type { Deps } from '../deps.ts';
import type { Message } from '../line.ts';
import { bubble, clip, flex, mainButton, note, text, title, toUri, wordButton } from './flex.ts';
import { liffUrl } from './links.ts';
import type { Scene } from './scene.ts';

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
  }
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
