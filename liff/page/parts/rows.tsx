import type { Child } from 'hono/jsx/dom';
import { Link } from '../router.tsx';
import { Icon, type IconName } from './icons.tsx';

type RowProps = {
  icon?: IconName;
  before?: Child;
  label: Child;
  hint?: Child;
  aside?: Child;
  end?: IconName;
};

/** What stands in a row that leads somewhere: a sign, words, a figure, an arrow. */
function Inside({ icon, before, label, hint, aside, end = 'next' }: RowProps) {
  return (
    <>
      {icon ? <Icon name={icon} /> : before}
      <span class="grow">
        {label}
        {hint ? <small>{hint}</small> : null}
      </span>
      {aside ? <span class="aside">{aside}</span> : null}
      <Icon name={end} size={18} />
    </>
  );
}

/** A row that leads to another page. */
export function WayTo({ to, ...row }: RowProps & { to: string }) {
  return (
    <Link to={to} class="row">
      <Inside {...row} />
    </Link>
  );
}

/** A row that does something. */
export function WayBy({ onPress, disabled, ...row }: RowProps & { onPress: () => void; disabled?: boolean }) {
  return (
    <button type="button" class="row" onClick={onPress} disabled={disabled}>
      <Inside {...row} />
    </button>
  );
}

/** The first letter of a name in a circle, where a portrait would be. */
export function Initial({ name }: { name: string }) {
  return (
    <span class="initial" aria-hidden="true">
      {[...name][0]}
    </span>
  );
}
