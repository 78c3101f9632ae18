import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Await, SubPage, Title, Trouble } from '../parts/frame.tsx';
import { Switch } from '../parts/switch.tsx';
import { go } from '../router.tsx';
import { Said, useWords } from '../speech.tsx';

/** Somebody opened an invitation: who invites, what being linked means, yes or no. */
export function FamilyJoinPage({ token, toLine }: { token: string; toLine: () => void }) {
  const words = useWords().family;
  const loaded = useLoaded(() => answerOf(api.household.open.$post({ json: { token } })), token);
  const [declined, setDeclined] = useState(false);
  if (declined) return <Declined toLine={toLine} />;
  return (
    <SubPage title={words.title} up="/" headed={loaded.refused !== undefined}>
      <Await loaded={loaded} outline={[60, 130, 60, 110]}>
        {(invitation) => (
          <>
            <Title lead={words.join.lead}>{words.join.heading(invitation.shownName)}</Title>
            <ul class="care second">
              {words.join.what.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {invitation.waitsForStore ? (
              <p class="note">{words.join.waits}</p>
            ) : (
              <Choice token={token} lastDay={invitation.lastDay} declined={() => setDeclined(true)} />
            )}
          </>
        )}
      </Await>
    </SubPage>
  );
}

function Choice({ token, lastDay, declined }: { token: string; lastDay: string; declined: () => void }) {
  const words = useWords().family.join;
  const doing = useDoing();
  const [visible, setVisible] = useState(false);
  const accept = () =>
    doing.run(async () => {
      await answerOf(api.household.accept.$post({ json: { token, visible } }));
      go('/family', 'replace');
    });
  const decline = () =>
    doing.run(async () => {
      await answerOf(api.household.decline.$post({ json: { token } }));
      declined();
    });
  return (
    <>
      <div class="sheet rows switches">
        <Switch label={words.visible} hint={words.visibleHint} on={visible} doing={doing} set={setVisible} />
      </div>
      <p class="second">
        <Said>{words.until(lastDay)}</Said>
      </p>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={accept}>
          {words.accept}
        </button>
        <button type="button" class="button plain" disabled={doing.busy} onClick={decline}>
          {words.decline}
        </button>
      </div>
    </>
  );
}

function Declined({ toLine }: { toLine: () => void }) {
  const words = useWords();
  return (
    <SubPage title={words.family.title} up="/">
      <Title focus lead={words.family.join.declinedLead}>
        {words.family.join.declined}
      </Title>
      <button type="button" class="button quiet" onClick={toLine}>
        {words.common.backToLine}
      </button>
    </SubPage>
  );
}
