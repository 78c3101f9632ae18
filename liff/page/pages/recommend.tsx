import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Await, TabPage, Title, Trouble } from '../parts/frame.tsx';
import { Picture, ReasonBox, reasonShort, StaffWord } from '../parts/goods.tsx';
import { Link } from '../router.tsx';
import { useWords } from '../speech.tsx';

const load = () => answerOf(api.recommend.$get());
type Proposal = Awaited<ReturnType<typeof load>>['proposals'][number];

/** What goes with what was bought: one proposal at length, the others in a line, the way to change it. */
export function RecommendPage() {
  const words = useWords();
  const loaded = useLoaded(load);
  return (
    <TabPage tab="recommend" title={words.recommend.title}>
      <Await loaded={loaded} outline={[80, 520]}>
        {({ allowed, proposals }) => {
          if (!allowed) return <SwitchedOff changed={loaded.reload} />;
          const [first, ...others] = proposals;
          return first ? <Proposals first={first} others={others} /> : <Nothing />;
        }}
      </Await>
    </TabPage>
  );
}

function Proposals({ first, others }: { first: Proposal; others: Proposal[] }) {
  const words = useWords();
  const { product, reason } = first;
  return (
    <>
      <Title>{reason.kind === 'popular' ? words.recommend.title : words.recommend.heading(reason.bought.name)}</Title>
      <article class="sheet hero">
        <Picture of={product} />
        <div class="told">
          <p class="split">
            <span class="mincho name">{product.name}</span>
            <span class="price">{words.yen(product.priceYen)}</span>
          </p>
          <p class="second">{product.summary}</p>
          <ReasonBox reason={reason} />
          <StaffWord reason={reason} />
          <div class="buttons">
            <Link to={`/products/${product.code}`} class="button main">
              {words.recommend.details}
            </Link>
          </div>
        </div>
      </article>
      {others.length > 0 ? <Others proposals={others} /> : null}
      <div>
        <p class="second">{words.recommend.how}</p>
        <Link to="/settings" class="textlink">
          {words.recommend.change}
        </Link>
      </div>
    </>
  );
}

function Others({ proposals }: { proposals: Proposal[] }) {
  const words = useWords();
  return (
    <section class="stack-small">
      <h2>{words.recommend.others}</h2>
      <ul class="sheet rows">
        {proposals.map(({ product, reason }) => (
          <li key={product.code}>
            <Link to={`/products/${product.code}`} class="good">
              <Picture of={product} />
              <div class="grow">
                <p class="split">
                  <b class="what">{product.name}</b>
                  <span class="second">{words.yen(product.priceYen)}</span>
                </p>
                <p class="second">{reasonShort(words, reason)}</p>
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Nothing() {
  const words = useWords();
  return (
    <>
      <Title>{words.recommend.title}</Title>
      <p class="note">{words.recommend.empty}</p>
    </>
  );
}

function SwitchedOff({ changed }: { changed: () => void }) {
  const words = useWords();
  const doing = useDoing();
  const turnOn = async () => {
    await answerOf(api.settings.consent.$post({ json: { purpose: 'recommendations', allowed: true } }));
    changed();
  };
  return (
    <>
      <Title lead={words.recommend.off}>{words.recommend.title}</Title>
      <Trouble refused={doing.refused} />
      <button type="button" class="button quiet" disabled={doing.busy} onClick={() => doing.run(turnOn)}>
        {words.recommend.turnOn}
      </button>
    </>
  );
}
