import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useLoaded } from '../loaded.ts';
import { Await, SubPage, Title } from '../parts/frame.tsx';
import { useWords } from '../speech.tsx';
import { Invitations, InviteForm } from './family-invite.tsx';
import { LeaveSection } from './family-leave.tsx';
import { FamilyMembers } from './family-members.tsx';
import { Asked, Askers, loadOffer, Offer } from './family-offer.tsx';
import { FamilyPot } from './family-pot.tsx';
import { FamilySettings } from './family-settings.tsx';

const load = () => answerOf(api.household.$get());
export type Family = NonNullable<Awaited<ReturnType<typeof load>>>;
export type ShareInLine = ((text: string) => Promise<void>) | null;

/** A household is one of at least two: until then an invitation waits. */
const personsMin = 2;

/** The family: nobody yet, an invitation on its way, or who is linked, what they share, one's own choices and the way out. */
export function FamilyPage({ share }: { share: ShareInLine }) {
  const words = useWords();
  const loaded = useLoaded(load);
  return (
    <SubPage title={words.family.title} up="/">
      <Await loaded={loaded} outline={[60, 130, 190, 190]}>
        {(family) =>
          family ? <Linked family={family} share={share} changed={loaded.reload} /> : <Nobody changed={loaded.reload} />
        }
      </Await>
    </SubPage>
  );
}

function Nobody({ changed }: { changed: () => void }) {
  const offered = useLoaded(loadOffer);
  const [inviting, setInviting] = useState(false);
  if (inviting) return <InviteForm head changed={changed} back={() => setInviting(false)} />;
  const invite = () => setInviting(true);
  return (
    <Await loaded={offered} outline={[60, 130, 60]}>
      {(offer) => {
        if (!offer) return <Unlinked invite={invite} />;
        const Page = offer.state === 'offered' ? Offer : Asked;
        return <Page offer={offer} invite={invite} changed={offered.reload} />;
      }}
    </Await>
  );
}

function Unlinked({ invite }: { invite: () => void }) {
  const words = useWords().family;
  return (
    <>
      <Title lead={words.empty.lead}>{words.empty.heading}</Title>
      <ul class="care second">
        {words.empty.points.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <button type="button" class="button main" onClick={invite}>
        {words.invite.open}
      </button>
    </>
  );
}

function Linked({ family, share, changed }: { family: Family; share: ShareInLine; changed: () => void }) {
  const words = useWords().family;
  const [inviting, setInviting] = useState(false);
  const head = family.me.role === 'head';
  const done = () => {
    setInviting(false);
    changed();
  };
  if (inviting) return <InviteForm head={head} changed={done} back={() => setInviting(false)} />;
  const linked = family.members.length >= personsMin;
  return (
    <>
      <Title lead={linked ? undefined : words.aloneLead}>
        {linked ? words.persons(family.members.length) : words.alone}
      </Title>
      <Askers family={family} changed={changed} />
      <Invitations family={family} share={share} changed={changed} />
      {linked ? <FamilyPot family={family} changed={changed} /> : null}
      {linked ? <FamilyMembers family={family} changed={changed} /> : null}
      {family.room > 0 ? (
        <button type="button" class="button quiet" onClick={() => setInviting(true)}>
          {words.invite.open}
        </button>
      ) : (
        <p class="small">{words.invite.full}</p>
      )}
      {linked ? <FamilySettings family={family} changed={changed} /> : null}
      <LeaveSection changed={changed} />
    </>
  );
}
