import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Balance } from '../parts/figures.tsx';
import { Trouble } from '../parts/frame.tsx';
import { Icon } from '../parts/icons.tsx';
import { Knot } from '../parts/knot.tsx';
import { WayTo } from '../parts/rows.tsx';
import { Stations } from '../parts/stations.tsx';
import { Link } from '../router.tsx';
import { Said, useWords } from '../speech.tsx';
import type { MergeStatus } from './merge.tsx';

type Props = { joined: MergeStatus['joined']; changed: () => Promise<void>; another: () => void };

/** The last station: one card, and a sum that can be added up by eye. */
export function MergeDone({ joined, changed, another }: Props) {
  const words = useWords().merge.done;
  return (
    <>
      <Stations at={5} />
      <div class="tied-up">
        <Knot size={104} />
        <h1 class="title mincho" tabIndex={-1}>
          {words.heading}
        </h1>
      </div>
      {joined ? <Sum joined={joined} /> : <SeeJoined changed={changed} />}
      {joined ? (
        <ul class="sheet rows">
          <li>
            <WayTo
              to="/history"
              icon="record"
              label={words.history}
              hint={words.historyCounts(joined.own.purchases, joined.other.purchases)}
            />
          </li>
          <li>
            <WayTo to="/" icon="card" label={words.both} />
          </li>
        </ul>
      ) : null}
      <div class="buttons">
        <Link to="/points" class="button main">
          {words.points}
        </Link>
        <button type="button" class="button plain" onClick={another}>
          {words.another}
        </button>
        <NotMe changed={changed} />
      </div>
    </>
  );
}

function Sum({ joined }: { joined: NonNullable<Props['joined']> }) {
  const words = useWords();
  const { own, other, total, waits } = joined;
  return (
    <section class="sheet sum">
      <dl class="parts">
        <div>
          <dt>{words.merge.done.own}</dt>
          <dd>{own.points.toLocaleString('en-US')}</dd>
        </div>
        <div aria-hidden="true">
          <dd>+</dd>
        </div>
        <div>
          <dt>{words.merge.done.other}</dt>
          <dd>{other.points.toLocaleString('en-US')}</dd>
        </div>
      </dl>
      <Balance points={total} />
      <p class="second">
        <Said>{waits ? words.merge.done.waits(waits.points, waits.from) : words.merge.done.ready}</Said>
      </p>
    </section>
  );
}

function SeeJoined({ changed }: { changed: () => Promise<void> }) {
  const words = useWords();
  const doing = useDoing();
  const see = async () => {
    await answerOf(api.settings['joined-view'].$post({ json: { allowed: true } }));
    await changed();
  };
  return (
    <section class="sheet padded stack">
      <p>{words.home.joinedWaiting}</p>
      <button type="button" class="button quiet" disabled={doing.busy} onClick={() => doing.run(see)}>
        <Icon name="card" />
        {words.home.joinedSee}
      </button>
      <Trouble refused={doing.refused} />
    </section>
  );
}

function NotMe({ changed }: { changed: () => Promise<void> }) {
  const words = useWords().merge;
  const [asked, setAsked] = useState(false);
  const doing = useDoing();
  const stop = () =>
    doing.run(async () => {
      await answerOf(api.merge['not-me'].$post({ json: {} }));
      await changed();
    });
  if (asked) {
    return (
      <Confirm
        words={{ ...words.notMe, keep: words.cancel.keep }}
        doing={doing}
        yes={stop}
        no={() => setAsked(false)}
      />
    );
  }
  return (
    <button type="button" class="button plain" onClick={() => setAsked(true)}>
      {words.done.notMe}
    </button>
  );
}
