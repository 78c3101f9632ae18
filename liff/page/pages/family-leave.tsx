import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Await } from '../parts/frame.tsx';
import { Said, useWords } from '../speech.tsx';

const load = () => answerOf(api.household.leave.$get());

/** The way out, always there; what it does is shown before it is done. */
export function LeaveSection({ changed }: { changed: () => void }) {
  const words = useWords().family.leave;
  const [asked, setAsked] = useState(false);
  if (asked) return <Leave changed={changed} back={() => setAsked(false)} />;
  return (
    <section>
      <h2>{words.heading}</h2>
      <p class="second">{words.lead}</p>
      <button type="button" class="textlink" onClick={() => setAsked(true)}>
        {words.open}
      </button>
    </section>
  );
}

function Leave({ changed, back }: { changed: () => void; back: () => void }) {
  const words = useWords().family.leave;
  const loaded = useLoaded(load);
  const doing = useDoing();
  const leave = () =>
    doing.run(async () => {
      await answerOf(api.household.leave.$post({ json: {} }));
      changed();
    });
  const told = { heading: words.ask, lead: '', confirm: words.confirm, keep: words.keep };
  return (
    <Await loaded={loaded} outline={[190]}>
      {({ takesBack, lots, closes }) => (
        <Confirm words={told} doing={doing} yes={leave} no={back}>
          <p>
            <Said>{words.back(takesBack)}</Said>
          </p>
          {lots.length > 1 ? (
            <ul class="care second">
              {lots.map((lot, i) => (
                <li key={i}>{words.lot(lot.amount, lot.lastDay)}</li>
              ))}
            </ul>
          ) : null}
          <p class="note">{closes ? words.closes : words.stays}</p>
        </Confirm>
      )}
    </Await>
  );
}
