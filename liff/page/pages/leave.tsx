import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { CodeBoxes, useCode } from '../parts/code.tsx';
import { Confirm } from '../parts/confirm.tsx';
import { Await, SubPage, Trouble } from '../parts/frame.tsx';
import { Said, useWords } from '../speech.tsx';

const load = () => answerOf(api.leave.$get());
type Leaving = Awaited<ReturnType<typeof load>>;
type Card = Leaving['cards'][number];

/** A copy of everything that is held, and erasure, card by card. `idToken` is what this LINE signed in with. */
export function LeavePage({ idToken }: { idToken: () => string | null }) {
  const words = useWords().leave;
  const loaded = useLoaded(load);
  return (
    <SubPage title={words.title} up="/settings" headed>
      <Await loaded={loaded} outline={[150, 120, 120]}>
        {({ cards, waitingDays }) => (
          <>
            <Copy />
            <section class="stack">
              <div>
                <h2>{words.erase}</h2>
                <p class="second">{words.eraseLead}</p>
              </div>
              {cards.map((card) => (
                <ErasableCard
                  key={card.card}
                  card={card}
                  days={waitingDays}
                  more={cards.length > 1}
                  idToken={idToken}
                  changed={loaded.reload}
                />
              ))}
            </section>
          </>
        )}
      </Await>
    </SubPage>
  );
}

function Copy() {
  const words = useWords().leave;
  const [asked, setAsked] = useState(false);
  const doing = useDoing();
  const ask = () =>
    doing.run(async () => {
      await answerOf(api.leave.export.$post({ json: {} }));
      setAsked(true);
    });
  return (
    <section class="stack">
      <div>
        <h2>{words.copy}</h2>
        <p class="second">{words.copyLead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <p role="status">{asked ? words.copyDone : ''}</p>
      {asked ? null : (
        <button type="button" class="button quiet" disabled={doing.busy} onClick={ask}>
          {words.copyAsk}
        </button>
      )}
    </section>
  );
}

type ErasableProps = { card: Card; days: number; more: boolean; idToken: () => string | null; changed: () => void };
type Step = { at: 'closed' | 'sure' } | { at: 'code'; until: string; sentTo: 'mail' | 'phone' };

function ErasableCard({ card, days, more, idToken, changed }: ErasableProps) {
  const words = useWords().leave;
  const [step, setStep] = useState<Step>({ at: 'closed' });
  const closed = () => {
    setStep({ at: 'closed' });
    changed();
  };
  if (card.erasedAt) return <Waiting card={card} dueAt={card.erasedAt} changed={closed} />;
  if (step.at === 'sure')
    return (
      <Sure
        {...{ card, days, more, idToken }}
        sent={(until, sentTo) => setStep({ at: 'code', until, sentTo })}
        asked={closed}
        no={() => setStep({ at: 'closed' })}
      />
    );
  if (step.at === 'code') return <Prove card={card} {...step} asked={closed} no={() => setStep({ at: 'closed' })} />;
  return (
    <div class="sheet padded stack-small">
      <CardLine card={card} />
      <button type="button" class="textlink" onClick={() => setStep({ at: 'sure' })}>
        {words.choose}
      </button>
    </div>
  );
}

function CardLine({ card }: { card: Card }) {
  const words = useWords().leave;
  return (
    <div>
      <p>
        {card.own ? words.ownCard : words.otherCard} <strong class="figures">{words.card(card.tail)}</strong>
      </p>
      <p class="second">{words.figures(card.points, card.purchases)}</p>
    </div>
  );
}

type SureProps = Omit<ErasableProps, 'changed'> & {
  sent: (until: string, sentTo: 'mail' | 'phone') => void;
  asked: () => void;
  no: () => void;
};

/** What goes, what stays and why, that points end, that there is no way back; then how to prove whose card it is. */
function Sure({ card, days, more, idToken, sent, asked, no }: SureProps) {
  const words = useWords().leave;
  const doing = useDoing();
  const signed = card.own ? idToken() : null;
  const byCode = () =>
    doing.run(async () => {
      const { until, sentTo } = await answerOf(api.leave.code.$post({ json: { card: card.card } }));
      sent(until, sentTo);
    });
  const byLogin = () =>
    doing.run(async () => {
      await answerOf(api.leave['by-login'].$post({ json: { card: card.card, idToken: signed ?? '' } }));
      asked();
    });
  const way = card.contact === 'mail' ? words.byMail : words.byPhone;
  const told = {
    heading: words.heading(card.tail),
    lead: '',
    confirm: card.contact ? way : words.byLogin,
    keep: words.keep,
  };
  if (!card.contact && !signed)
    return (
      <div class="sheet padded stack-small">
        <CardLine card={card} />
        <p class="note">{words.noContact}</p>
      </div>
    );
  return (
    <Confirm words={told} doing={doing} yes={card.contact ? byCode : byLogin} no={no}>
      <div class="stack">
        <div>
          <h3>{words.goes}</h3>
          <ul class="care second">
            {words.goesList.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
        <div>
          <h3>{words.stays}</h3>
          <ul class="care second">
            {words.staysList.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
        {card.points > 0 ? (
          <p>
            <Said>{words.points(card.points)}</Said>
          </p>
        ) : null}
        <p class="note">
          <Said>{words.noWay(days)}</Said>
        </p>
        {more ? <p class="second">{words.others}</p> : null}
      </div>
    </Confirm>
  );
}

type ProveProps = { card: Card; until: string; sentTo: 'mail' | 'phone'; asked: () => void; no: () => void };

function Prove({ card, until, sentTo, asked, no }: ProveProps) {
  const { leave: words, merge } = useWords();
  const entry = useCode(async (code) => {
    await answerOf(api.leave['by-code'].$post({ json: { card: card.card, code } }));
    asked();
  });
  return (
    <div class="sheet padded stack">
      <CardLine card={card} />
      <p class="second">
        {words.sent[sentTo]}
        <br />
        <Said>{merge.code.until(until)}</Said>
      </p>
      <CodeBoxes entry={entry} />
      <div class="buttons">
        <button type="button" class="button quiet" onClick={no}>
          {words.keep}
        </button>
        <button type="button" class="button plain" disabled={!entry.ready} onClick={entry.prove}>
          {words.confirm}
        </button>
      </div>
    </div>
  );
}

function Waiting({ card, dueAt, changed }: { card: Card; dueAt: string; changed: () => void }) {
  const words = useWords().leave;
  const doing = useDoing();
  const back = () =>
    doing.run(async () => {
      await answerOf(api.leave.back.$post({ json: { card: card.card } }));
      changed();
    });
  return (
    <div class="sheet padded stack" role="status">
      <CardLine card={card} />
      <div>
        <p>
          <Said>{words.waiting(dueAt)}</Said>
        </p>
        <p class="second">{words.waitingLead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <button type="button" class="button main" disabled={doing.busy} onClick={back}>
        {words.back}
      </button>
    </div>
  );
}
