import { useState } from 'hono/jsx/dom';
import { useDoing } from '../page/loaded.ts';
import { Icon } from '../page/parts/icons.tsx';
import { Trouble, useWords } from './parts.tsx';
import { type Found, findByName } from './till-client.ts';

/** A customer without a card: found by name and picked by staff, which is kept on record as such. */
export function ByName({ busy, pick }: { busy: boolean; pick: (found: Found) => void }) {
  const { till } = useWords();
  const doing = useDoing();
  const [text, setText] = useState('');
  const [found, setFound] = useState<Found[]>();
  const submit = (event: Event) => {
    event.preventDefault();
    doing.run(async () => setFound((await findByName(text)).found));
  };
  return (
    <form class="stack-small" onSubmit={submit}>
      <h2>{till.member.noCard}</h2>
      <div class="field">
        <label for="name">{till.member.find}</label>
        <p class="hint" id="name-hint">
          {till.member.noCardHint}
        </p>
        <div class="beside">
          <input
            id="name"
            autoComplete="off"
            maxLength={60}
            required
            aria-describedby="name-hint"
            value={text}
            onInput={(event: InputEvent) => setText((event.target as HTMLInputElement).value)}
          />
          <button type="submit" class="button quiet" disabled={doing.busy}>
            {till.sale.search}
          </button>
        </div>
      </div>
      <Trouble refused={doing.refused} />
      <p class="small" role="status">
        {found?.length === 0 ? till.member.none : ''}
      </p>
      {found && found.length > 0 ? (
        <ul class="sheet rows">
          {found.map((one) => (
            <li key={one.picked}>
              <button type="button" class="row" disabled={busy} onClick={() => pick(one)}>
                <span class="grow">
                  {one.name}
                  <small>{one.storeName}</small>
                </span>
                <span class="aside">••••{one.tail}</span>
                <Icon name="next" size={18} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </form>
  );
}
