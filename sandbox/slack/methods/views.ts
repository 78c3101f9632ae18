import { problemLine } from '../blocks/report.ts';
import { checkView } from '../blocks/surfaces.ts';
import { asText, isItem } from '../fields.ts';
import { spendTrigger } from '../permits.ts';
import type { Item, View } from '../types.ts';
import { findView, openView, publishHome, pushView, type Refused, updateView, viewAnswer } from '../views.ts';
import type { World } from '../world.ts';
import { done, type Method, refuse } from './method.ts';

/** Opens a modal for the person whose trigger this is. [SD views.open] */
export const open: Method = {
  tier: 4,
  run: (world, args) =>
    withView(world, args, 'modal', (view) => triggered(world, args, (user) => openView(world, user, view))),
};

/** Puts a modal on top of the one the trigger came from. [SD views.push] */
export const push: Method = {
  tier: 4,
  run: (world, args) =>
    withView(world, args, 'modal', (view) =>
      triggered(world, args, (user, from) => (from ? pushView(world, user, view) : { error: 'not_found' })),
    ),
};

/** Changes an open modal, found by its id or its external id. [SD views.update] */
export const update: Method = {
  tier: 4,
  run: (world, args) => {
    const current = findView(world, asText(args.view_id), asText(args.external_id));
    if (!current) return refuse('not_found');
    return withView(world, args, current.type, (view) => updateView(world, current, view, asText(args.hash)));
  },
};

/** Publishes a person's Home tab. [SD views.publish] */
export const publish: Method = {
  tier: 4,
  run: (world, args) => {
    const user = world.state.users[String(args.user_id)];
    if (!user) return refuse('invalid_arguments', { response_metadata: { messages: ['[ERROR] invalid `user_id`'] } });
    return withView(world, args, 'home', (view) => publishHome(world, user.id, view, asText(args.hash)));
  },
};

function triggered(world: World, args: Item, run: (user: string, fromView?: string) => View | Refused): View | Refused {
  const spent = spendTrigger(world, String(args.trigger_id));
  return 'error' in spent ? spent : run(spent.user, spent.viewId);
}

function withView(world: World, args: Item, type: View['type'], run: (view: Item) => View | Refused): Item {
  if (!isItem(args.view))
    return refuse('invalid_arguments', { response_metadata: { messages: ['[ERROR] missing required field: view'] } });
  const problems = checkView(world, args.view, type);
  if (problems.length > 0)
    return refuse('invalid_arguments', { response_metadata: { messages: problems.map(problemLine) } });
  const shown = run(args.view);
  return 'error' in shown ? refuse(shown.error) : done({ view: viewAnswer(world, shown) });
}
