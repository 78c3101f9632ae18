import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Title, Trouble } from '../parts/frame.tsx';
import { Stations } from '../parts/stations.tsx';
import { useWords } from '../speech.tsx';

type Kind = 'memberNumber' | 'phone' | 'mail';

const kinds: Kind[] = ['memberNumber', 'phone', 'mail'];
const keyboards = { memberNumber: 'numeric', phone: 'tel', mail: 'email' } as const;
const fills = { memberNumber: 'off', phone: 'tel', mail: 'email' } as const;

/** The first station: what somebody remembers of the old card. */
export function MergeStart({ changed }: { changed: () => Promise<void> }) {
  const words = useWords().merge.start;
  const [kind, setKind] = useState<Kind>('mail');
  const doing = useDoing();
  const [helpShown, showHelp] = useState(false);
  const send = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const json = { soughtKind: kind, sought: String(fields.get('sought')), name: String(fields.get('name')) };
    doing.run(async () => {
      await answerOf(api.merge.start.$post({ json }));
      await changed();
    });
  };
  return (
    <>
      <Stations at={1} />
      <Title lead={words.lead} focus>
        {words.heading}
      </Title>
      <form class="stack" onSubmit={send}>
        <fieldset class="segments">
          <legend class="hidden">{words.kindLabel}</legend>
          {kinds.map((name) => (
            <label key={name}>
              <input type="radio" name="kind" value={name} checked={name === kind} onChange={() => setKind(name)} />
              <span>{words.kinds[name]}</span>
            </label>
          ))}
        </fieldset>
        <div class="field">
          <label for="sought">{words.fields[kind]}</label>
          <input
            id="sought"
            name="sought"
            key={kind}
            inputMode={keyboards[kind]}
            autoComplete={fills[kind]}
            maxLength={254}
            required
          />
        </div>
        <div class="field">
          <label for="name">{words.name}</label>
          <p class="hint" id="name-hint">
            {words.nameHint}
          </p>
          <input id="name" name="name" autoComplete="name" aria-describedby="name-hint" maxLength={100} required />
        </div>
        <p class="note">
          {words.secrecy}
          <br />
          {words.undoable}
        </p>
        <Trouble refused={doing.refused} />
        <div class="buttons">
          <button type="submit" class="button main" disabled={doing.busy}>
            {words.send}
          </button>
          <button
            type="button"
            class="button plain"
            aria-expanded={helpShown ? 'true' : 'false'}
            onClick={() => showHelp(!helpShown)}
          >
            {words.nothing}
          </button>
        </div>
        {helpShown ? <p class="note">{words.nothingHelp}</p> : null}
      </form>
    </>
  );
}
