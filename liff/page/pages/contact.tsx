import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { CodeBoxes, useCode } from '../parts/code.tsx';
import { ContactField, type ContactKind } from '../parts/contact-field.tsx';
import { Trouble } from '../parts/frame.tsx';
import { go } from '../router.tsx';
import { Said, useWords } from '../speech.tsx';

type Step = { at: 'closed' | 'ask' | 'done' | 'offer' } | { at: 'code'; until: string };

/** Proving a phone or mail; only then may another card of the same contact be spoken of. */
export function ContactSection() {
  const words = useWords().settings;
  const [step, setStep] = useState<Step>({ at: 'closed' });
  return (
    <section class="stack-small">
      <h2>{words.contact}</h2>
      {step.at === 'closed' ? (
        <>
          <p class="second">{words.contactLead}</p>
          <button type="button" class="textlink" onClick={() => setStep({ at: 'ask' })}>
            {words.contactOpen}
          </button>
        </>
      ) : null}
      {step.at === 'ask' ? <Ask sent={(until) => setStep({ at: 'code', until })} /> : null}
      {step.at === 'code' ? (
        <Prove until={step.until} proved={(offer) => setStep({ at: offer ? 'offer' : 'done' })} />
      ) : null}
      {step.at === 'offer' ? <Offer no={() => setStep({ at: 'done' })} /> : null}
      <p role="status">{step.at === 'done' ? words.contactDone : ''}</p>
    </section>
  );
}

function Ask({ sent }: { sent: (until: string) => void }) {
  const words = useWords().settings;
  const kinds = words.contactKinds;
  const [kind, setKind] = useState<ContactKind>('phone');
  const doing = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    const value = String(new FormData(event.target as HTMLFormElement).get('value'));
    doing.run(async () => sent((await answerOf(api.contact.ask.$post({ json: { kind, value } }))).until));
  };
  return (
    <form class="stack" onSubmit={send}>
      <ContactField id="contact" legend={words.contact} kinds={kinds} fields={kinds} kind={kind} set={setKind} />
      <Trouble refused={doing.refused} />
      <button type="submit" class="button quiet" disabled={doing.busy}>
        {words.contactSend}
      </button>
    </form>
  );
}

function Prove({ until, proved }: { until: string; proved: (offer: boolean) => void }) {
  const { settings: words, merge } = useWords();
  const entry = useCode(async (code) => proved((await answerOf(api.contact.prove.$post({ json: { code } }))).offer));
  return (
    <div class="stack">
      <p class="second">
        {words.contactSent}
        <br />
        <Said>{merge.code.until(until)}</Said>
      </p>
      <CodeBoxes entry={entry} />
      <button type="button" class="button quiet" disabled={!entry.ready} onClick={entry.prove}>
        {words.contactCheck}
      </button>
    </div>
  );
}

function Offer({ no }: { no: () => void }) {
  const words = useWords().settings;
  const doing = useDoing();
  const accept = () =>
    doing.run(async () => {
      await answerOf(api.contact.accept.$post({ json: {} }));
      go('/merge');
    });
  return (
    <div class="sheet padded stack">
      <div>
        <p>{words.offer}</p>
        <p class="second">{words.offerLead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={accept}>
          {words.offerYes}
        </button>
        <button type="button" class="button plain" onClick={no}>
          {words.offerNo}
        </button>
      </div>
    </div>
  );
}
