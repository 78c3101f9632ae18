import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { CodeForm, useCode } from '../parts/code.tsx';
import { ContactField, type ContactKind } from '../parts/contact-field.tsx';
import { Await, SubPage, Title, Trouble } from '../parts/frame.tsx';
import { Said, useWords } from '../speech.tsx';

type Step = { at: 'ask' } | { at: 'code'; until: string } | { at: 'found'; number: string };

type Props = { entered: (token: string) => void };

/** A forgotten number, for whoever has no card in this LINE: a contact on file, its code, the number. */
export function ForgottenPage({ entered }: Props) {
  const words = useWords().forgotten;
  const loaded = useLoaded(() => answerOf(api.recall.$get()));
  return (
    <SubPage title={words.title} up="/">
      <Await loaded={loaded} outline={[90, 220, 52]}>
        {({ memberNumber }) => <Stations known={memberNumber} entered={entered} />}
      </Await>
    </SubPage>
  );
}

function Stations({ known, entered }: Props & { known: string | null }) {
  const [step, setStep] = useState<Step>(known ? { at: 'found', number: known } : { at: 'ask' });
  switch (step.at) {
    case 'ask':
      return <Ask sent={(until) => setStep({ at: 'code', until })} />;
    case 'code':
      return (
        <Prove
          until={step.until}
          proved={(number) => setStep({ at: 'found', number })}
          again={() => setStep({ at: 'ask' })}
        />
      );
    case 'found':
      return <Found number={step.number} entered={entered} />;
  }
}

function Ask({ sent }: { sent: (until: string) => void }) {
  const words = useWords();
  const { kinds, fields } = words.merge.start;
  const [kind, setKind] = useState<ContactKind>('phone');
  const doing = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const json = { kind, value: String(typed.get('value')), name: String(typed.get('name')) };
    doing.run(async () => sent((await answerOf(api.recall.ask.$post({ json }))).until));
  };
  return (
    <>
      <Title lead={words.forgotten.lead}>{words.forgotten.heading}</Title>
      <form class="stack" onSubmit={send}>
        <ContactField id="value" legend={words.forgotten.kind} {...{ kinds, fields, kind, set: setKind }} />
        <div class="field">
          <label for="name">{words.merge.start.name}</label>
          <p class="hint" id="name-hint">
            {words.merge.start.nameHint}
          </p>
          <input id="name" name="name" autoComplete="name" aria-describedby="name-hint" maxLength={100} required />
        </div>
        <p class="note">{words.merge.start.secrecy}</p>
        <Trouble refused={doing.refused} />
        <div class="buttons">
          <button type="submit" class="button main" disabled={doing.busy}>
            {words.merge.start.send}
          </button>
          <p class="small">{words.forgotten.nothing}</p>
        </div>
      </form>
    </>
  );
}

type ProveProps = { until: string; proved: (number: string) => void; again: () => void };

function Prove({ until, proved, again }: ProveProps) {
  const { merge, forgotten } = useWords();
  const entry = useCode(async (code) =>
    proved((await answerOf(api.recall.prove.$post({ json: { code } }))).memberNumber),
  );
  return (
    <CodeForm entry={entry} until={<Said>{merge.code.until(until)}</Said>}>
      <button type="button" class="button plain" onClick={again}>
        {forgotten.again}
      </button>
    </CodeForm>
  );
}

function Found({ number, entered }: Props & { number: string }) {
  const all = useWords();
  const words = all.forgotten;
  const doing = useDoing();
  const link = (event: Event) => {
    event.preventDefault();
    const typed = new FormData(event.target as HTMLFormElement);
    const json = { familyName: String(typed.get('familyName')), givenName: String(typed.get('givenName')) };
    doing.run(async () => entered((await answerOf(api.recall.link.$post({ json }))).token));
  };
  return (
    <>
      <Title focus lead={words.foundLead}>
        {words.found}
      </Title>
      <div class="sheet padded">
        <p class="second">{words.number}</p>
        <p class="balance">{number.replace(/(\d{4})(?=\d)/g, '$1 ')}</p>
      </div>
      <form class="stack" onSubmit={link}>
        <div>
          <h2>{words.link}</h2>
          <p class="second">{words.linkLead}</p>
        </div>
        <div class="pair">
          {(['familyName', 'givenName'] as const).map((name) => (
            <div class="field" key={name}>
              <label for={name}>{all.register[name]}</label>
              <input
                id={name}
                name={name}
                autoComplete={name === 'familyName' ? 'family-name' : 'given-name'}
                maxLength={60}
                required
              />
            </div>
          ))}
        </div>
        <Trouble refused={doing.refused} />
        <button type="submit" class="button main" disabled={doing.busy}>
          {words.linkYes}
        </button>
      </form>
    </>
  );
}
