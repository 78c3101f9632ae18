import type { KnownBlock } from '@slack/types';
import type { Decision, Inferred } from '../../core/merges/inferred.ts';
import type { AccountId } from '../../db/ids.ts';
import { type Members, nameOfMember } from '../pictures/merge-graph.ts';
import type { Filled } from '../press.ts';
import type { Words } from '../words/words.ts';
import { escaped, heading, paragraph, plain, present, smallPrint } from './text.ts';

/** The field that says whose a fact is: its kind and id. */
export const ownerField = /^owner:(purchase|activity):([1-9]\d{0,14})$/;

/** As many as a form can ask and a person can answer; what is not asked stays where it is. */
const askedMax = 20;
const settledShown = 5;

/** Asks of each fact that was recorded by name whose it is, filled with what is chosen now; the rest stays. */
export function owners(inferred: Inferred[], members: Members, words: Words): KnownBlock[] {
  if (inferred.length === 0) return [];
  const { undo } = words;
  const asked = inferred.filter(({ choices }) => choices.length > 0).slice(0, askedMax);
  const settled = inferred
    .filter(({ choices }) => choices.length === 0)
    .slice(0, settledShown)
    .map((fact) => undo.inferredSettled(said(fact, words), escaped(nameAndTail(members, fact.accountId, words))));
  const rest = inferred.length - asked.length - settled.length;
  return present(
    heading(undo.inferredTitle(inferred.length)),
    smallPrint(undo.inferredHint),
    asked.map((fact) => ownerOf(fact, members, words)),
    settled.length > 0 && paragraph(settled.join('\n')),
    rest > 0 && smallPrint(undo.inferredRest(rest)),
  );
}

/** What was chosen in these fields. */
export function decisionsIn(filled: Filled): Decision[] {
  return Object.entries(filled).flatMap(([field, value]) => {
    const [, kind, id] = ownerField.exec(field) ?? [];
    if (!kind || !/^[1-9]\d{0,14}$/.test(value ?? '')) return [];
    return [{ kind: kind as Decision['kind'], id: Number(id), to: Number(value) as AccountId }];
  });
}

/** The block changes its name with its owner, so that Slack shows what we drew and not its memory of what was chosen. */
function ownerOf(fact: Inferred, members: Members, words: Words): KnownBlock {
  const { kind, id, accountId, choices, to } = fact;
  const option = (owner: AccountId) => ({
    value: String(owner),
    text: plain(nameAndTail(members, owner, words), 75),
  });
  const field = `owner:${kind}:${id}`;
  const element = {
    type: 'static_select' as const,
    action_id: field,
    options: [accountId, ...choices].map(option),
    initial_option: option(to),
  };
  return {
    type: 'input',
    block_id: `${field}:${to}`,
    dispatch_action: true,
    label: plain(said(fact, words), 150),
    element,
  };
}

function said({ kind, at }: Inferred, words: Words): string {
  return `${words.dayAndTime(at)} ${words.undo.inferred[kind]}`;
}

/** As people say it, with the tail of the card: the names of a wrong merge are often alike. */
function nameAndTail(members: Members, id: AccountId, words: Words): string {
  const tail = members.get(id)?.tail;
  return words.person(`${nameOfMember(members, id, words)}${tail ? ` ${words.masked(tail)}` : ''}`);
}
