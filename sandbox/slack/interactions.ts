import { checkView } from './blocks/surfaces.ts';
import {
  type Complaint,
  complaints,
  type Given,
  type Placed,
  placedIn,
  placedInContent,
  stateValues,
  typedValue,
} from './elements.ts';
import { isItem, parseJson } from './fields.ts';
import { addMessage, findMessage } from './messages.ts';
import { mintResponseUrl, mintTrigger } from './permits.ts';
import { deliver, type Knobs, withOverrides } from './send.ts';
import type { Content, Delivery, DeliveryKind, Item, Message, Notice, View } from './types.ts';
import { closeAll, closeTop, findView, pushView, stackOf, updateView } from './views.ts';
import { messageOnWire, viewOnWire } from './wire.ts';
import { changed, mintTs, teamOf, type World } from './world.ts';

/** Where an element stands: on a message or in a modal or Home tab. */
export type Place = { channel: string; ts: string } | { viewId: string };

/** What was done to it. `old` presses the button of an earlier rendering of the message. */
export type Gesture = {
  blockId?: string;
  /** The value of the chosen option (select, radio), the values (checkboxes), the date, the typed text. */
  choice?: unknown;
  /** Values of the other inputs on the same surface, as `state.values` will carry them. */
  given?: Given;
  old?: boolean;
  knobs?: Knobs;
};

/** What became of a form: not sent at all (`complaints` by block id), or delivered. */
export type Submission = { complaints: Record<string, Complaint> } | { delivery: Delivery };

/** Presses or chooses an interactive element as a person; throws when he has no such element before him. */
export async function act(world: World, user: string, place: Place, actionId: string, gesture: Gesture = {}) {
  const surface =
    'viewId' in place ? viewSurface(world, user, place.viewId, gesture) : messageSurface(world, user, place, gesture);
  const placed = surface.placed.find(
    (one) => one.actionId === actionId && (gesture.blockId === undefined || one.blockId === gesture.blockId),
  );
  if (!placed) throw new Error(`nothing to press named ${actionId}`);
  const payload = {
    type: 'block_actions',
    ...actor(world, user),
    ...surface.describe(placed),
    trigger_id: mintTrigger(world, user, surface.triggerView),
    actions: [actionOnWire(world, placed, gesture.choice)],
  };
  const delivery = await sendPayload(world, 'block_actions', payload, user, gesture.knobs);
  if (delivery.outcome !== 'ok') surface.complain(delivery);
  return delivery;
}

/** Submits the modal on top of a person's stack and does what the app answered: close, errors, update, push, clear. */
export async function submit(
  world: World,
  user: string,
  viewId: string,
  given: Given = {},
  knobs: Knobs = {},
): Promise<Submission> {
  const view = ownView(world, user, viewId);
  const placed = placedIn(view.blocks);
  const found = complaints(placed, given);
  if (Object.keys(found).length > 0) return { complaints: found };
  delete view.errors;
  delete view.trouble;
  const payload = {
    type: 'view_submission',
    ...actor(world, user),
    trigger_id: mintTrigger(world, user, view.id),
    view: viewOnWire(world, view, stateValues(placed, given)),
    response_urls: [],
  };
  const delivery = await sendPayload(world, 'view_submission', payload, user, knobs);
  obey(world, user, view, delivery);
  return { delivery };
}

/** Closes the top modal, or all of them, and tells the app when a view asked for it. */
export async function close(
  world: World,
  user: string,
  viewId: string,
  all = false,
  knobs: Knobs = {},
): Promise<Delivery | undefined> {
  const view = ownView(world, user, viewId);
  const cleared = all || view.clearOnClose;
  const payload = {
    type: 'view_closed',
    ...actor(world, user),
    view: viewOnWire(world, view, stateValues(placedIn(view.blocks))),
    is_cleared: cleared,
  };
  if (cleared) closeAll(world, user);
  else closeTop(world, user);
  return view.notifyOnClose ? sendPayload(world, 'view_closed', payload, user, knobs) : undefined;
}

/** Shows a person what Slack says by itself when the app failed him. */
export function notify(world: World, user: string, channel: string, code: Notice['code'], subject: string): Message {
  return addMessage(world, {
    text: '',
    channel,
    user: 'USLACKBOT',
    byApp: false,
    onlyFor: user,
    notice: { code, subject },
  });
}

/** The identity part of every interaction payload. [PLATFORM 22] */
export function actor(world: World, userId: string): Item {
  const { identity } = world;
  const user = world.state.users[userId];
  return {
    user: { id: userId, username: user?.name ?? '', name: user?.name ?? '', team_id: teamOf(world, userId) },
    team: { id: identity.teamId, domain: identity.teamDomain },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: identity.appId,
    token: 'legacy',
  };
}

type Surface = {
  placed: Placed[];
  triggerView?: string;
  describe: (placed: Placed) => Item;
  complain: (delivery: Delivery) => void;
};

