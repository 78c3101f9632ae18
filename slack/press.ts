import type {
  AllMiddlewareArgs,
  BlockAction,
  ButtonAction,
  RespondFn,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { KnownBlock, ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Context, StaffActor } from '../core/context.ts';
import { Refusal, type RefusalFacts } from '../core/refusal.ts';
import { noticeModal } from './blocks/notice.ts';
import { escaped } from './blocks/text.ts';
import type { SlackDoorDeps } from './deps.ts';
import { languageOfUser, usualLanguage } from './language.ts';
import { noteStranger, type StaffMember, staffOf } from './staff.ts';
import { type Words, wordsIn } from './words/words.ts';

/** A member of staff did something in Slack: who, with what rights, and how to answer that person alone. */
export type Press = {
  staff: StaffMember;
  context: Context<StaffActor>;
  words: Words;
  client: WebClient;
  /** Says something that nobody else sees. */
  say: (text: string, blocks?: KnownBlock[]) => Promise<void>;
  /** Opens a modal, over the one the press came from if it came from one. */
  show: (view: ModalView) => Promise<void>;
  /** Where it happened: a message, which is drawn again for everybody, or a view of this person alone. */
  modalId?: string;
};

/** What a form answers: nothing closes it and what lay beneath; errors stand under its fields; a view takes its place. */
export type FormAnswer = undefined | { errors: Record<string, string> } | { view: ModalView };

/** What was put into a form, by action id; several choices of one field are lines. */
export type Filled = Record<string, string | undefined>;

type Origin = { user: string; wanted: string; respond?: RespondFn; triggerId: string; modalId?: string };

/** A listener for a button: acknowledges, then acts as the person who pressed. */
export function onButton(deps: SlackDoorDeps, work: (press: Press, value: string) => Promise<void>) {
  return async (args: SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs) => {
    const { ack, body, action, client, respond } = args;
    await ack();
    const origin: Origin = {
      user: body.user.id,
      wanted: action.action_id,
      triggerId: body.trigger_id,
      ...(body.response_url ? { respond } : {}),
      ...(body.view?.type === 'modal' ? { modalId: body.view.id } : {}),
    };
    await asStaff(deps, client, origin, (press) => work(press, action.value ?? ''));
  };
}

/** A listener for a slash command: acknowledges, then acts as the person who typed it. */
export function onCommand(deps: SlackDoorDeps, work: (press: Press, text: string, channel: string) => Promise<void>) {
  return async ({ ack, command, client, respond }: SlackCommandMiddlewareArgs & AllMiddlewareArgs) => {
    await ack();
    const origin = { user: command.user_id, wanted: command.command, respond, triggerId: command.trigger_id };
    await asStaff(deps, client, origin, (press) => work(press, command.text, command.channel_id));
  };
}

/** A listener for a choice within a form: acknowledges, then draws the form anew from what it holds now. */
export function onChoice(
  deps: SlackDoorDeps,
  work: (press: Press, filled: Filled, about: string) => Promise<ModalView>,
) {
  return async ({ ack, body, action, client }: SlackActionMiddlewareArgs<BlockAction> & AllMiddlewareArgs) => {
    await ack();
    const { view } = body;
    if (!view) return;
    const origin = {
      user: body.user.id,
      wanted: action.action_id,
      triggerId: body.trigger_id,
      modalId: view.id,
    };
    await asStaff(deps, client, origin, async (press) => {
      const drawn = await work(press, filledIn(view.state.values), view.private_metadata);
      await client.views.update({ view_id: view.id, view: drawn });
    });
  };
}

/** A listener for a form: acts first, within Slack's three seconds, because the answer may belong under a field. */
export function onForm(
  deps: SlackDoorDeps,
  work: (press: Press, filled: Filled, about: string) => Promise<FormAnswer>,
) {
  return async ({ ack, body, view, client }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs) => {
    const origin = { user: body.user.id, wanted: view.callback_id, triggerId: body.trigger_id };
    let answer: FormAnswer;
    const says = (words: Words) => async (text: string) => {
      answer = { view: noticeModal(words, text) };
    };
    const act = async (press: Press) => {
      answer = await work(press, filledIn(view.state.values), view.private_metadata);
    };
    await asStaff(deps, client, origin, act, says);
    if (!answer) await ack({ response_action: 'clear' });
    else if ('errors' in answer) await ack({ response_action: 'errors', errors: answer.errors });
    else await ack({ response_action: 'update', view: answer.view });
  };
}

/** The one place where a refusal becomes words, and where a stranger is turned away. */
async function asStaff(
  deps: SlackDoorDeps,
  client: WebClient,
  origin: Origin,
  work: (press: Press) => Promise<void>,
  says?: (words: Words) => Press['say'],
): Promise<void> {
  let words = wordsIn(usualLanguage(deps.config));
  let way = voice(client, origin, words, says);
  try {
    const staff = await staffOf(deps, client, origin.user);
    if (!staff) {
      await noteStranger(deps, origin.user, origin.wanted);
      words = wordsIn(await languageOfUser(deps, client, origin.user));
      way = voice(client, origin, words, says);
      return await way.say(words.refusal.not_staff({}));
    }
    words = wordsIn(staff.language);
    way = voice(client, origin, words, says);
    const context = { db: deps.db, actor: staff.actor, now: deps.now(), secret: deps.secret };
    await work({ staff, context, words, client, ...way, ...(origin.modalId ? { modalId: origin.modalId } : {}) });
  } catch (reason) {
    await way.say(reason instanceof Refusal ? words.refusal[reason.code](escapedFacts(reason.facts)) : words.trouble);
    if (!(reason instanceof Refusal)) throw reason;
  } finally {
    deps.wake?.();
  }
}

/** Names of people and stores in a refusal, as mrkdwn. */
function escapedFacts(facts: RefusalFacts): RefusalFacts {
  const safe = Object.entries(facts).map(([name, fact]) => [name, typeof fact === 'string' ? escaped(fact) : fact]);
  return Object.fromEntries(safe);
}

/** How to answer somebody: by the press's own address, else in a modal while its trigger lives, else directly. */
function voice(
  client: WebClient,
  { user, respond, triggerId: trigger_id, modalId }: Origin,
  words: Words,
  says?: (words: Words) => Press['say'],
): Pick<Press, 'say' | 'show'> {
  let triggered = false;
  const show = async (view: ModalView) => {
    triggered = true;
    await (modalId ? client.views.push({ trigger_id, view }) : client.views.open({ trigger_id, view }));
  };
  const answer = async (text: string, blocks?: KnownBlock[]) => {
    if (respond)
      await respond({ response_type: 'ephemeral', replace_original: false, text, ...(blocks ? { blocks } : {}) });
    else if (triggered) await directly(text, blocks);
    else await show(noticeModal(words, text, blocks));
  };
  const directly = async (text: string, blocks?: KnownBlock[]) => {
    await client.chat.postMessage({ channel: user, text, ...(blocks ? { blocks } : {}) });
  };
  // The address of a press ends after five answers or half an hour, a trigger after three seconds.
  const say: Press['say'] = (text, blocks) => answer(text, blocks).catch(() => directly(text, blocks));
  return { say: says ? says(words) : say, show };
}

/** What stands in the fields of a form; each field of ours has an action id of its own. */
function filledIn(values: ViewSubmitAction['view']['state']['values']): Filled {
  const fields = Object.values(values).flatMap((block) => Object.entries(block));
  return Object.fromEntries(
    fields.map(([id, field]) => [
      id,
      field.selected_option?.value ??
        field.selected_date ??
        field.selected_options?.map(({ value }) => value).join('\n') ??
        field.value ??
        undefined,
    ]),
  );
}
