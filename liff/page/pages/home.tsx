import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Balance } from '../parts/figures.tsx';
import { Await, TabPage, Title, Trouble } from '../parts/frame.tsx';
import { Picture, reasonShort } from '../parts/goods.tsx';
import { Icon } from '../parts/icons.tsx';
import { MemberCard } from '../parts/member-card.tsx';
import { Initial, WayBy, WayTo } from '../parts/rows.tsx';
import { Link } from '../router.tsx';
import { Said, useWords } from '../speech.tsx';

const load = () => answerOf(api.me.$get());
export type Me = Awaited<ReturnType<typeof load>>;

/** The first page: the card, the points, one proposal, the ways on. */
export function HomePage({ toLine, first }: { toLine: () => void; first: Me | null }) {
  const words = useWords();
  const loaded = useLoaded(load, '', first ?? undefined);
  return (
    <TabPage tab="home" title={words.home.title}>
      <Await loaded={loaded} outline={[60, 312, 110, 180]}>
        {(me) => (
          <>
            <Title lead={me.season === null ? undefined : words.seasons[me.season]}>
              {words.home.greeting(me.familyName, me.hour, me.familyKana)}
            </Title>
            <JoinedNote joined={me.joined} seen={loaded.reload} />
            <FamilyNote family={me.family} />
            <MemberCard {...me} />
            <Points points={me.points} />
            {me.proposal ? <Proposal proposal={me.proposal} /> : null}
            <Ways me={me} toLine={toLine} />
          </>
        )}
      </Await>
    </TabPage>
  );
}

/** A card was joined to this one: its owner decides here whether to see both together. */
function JoinedNote({ joined, seen }: { joined: Me['joined']; seen: () => void }) {
  const words = useWords();
  const doing = useDoing();
  if (joined.frozen) return <p class="note">{words.home.joinedFrozen}</p>;
  if (joined.awaiting === 0) return null;
  const see = async () => {
    await answerOf(api.settings['joined-view'].$post({ json: { allowed: true } }));
    seen();
  };
  return (
    <section class="sheet padded stack">
      <p>{words.home.joinedWaiting}</p>
      <button type="button" class="button quiet" disabled={doing.busy} onClick={() => doing.run(see)}>
        {words.home.joinedSee}
      </button>
      <Trouble refused={doing.refused} />
    </section>
  );
}

/** Something waits on the family page: what it is about stands there alone. */
function FamilyNote({ family }: { family: Me['family'] }) {
  const words = useWords().family;
  if (family === null) return null;
  return (
    <section class="sheet padded stack">
      <p>{family === 'asking' ? words.asker.home : words.offer.home}</p>
      <Link to="/family" class="button quiet">
        {words.offer.see}
      </Link>
    </section>
  );
}

function Points({ points }: { points: Me['points'] }) {
  const words = useWords();
  const { total, soonest, waiting } = points;
  return (
    <section>
      <div class="heading">
        <h2>{words.home.points}</h2>
        <Link to="/points" class="more">
          {words.home.breakdown}
          <Icon name="next" size={16} />
        </Link>
      </div>
      <Balance points={total} />
      {soonest ? (
        <p class="ends">
          <span>
            <Said>
              {soonest.amount === total
                ? words.home.endsAll(soonest.amount, soonest.lastDay)
                : words.home.ends(soonest.amount, soonest.lastDay)}
            </Said>
          </span>
        </p>
      ) : null}
      {waiting ? (
        <p class="second">
          <Said>{words.points.waits(waiting.amount, waiting.from)}</Said>
        </p>
      ) : null}
      {total === 0 ? <p class="lead">{words.home.noPoints}</p> : null}
    </section>
  );
}

function Proposal({ proposal }: { proposal: NonNullable<Me['proposal']> }) {
  const words = useWords();
  const { product, reason } = proposal;
  const staff = reason.kind === 'pairing' ? reason.staffName : null;
  return (
    <Link to={`/products/${product.code}`} class="sheet proposal">
      <Picture of={product} />
      <div class="grow">
        <p class="small">{words.home.proposal(staff)}</p>
        <h3 class="mincho">{product.name}</h3>
        <p class="second">{reasonShort(words, reason)}</p>
      </div>
    </Link>
  );
}

function Ways({ me, toLine }: { me: Me; toLine: () => void }) {
  const words = useWords();
  const { staffInCharge, familyName, purchases, request } = me;
  return (
    <ul class="sheet rows">
      <li>
        <WayTo to="/history" icon="record" label={words.home.history} aside={words.count(purchases)} />
      </li>
      <li>
        <WayTo
          to="/merge"
          icon="card"
          label={request ? words.home.mergeOpen : words.home.merge}
          hint={request ? words.home.mergeStates[request] : undefined}
        />
      </li>
      <li>
        <WayTo to="/family" icon="family" label={words.family.way} hint={words.family.wayHint} />
      </li>
      {staffInCharge ? (
        <li>
          <WayBy
            onPress={toLine}
            before={<Initial name={staffInCharge.name} />}
            label={staffInCharge.name}
            hint={words.home.inCharge(staffInCharge.storeName, familyName)}
            aside={<span class="hidden">{words.home.talk}</span>}
            end="talk"
          />
        </li>
      ) : null}
      <li>
        <WayTo to="/settings" icon="settings" label={words.home.settings} />
      </li>
    </ul>
  );
}
