import type { LineAction, LineMessage } from './shapes.ts';
import type { FoundAction } from './state.ts';

/** Names a button: by its label, by its path (`contents.footer.contents.0.action`), or by the action object itself. */
export type ActionTarget = string | { label: string } | { path: string } | { action: LineAction };

/** All actions of a message or a rich menu, each with its path. */
export function actionsIn(value: unknown, path = ''): FoundAction[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => actionsIn(item, join(path, i)));
  return Object.entries(value).flatMap(([name, part]) => {
    const at = join(path, name);
    if (name === 'action' || name === 'defaultAction') return isAction(part) ? [{ action: part, path: at }] : [];
    if (name === 'actions' && Array.isArray(part)) {
      return part.filter(isAction).map((action, i) => ({ action, path: join(at, i) }));
    }
    return actionsIn(part, at);
  });
}

/** The action the target names in this message, if it is there. */
export function findAction(message: LineMessage, target: ActionTarget): LineAction | undefined {
  const actions = actionsIn(message);
  if (typeof target === 'string') return byLabel(actions, target) ?? byPath(actions, target);
  if ('label' in target) return byLabel(actions, target.label);
  if ('path' in target) return byPath(actions, target.path);
  const wanted = JSON.stringify(target.action);
  return actions.find(({ action }) => JSON.stringify(action) === wanted)?.action;
}

function byLabel(actions: FoundAction[], label: string): LineAction | undefined {
  return actions.find(({ action }) => action.label === label)?.action;
}

function byPath(actions: FoundAction[], path: string): LineAction | undefined {
  return actions.find((found) => found.path === path)?.action;
}

function isAction(value: unknown): value is LineAction {
  return typeof value === 'object' && value !== null && typeof (value as LineAction).type === 'string';
}

function join(path: string, step: string | number): string {
  return path === '' ? String(step) : `${path}.${step}`;
}
