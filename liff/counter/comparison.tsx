import { useDoing } from '../page/loaded.ts';
import { approve, type Compared } from './client.ts';
import { Steps, Trouble, useWords } from './parts.tsx';

type Props = { compared: Compared; joined: () => void; later: () => void };

/** The evidence, both cards and what becomes of them; joined here, or left to the store's channel. */
export function Comparison({ compared, joined, later }: Props) {
  const words = useWords();
  const doing = useDoing();
  const join = () =>
    doing.run(async () => {
      await approve(compared);
      joined();
    });
  return (
    <>
      <Steps at={3} />
      <div>
        <h1 class="title">
          {words.third.heading} <span class="second">{compared.number}</span>
        </h1>
        <p class="lead">{words.third.lead}</p>
      </div>
      <Evidence rows={compared.evidence} />
      <Sides compared={compared} />
      <Flags compared={compared} />
      <p class="second">{words.third.undoable}</p>
      <Trouble refused={doing.refused} />
      <div class="buttons">
        <button type="button" class="button main" disabled={doing.busy} onClick={join}>
          {words.third.approve}
        </button>
        <button type="button" class="button quiet" onClick={later}>
          {words.third.later}
        </button>
        <p class="small">{words.third.laterHint}</p>
      </div>
    </>
  );
}

/** Each field with its result in a sign and a word, never by colour. */
function Evidence({ rows }: { rows: Compared['evidence'] }) {
  const words = useWords();
  return (
    <div class="sheet">
      <table class="evidence">
        <tbody>
          {rows.map(({ field, result, hint }) => (
            <tr key={field}>
              <th scope="row">{words.field[field]}</th>
              <td>
                <span class="result">
                  <Mark result={result} />
                  {words.result[result]}
                </span>
                {words.hint[hint] ? <span class="small">{words.hint[hint]}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Mark({ result }: { result: Compared['evidence'][number]['result'] }) {
  const shapes = {
    match: (
      <>
        <circle cx="9" cy="9" r="8" fill="currentColor" />
        <path d="m5.5 9.2 2.4 2.4 4.6-5" fill="none" stroke="var(--surface)" stroke-width="1.6" />
      </>
    ),
    claimed: (
      <>
        <circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5" />
        <path d="M9 1.5a7.5 7.5 0 0 0 0 15z" fill="currentColor" />
      </>
    ),
    mismatch: <path d="M2 2h14v14H2zM6 6l6 6M12 6l-6 6" fill="none" stroke="currentColor" stroke-width="1.5" />,
    unknown: (
      <circle cx="9" cy="9" r="7.5" fill="none" stroke="currentColor" stroke-width="1.5" stroke-dasharray="2.6 2.6" />
    ),
  };
  return (
    <svg class="mark" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      {shapes[result]}
    </svg>
  );
}

function Sides({ compared: { requester, target, joined } }: { compared: Compared }) {
  const words = useWords();
  return (
    <dl class="sheet sides">
      <Side label={words.third.now} side={requester} />
      {target ? <Side label={words.third.old} side={target} /> : null}
      {joined ? (
        <div>
          <dt>{words.third.sum}</dt>
          <dd>
            <b>{words.pt(joined.points)}</b>
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function Side({ label, side }: { label: string; side: Compared['requester'] }) {
  const words = useWords();
  return (
    <div>
      <dt>
        {label} ••••{side.tail}
      </dt>
      <dd>
        {side.name} {side.storeName ?? ''}
        <br />
        <b>{words.pt(side.points)}</b>
        <br />
        {words.purchases(side.purchases)}
        <br />
        {words.since(side.since)}
      </dd>
    </div>
  );
}

function Flags({ compared: { flags, joined } }: { compared: Compared }) {
  const words = useWords().third;
  const lines = [
    joined && joined.held > 0 ? words.held(joined.held) : '',
    flags.undone > 0 ? words.undone(flags.undone) : '',
    flags.samePhone > 0 ? words.samePhone(flags.samePhone) : '',
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <div class="note">
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}
