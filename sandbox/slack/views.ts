import { placedIn, stateValues } from './elements.ts';
import { asBlocks, asFlag, asText, isItem } from './fields.ts';
import { nameBlocks } from './messages.ts';
import { viewBytesMax, viewStackMax } from './rules.ts';
import type { Item, View } from './types.ts';
import { viewOnWire } from './wire.ts';
import { changed, mintId, mintSecret, type World } from './world.ts';

/** A refusal in Slack's words. */
export type Refused = { error: string };

/** Opens a modal as the first of a person's stack. A stack that was open is gone, as in Slack's client. */
export function openView(world: World, user: string, sent: Item): View | Refused {
  const made = makeView(world, user, 'modal', sent);
  if ('error' in made) return made;
  closeAll(world, user);
  return stack(world, user, made);
}

/** Puts a modal on top of a person's stack; at most three views. [SD views.push] */
export function pushView(world: World, user: string, sent: Item): View | Refused {
  const open = stackOf(world, user);
  const top = open.at(-1);
  if (!top) return { error: 'not_found' };
  if (open.length >= viewStackMax) return { error: 'push_limit_reached' };
  const made = makeView(world, user, 'modal', sent);
  if ('error' in made) return made;
  return stack(world, user, { ...made, previousId: top.id, rootId: top.rootId });
}

/** Replaces a modal's content in place; a stale `hash` is refused. [PLATFORM 24] */
export function updateView(world: World, view: View, sent: Item, hash?: string): View | Refused {
  if (hash && world.rules.hashConflicts && hash !== view.hash) return { error: 'hash_conflict' };
  const made = makeView(world, view.user, view.type, sent, view.id);
  if ('error' in made) return made;
  const { id, rootId, previousId } = view;
  const next = { ...made, id, rootId, ...(previousId ? { previousId } : {}) };
  world.state.views[id] = next;
  changed(world);
  return next;
}

/** Publishes a person's Home tab, new or in place of the old one. [PLATFORM 24] */
export function publishHome(world: World, user: string, sent: Item, hash?: string): View | Refused {
  const current = homeOf(world, user);
  if (current) return updateView(world, current, sent, hash);
  const made = makeView(world, user, 'home', sent);
  if ('error' in made) return made;
  world.state.views[made.id] = made;
  world.state.homes[user] = made.id;
  changed(world);
  return made;
}

/** The open modals of a person, the lowest first. */
export function stackOf(world: World, user: string): View[] {
  return (world.state.stacks[user] ?? []).flatMap((id) => world.state.views[id] ?? []);
}

/** The Home tab published for a person. */
export function homeOf(world: World, user: string): View | undefined {
  const id = world.state.homes[user];
  return id ? world.state.views[id] : undefined;
}

/** The open or published view with this id or external id. */
export function findView(world: World, viewId?: string, externalId?: string): View | undefined {
  if (viewId) return world.state.views[viewId];
  return externalId ? Object.values(world.state.views).find((view) => view.externalId === externalId) : undefined;
}

/** Takes the top modal away, so that the one beneath is seen again. */
export function closeTop(world: World, user: string): void {
  const ids = world.state.stacks[user] ?? [];
  const gone = ids.at(-1);
  world.state.stacks[user] = ids.slice(0, -1);
  if (gone) delete world.state.views[gone];
  changed(world);
}

/** Takes every modal of a person away. */
export function closeAll(world: World, user: string): void {
  for (const id of world.state.stacks[user] ?? []) delete world.state.views[id];
  world.state.stacks[user] = [];
  changed(world);
}

/** A view as the Web API answers it: with the initial values of its inputs as state. */
export function viewAnswer(world: World, view: View): Item {
  return viewOnWire(world, view, stateValues(placedIn(view.blocks)));
}

function makeView(world: World, user: string, type: View['type'], sent: Item, own?: string): View | Refused {
  const externalId = asText(sent.external_id) ?? '';
  const twin = externalId ? findView(world, undefined, externalId) : undefined;
  if (twin && twin.id !== own) return { error: 'duplicate_external_id' };
  if (Buffer.byteLength(JSON.stringify(sent)) > viewBytesMax) return { error: 'view_too_large' };
  const blocks = structuredClone(asBlocks(sent.blocks));
  nameBlocks(world, blocks);
  const id = own ?? mintId(world, 'V');
  return {
    id,
    type,
    user,
    blocks,
    ...(isItem(sent.title) ? { title: sent.title } : {}),
    ...(isItem(sent.submit) ? { submit: sent.submit } : {}),
    ...(isItem(sent.close) ? { close: sent.close } : {}),
    callbackId: asText(sent.callback_id) ?? '',
    privateMetadata: asText(sent.private_metadata) ?? '',
    externalId,
    clearOnClose: asFlag(sent.clear_on_close),
    notifyOnClose: asFlag(sent.notify_on_close),
    hash: `${Math.floor(world.now().getTime() / 1000)}.${mintSecret(world).slice(0, 8)}`,
    rootId: id,
  };
}

function stack(world: World, user: string, view: View): View {
  world.state.views[view.id] = view;
  world.state.stacks[user] = [...(world.state.stacks[user] ?? []), view.id];
  changed(world);
  return view;
}
