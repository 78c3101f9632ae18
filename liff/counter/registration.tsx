import { useState } from 'hono/jsx/dom';
import { answerOf } from '../page/client.ts';
import { useDoing } from '../page/loaded.ts';
import { api } from './client.ts';
import { Trouble, useWords } from './parts.tsx';

const names = ['familyName', 'givenName', 'familyKana', 'givenKana'] as const;
const rest = ['birthDate', 'phone', 'mail', 'postalCode', 'address'] as const;
const types: Partial<Record<Field, string>> = { birthDate: 'date', phone: 'tel', mail: 'email' };
type Field = (typeof names)[number] | (typeof rest)[number];
type Customer = Record<'familyName' | 'givenName', string> & Partial<Record<Field, string>>;

const check = (json: Customer) => answerOf(api.registration.check.$post({ json }));
const make = (json: Customer) => answerOf(api.registration.make.$post({ json }));
type Checked = Awaited<ReturnType<typeof check>>;
type Probable = Checked['probable'];

type Step =
  | { at: 'form'; customer?: Customer }
  | ({ at: 'known'; customer: Customer } & Checked)
  | { at: 'done'; number: string; relatives: number };

/** 登録: what the customer says, whom that probably is already, and the new card. Nobody is turned away. */
export function RegistrationWork() {
  const [step, setStep] = useState<Step>({ at: 'form' });
  const doing = useDoing();
  const makeCard = async (customer: Customer, relatives: number) => {
    const { memberNumber } = await make(customer);
    setStep({ at: 'done', number: memberNumber, relatives });
  };
  const next = (customer: Customer) =>
    doing.run(async () => {
      const { probable, relatives } = await check(customer);
      if (probable.length === 0) await makeCard(customer, relatives);
      else setStep({ at: 'known', customer, probable, relatives });
    });
  if (step.at === 'done') return <Done {...step} next={() => setStep({ at: 'form' })} />;
  return (
    <>
      {step.at === 'form' ? (
        <Form customer={step.customer} busy={doing.busy} next={next} />
      ) : (
        <Known
          probable={step.probable}
          relatives={step.relatives}
          busy={doing.busy}
          make={() => doing.run(() => makeCard(step.customer, step.relatives))}
          back={() => setStep({ at: 'form', customer: step.customer })}
        />
      )}
      <Trouble refused={doing.refused} />
    </>
  );
}

type FormProps = { customer: Customer | undefined; busy: boolean; next: (customer: Customer) => void };

function Form({ customer, busy, next }: FormProps) {
  const words = useWords().registration;
  const send = (event: Event) => {
    event.preventDefault();
    const typed = [...new FormData(event.target as HTMLFormElement)].filter(([, value]) => value !== '');
    next(Object.fromEntries(typed.map(([name, value]) => [name, String(value)])) as Customer);
  };
  const field = (name: Field) => (
    <div class="field" key={name}>
      <label for={name}>
        {words.fields[name]}
        {name === 'familyName' || name === 'givenName' ? null : <span class="hint"> {words.optional}</span>}
      </label>
      <input
        id={name}
        name={name}
        type={types[name] ?? 'text'}
        autoComplete="off"
        maxLength={name === 'address' ? 200 : 60}
        required={name === 'familyName' || name === 'givenName'}
        value={customer?.[name] ?? ''}
      />
    </div>
  );
  return (
    <>
      <div>
        <h1 class="title">{words.heading}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      <form class="stack" onSubmit={send}>
        <div class="pair">{names.slice(0, 2).map(field)}</div>
        <div class="pair">{names.slice(2).map(field)}</div>
        {rest.map(field)}
        <button type="submit" class="button main" disabled={busy}>
          {words.next}
        </button>
      </form>
    </>
  );
}

type KnownProps = { probable: Probable; relatives: number; busy: boolean; make: () => void; back: () => void };

function Known({ probable, relatives, busy, make: makeAnyway, back }: KnownProps) {
  const all = useWords();
  const words = all.registration;
  return (
    <>
      <div role="status">
        <h1 class="title">{words.known}</h1>
        <p class="lead">{words.knownLead}</p>
      </div>
      <ul class="stack-small">
        {probable.map(({ tail, since, storeName, reasons }) => (
          <li key={tail} class="sheet padded">
            <h2>{words.card(tail)}</h2>
            <p class="second">{words.since(all.since(since), storeName)}</p>
            <p class="note">
              {reasons.map(({ feature, level }, i) => (
                <span key={feature}>
                  <span class="together">
                    {words.reason(words.feature[feature] ?? feature, words.level[level] ?? '')}
                    {i < reasons.length - 1 ? words.between.trimEnd() : ''}
                  </span>{' '}
                </span>
              ))}
            </p>
          </li>
        ))}
      </ul>
      <Relatives count={relatives} />
      <div class="buttons">
        <button type="button" class="button quiet" disabled={busy} onClick={makeAnyway}>
          {words.makeAnyway}
        </button>
        <button type="button" class="button plain" onClick={back}>
          {words.back}
        </button>
      </div>
    </>
  );
}

/** For whoever serves, and not for the customer's ears: who they are is not told here either. */
function Relatives({ count }: { count: number }) {
  const words = useWords().registration;
  if (count === 0) return null;
  return (
    <p class="note">
      <strong>{words.relatives}</strong>
      <br />
      {words.relativesLead}
    </p>
  );
}

type DoneProps = { number: string; relatives: number; next: () => void };

function Done({ number, relatives, next }: DoneProps) {
  const words = useWords().registration;
  return (
    <>
      <div role="status">
        <h1 class="title">{words.done}</h1>
        <p class="lead">{words.doneLead}</p>
      </div>
      <p class="sheet padded title">{number.replace(/(\d{4})(?=\d)/g, '$1 ')}</p>
      <Relatives count={relatives} />
      <button type="button" class="button main" onClick={next}>
        {words.another}
      </button>
    </>
  );
}
