import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Balance } from '../parts/figures.tsx';
import { Trouble } from '../parts/frame.tsx';
import { Said, useWords } from '../speech.tsx';
import type { Family } from './family.tsx';

type Props = { family: Family; changed: () => void };
type Way = 'payIn' | 'draw';

/** What the family shares: one balance, what ends first, one's own part, and the two ways in and out. */
export function FamilyPot({ family, changed }: Props) {
  const words = useWords().family.pot;
  const [way, setWay] = useState<Way | null>(null);
  const { points, mine, lots } = family.pot;
  const first = lots[0];
  const ends = first?.amount === points ? words.endsAll : words.ends;
  const done = () => {
    setWay(null);
    changed();
  };
  return (
    <section>
      <h2>{words.heading}</h2>
      <Balance points={points} />
      <p class="lead">
        <Said>{points === 0 ? words.empty : first?.lastDay ? ends(first.amount, first.lastDay) : ''}</Said>
      </p>
      {mine > 0 ? (
        <p class="second">
          <Said>{mine === points ? words.mineAll : words.mine(mine)}</Said>
        </p>
      ) : null}
      {way ? (
        <MoveForm way={way} family={family} changed={done} back={() => setWay(null)} />
      ) : (
        <div class="pair pot-ways">
          <button type="button" class="button quiet" disabled={family.own === 0} onClick={() => setWay('payIn')}>
            {words.payIn}
          </button>
          {family.me.maySpend ? (
            <button type="button" class="button quiet" disabled={points === 0} onClick={() => setWay('draw')}>
              {words.draw}
            </button>
          ) : null}
        </div>
      )}
      {family.me.maySpend ? null : <p class="small">{words.mayNot}</p>}
    </section>
  );
}

function MoveForm({ way, family, changed, back }: Props & { way: Way; back: () => void }) {
  const all = useWords();
  const words = all.family.pot;
  const doing = useDoing();
  // One key for as long as the form stands: sent twice, it moves the points once.
  const [key] = useState(() => crypto.randomUUID());
  const most = way === 'payIn' ? family.own : family.pot.points;
  const send = (event: Event) => {
    event.preventDefault();
    const typed = String(new FormData(event.target as HTMLFormElement).get('amount'));
    const amount = Number(typed.normalize('NFKC').replace(/\D/g, ''));
    doing.run(async () => {
      const json = { amount, key };
      await answerOf(way === 'payIn' ? api.household['pay-in'].$post({ json }) : api.household.draw.$post({ json }));
      changed();
    });
  };
  return (
    <form class="sheet padded stack" onSubmit={send}>
      <div>
        <h3>{way === 'payIn' ? words.payInHeading : words.drawHeading}</h3>
        <p class="second">
          <Said>{way === 'payIn' ? words.payInLead(family.own) : words.drawLead(most)}</Said>
        </p>
      </div>
      <div class="field">
        <label for="amount">{words.amount}</label>
        <input id="amount" name="amount" inputMode="numeric" autoComplete="off" maxLength={9} required />
      </div>
      <Trouble refused={doing.refused} instead={{ not_enough_points: words.upTo(most) }} />
      <div class="buttons">
        <button type="submit" class="button main" disabled={doing.busy}>
          {way === 'payIn' ? words.send : words.take}
        </button>
        <button type="button" class="button plain" onClick={back}>
          {all.family.invite.cancel}
        </button>
      </div>
    </form>
  );
}
