import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Await, SubPage, Title, Trouble } from '../parts/frame.tsx';
import { Link } from '../router.tsx';
import { useWords } from '../speech.tsx';

type Field = 'familyName' | 'givenName' | 'familyKana' | 'givenKana' | 'phone' | 'mail' | 'birthDate' | 'storeCode';

type Props = { back: boolean; entered: (token: string) => void; toLine: () => void };

/** For a LINE user who has no card yet: a name makes one. Whoever left before may take up the old card again. */
export function RegisterPage({ back, entered, toLine }: Props) {
  const words = useWords().register;
  return (
    <SubPage title={words.title}>
      {back ? <Return entered={entered} /> : null}
      <Title lead={words.lead}>{words.heading}</Title>
      <p class="note">
        {words.already}
        <br />
        <Link to="/forgotten" class="textlink">
          {words.forgotten}
        </Link>
      </p>
      <Form entered={entered} />
      <div>
        <p class="small">{words.unlinkable}</p>
        <button type="button" class="textlink" onClick={toLine}>
          {words.chat}
        </button>
      </div>
    </SubPage>
  );
}

function Return({ entered }: { entered: (token: string) => void }) {
  const words = useWords().register;
  const doing = useDoing();
  const relink = () => doing.run(async () => entered((await answerOf(api.relink.$post({ json: {} }))).token));
  return (
    <section class="sheet padded stack">
      <div>
        <h2>{words.returning}</h2>
        <p class="second">{words.returningLead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <button type="button" class="button quiet" disabled={doing.busy} onClick={relink}>
        {words.returnYes}
      </button>
    </section>
  );
}

function Form({ entered }: { entered: (token: string) => void }) {
  const words = useWords().register;
  const stores = useLoaded(() => answerOf(api.stores.$get()));
  const doing = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const given = [...typed].filter(([, value]) => value !== '').map(([name, value]) => [name, String(value)]);
    const json = Object.fromEntries(given) as Record<'familyName' | 'givenName', string> &
      Partial<Record<Field, string>>;
    doing.run(async () => entered((await answerOf(api.register.$post({ json }))).token));
  };
  return (
    <form class="stack" onSubmit={send}>
      <div class="pair">
        <Text name="familyName" label={words.familyName} fill="family-name" required />
        <Text name="givenName" label={words.givenName} fill="given-name" required />
      </div>
      <div class="pair">
        <Text name="familyKana" label={words.familyKana} />
        <Text name="givenKana" label={words.givenKana} />
      </div>
      <Text name="phone" label={words.phone} fill="tel" type="tel" hint={words.contactHint} />
      <Text name="mail" label={words.mail} fill="email" type="email" />
      <Text name="birthDate" label={words.birthDate} fill="bday" type="date" />
      <Await loaded={stores} outline={[76]}>
        {({ stores: list }) => (
          <div class="field">
            <label for="storeCode">{words.store}</label>
            <select id="storeCode" name="storeCode">
              <option value="">{words.noStore}</option>
              {list.map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
            </select>
          </div>
        )}
      </Await>
      <Trouble refused={doing.refused} />
      <button type="submit" class="button main" disabled={doing.busy}>
        {words.send}
      </button>
    </form>
  );
}

type TextProps = { name: Field; label: string; fill?: string; type?: string; hint?: string; required?: boolean };

function Text({ name, label, fill = 'off', type = 'text', hint, required }: TextProps) {
  const words = useWords().register;
  return (
    <div class="field">
      <label for={name}>
        {label}
        {required ? null : <span class="hint"> {words.optional}</span>}
      </label>
      {hint ? (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      ) : null}
      <input
        id={name}
        name={name}
        type={type}
        autoComplete={fill}
        maxLength={type === 'email' ? 254 : 60}
        required={required}
        aria-describedby={hint ? `${name}-hint` : undefined}
      />
    </div>
  );
}