function messageSurface(world: World, user: string, place: { channel: string; ts: string }, gesture: Gesture): Surface {
  const message = findMessage(world, place.channel, place.ts);
  if (!message) throw new Error(`no message ${place.ts} in ${place.channel}`);
  if (message.onlyFor && message.onlyFor !== user) throw new Error('that message is shown to somebody else only');
  const content: Content = (gesture.old ? message.revisions.at(-1) : undefined) ?? message;
  const placed = placedInContent(content);
  const threadTs = message.threadTs ? { threadTs: message.threadTs } : {};
  return {
    placed,
    describe: (pressed) => ({
      container: {
        type: pressed.attachmentId ? 'message_attachment' : 'message',
        message_ts: place.ts,
        channel_id: place.channel,
        is_ephemeral: message.onlyFor !== undefined,
        ...(pressed.attachmentId ? { attachment_id: pressed.attachmentId, is_app_unfurl: false } : {}),
        ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
      },
      channel: { id: place.channel, name: world.state.channels[place.channel]?.name ?? '' },
      ...(message.onlyFor ? {} : { message: messageOnWire(world, message, content) }),
      state: { values: stateValues(placed, givenWith(pressed, gesture)) },
      response_url: mintResponseUrl(world, 'actions', { user, ...place, ...threadTs }),
    }),
    complain: (delivery) =>
      notify(
        world,
        user,
        place.channel,
        delivery.outcome === 'timeout' ? 'operation_timeout' : 'http_service_error',
        '',
      ),
  };
}

function viewSurface(world: World, user: string, viewId: string, gesture: Gesture): Surface {
  const view = ownView(world, user, viewId);
  const placed = placedIn(view.blocks);
  return {
    placed,
    ...(view.type === 'modal' ? { triggerView: view.id } : {}),
    describe: (pressed) => ({
      container: { type: 'view', view_id: view.id },
      view: viewOnWire(world, view, stateValues(placed, givenWith(pressed, gesture))),
    }),
    complain: (delivery) => {
      view.trouble = delivery.outcome === 'timeout' ? 'timeout' : 'http_error';
      changed(world);
    },
  };
}

/** What is on the surface once the choice is made: the state that travels with a choice holds it already. */
function givenWith({ blockId, actionId }: Placed, { given, choice }: Gesture): Given | undefined {
  return choice === undefined ? given : { ...given, [blockId]: { [actionId]: choice } };
}

function actionOnWire(world: World, { element, blockId, actionId }: Placed, choice: unknown): Item {
  const common = { type: element.type, block_id: blockId, action_id: actionId, action_ts: mintTs(world) };
  if (element.type === 'button') {
    const { text, value, style } = element;
    return { ...common, text, ...(value === undefined ? {} : { value }), ...(style === undefined ? {} : { style }) };
  }
  if (element.type === 'overflow')
    return { ...common, ...typedValue({ ...element, type: 'static_select' }, choice), type: 'overflow' };
  return { ...common, ...typedValue(element, choice) };
}

function ownView(world: World, user: string, viewId: string): View {
  const view = findView(world, viewId);
  if (!view) throw new Error(`no view ${viewId}`);
  if (view.user !== user) throw new Error(`view ${viewId} is open for somebody else`);
  return view;
}

function sendPayload(
  world: World,
  kind: DeliveryKind,
  payload: Item,
  user: string,
  knobs: Knobs = {},
): Promise<Delivery> {
  const form = new URLSearchParams({ payload: JSON.stringify(withOverrides(payload, knobs)) });
  return deliver(world, kind, 'application/x-www-form-urlencoded', form.toString(), knobs, user);
}

function obey(world: World, user: string, view: View, delivery: Delivery) {
  if (delivery.outcome !== 'ok') {
    view.trouble = delivery.outcome === 'timeout' ? 'timeout' : 'http_error';
    return changed(world);
  }
  const answer = parseJson(delivery.answer ?? '');
  const order = isItem(answer) ? answer.response_action : undefined;
  if (order === undefined) return closeTop(world, user);
  if (order === 'clear') return closeAll(world, user);
  if (order === 'errors' && isItem(answer)) return showErrors(world, view, answer.errors);
  if ((order === 'update' || order === 'push') && isItem(answer))
    return showView(world, user, view, order, answer.view);
  view.trouble = 'invalid_answer';
  changed(world);
}

/** Errors for blocks that are not inputs of the view make Slack show its own trouble line. */
function showErrors(world: World, view: View, errors: unknown): void {
  const inputs = view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const entries = isItem(errors) ? Object.entries(errors).filter(([id]) => inputs.includes(id)) : [];
  if (entries.length === 0) view.trouble = 'invalid_answer';
  else view.errors = Object.fromEntries(entries.map(([id, text]) => [id, String(text)]));
  changed(world);
}

function showView(world: World, user: string, view: View, order: 'update' | 'push', sent: unknown): void {
  const invalid = !isItem(sent) || checkView(world, sent).length > 0;
  const shown = invalid
    ? { error: 'invalid_arguments' }
    : order === 'push'
      ? pushView(world, user, sent)
      : updateView(world, view, sent);
  if ('error' in shown) view.trouble = 'invalid_answer';
  if (stackOf(world, user).length === 0) closeAll(world, user);
  changed(world);
}
