import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Title, Trouble } from '../parts/frame.tsx';
import { Said, useWords } from '../speech.tsx';
import type { Family } from './family.tsx';

/** What this member is offered or waits for; null for everybody else. */
export const loadOffer = () => answerOf(api.household.offer.$get());
type Offered = NonNullable<Awaited<ReturnType<typeof loadOffer>>>;

type OfferProps = { offer: Offered; invite: () => void; changed: () => void };

/** A relative of the member can be asked: what that tells whom, yes or no. Of the relative nothing is known here. */
export function Offer({ offer: { invitationId, lastDay }, invite, changed }: OfferProps) {
  const all = useWords().family;
  const words = all.offer;
  const doing = useDoing();
  const answer = (ask: boolean) =>
    doing.run(async () => {
      const json = { invitationId };
      await answerOf(ask ? api.household.ask.$post({ json }) : api.household['decline-offer'].$post({ json }));
      changed();
    });
  return (
    <>
      <Title lead={words.lead}>{words.heading}</Title>
      <ul class="care second">
        {words.what.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="second">
        <Said>{words.until(lastDay)}</Said>
      </p>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={() => answer(true)}>
          {words.ask}
        </button>
        <button type="button" class="button plain" disabled={doing.busy} onClick={() => answer(false)}>
          {words.decline}
        </button>
      </div>
      <button type="button" class="textlink" onClick={invite}>
        {words.other}
      </button>
    </>
  );
}

/** The relative was asked: there is no answer yet, whatever was said meanwhile. */
export function Asked({ offer: { invitationId, lastDay }, invite, changed }: OfferProps) {
  const words = useWords().family.offer;
  const doing = useDoing();
  const takeBack = () =>
    doing.run(async () => {
      await answerOf(api.household['decline-offer'].$post({ json: { invitationId } }));
      changed();
    });
  return (
    <>
      <Title focus>{words.asked}</Title>
      <p class="second">
        <Said>{words.askedUntil(lastDay)}</Said>
      </p>
      <Trouble refused={doing.refused} />
      <button type="button" class="button quiet" disabled={doing.busy} onClick={takeBack}>
        {words.takeBack}
      </button>
      <button type="button" class="textlink" onClick={invite}>
        {words.other}
      </button>
    </>
  );
}

type AskersProps = { family: Family; changed: () => void };

/** Relatives who ask this member to be let in. */
export function Askers({ family, changed }: AskersProps) {
  return (
    <>
      {family.askers.map((asker) => (
        <AskerSheet key={asker.invitationId} asker={asker} changed={changed} />
      ))}
    </>
  );
}

function AskerSheet({ asker, changed }: { asker: Family['askers'][number]; changed: () => void }) {
  const words = useWords().family.asker;
  const doing = useDoing();
  const answer = (accept: boolean) =>
    doing.run(async () => {
      const json = { invitationId: asker.invitationId };
      const { 'accept-asker': yes, 'decline-asker': no } = api.household;
      await answerOf(accept ? yes.$post({ json }) : no.$post({ json }));
      changed();
    });
  return (
    <section class="sheet padded stack">
      <div>
        <h2>{words.heading(asker.shownName)}</h2>
        <p class="second">{words.lead}</p>
      </div>
      <p class="second">
        <Said>{words.until(asker.lastDay)}</Said>
      </p>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={() => answer(true)}>
          {words.accept}
        </button>
        <button type="button" class="button plain" disabled={doing.busy} onClick={() => answer(false)}>
          {words.decline}
        </button>
      </div>
    </section>
  );
}
