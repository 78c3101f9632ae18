import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Title, Trouble } from '../parts/frame.tsx';
import { Switch } from '../parts/switch.tsx';
import { Said, useWords } from '../speech.tsx';
import type { Family, ShareInLine } from './family.tsx';

type FormProps = { head: boolean; changed: () => void; back: () => void };

/** What the invitation says of the inviter, and whom it is for. */
export function InviteForm({ head, changed, back }: FormProps) {
  const words = useWords().family.invite;
  const doing = useDoing();
  const [minor, setMinor] = useState(false);
  const send = (event: Event) => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const json = { shownName: String(fields.get('shownName')), forMinor: minor };
    doing.run(async () => {
      await answerOf(api.household.invite.$post({ json }));
      changed();
    });
  };
  return (
    <>
      <Title focus lead={words.lead}>
        {words.heading}
      </Title>
      <form class="stack" onSubmit={send}>
        <div class="field">
          <label for="shown-name">{words.name}</label>
          <p class="hint" id="shown-name-hint">
            {words.nameHint}
          </p>
          <input id="shown-name" name="shownName" maxLength={20} aria-describedby="shown-name-hint" required />
        </div>
        {head ? (
          <div class="sheet rows switches">
            <Switch label={words.minor} hint={words.minorHint} on={minor} doing={doing} set={setMinor} />
          </div>
        ) : null}
        <Trouble refused={doing.refused} />
        <div class="buttons">
          <button type="submit" class="button main" disabled={doing.busy}>
            {words.send}
          </button>
          <button type="button" class="button plain" onClick={back}>
            {words.cancel}
          </button>
        </div>
      </form>
    </>
  );
}

type Props = { family: Family; share: ShareInLine; changed: () => void };
type Invitation = Family['invitations'][number];

/** The invitations on their way; one's own can be shown and sent again. */
export function Invitations({ family, share, changed }: Props) {
  const newest = Math.max(...family.invitations.filter(({ link }) => link).map(({ invitationId }) => invitationId));
  return (
    <>
      {family.invitations.map((invitation) => (
        <OnItsWay
          key={invitation.invitationId}
          invitation={invitation}
          newest={invitation.invitationId === newest}
          family={family}
          share={share}
          changed={changed}
        />
      ))}
    </>
  );
}

type OnItsWayProps = Props & { invitation: Invitation; newest: boolean };

/** Only the newest stands open: one main action on a screen, however many are on their way. */
function OnItsWay({ invitation, newest, family, share, changed }: OnItsWayProps) {
  const words = useWords().family.invite;
  const doing = useDoing();
  const [shown, setShown] = useState(newest);
  const { invitationId, lastDay, link, qr, waitsForStore } = invitation;
  const takeBack = () =>
    doing.run(async () => {
      await answerOf(api.household.cancel.$post({ json: { invitationId } }));
      changed();
    });
  return (
    <section class="sheet padded stack">
      <div>
        <h2>{words.waiting}</h2>
        <p class="second">
          <Said>{waitsForStore ? words.minorWaits : link ? words.until(lastDay) : words.others}</Said>
        </p>
      </div>
      {link && qr && shown ? <Link link={link} qr={qr} share={share} /> : null}
      {link && qr && !shown ? (
        <button type="button" class="textlink" onClick={() => setShown(true)}>
          {words.showLink}
        </button>
      ) : null}
      <Trouble refused={doing.refused} />
      {link || family.me.role === 'head' ? (
        <button type="button" class="button plain" disabled={doing.busy} onClick={takeBack}>
          {words.takeBack}
        </button>
      ) : null}
    </section>
  );
}

function Link({ link, qr, share }: { link: string; qr: string; share: ShareInLine }) {
  const words = useWords().family.invite;
  const doing = useDoing();
  const [copied, setCopied] = useState(false);
  const copy = () =>
    doing.run(async () => {
      await navigator.clipboard.writeText(link);
      setCopied(true);
    });
  return (
    <div class="counter-code stack">
      <div class="qr" role="img" aria-label={words.qr} dangerouslySetInnerHTML={{ __html: qr }} />
      <p class="small">{words.qrHint}</p>
      <div class="buttons">
        {share ? (
          <button
            type="button"
            class="button main"
            disabled={doing.busy}
            onClick={() => doing.run(() => share(words.message(link)))}
          >
            {words.share}
          </button>
        ) : null}
        <button type="button" class="button quiet" disabled={doing.busy} onClick={copy}>
          {words.copy}
        </button>
      </div>
      <p class="small" role="status">
        {copied ? words.copied : ''}
      </p>
    </div>
  );
}
