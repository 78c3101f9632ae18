import type { Child } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Title, Trouble } from '../parts/frame.tsx';
import { Icon } from '../parts/icons.tsx';
import { Stations } from '../parts/stations.tsx';
import { useWords } from '../speech.tsx';
import type { MergeRequest } from './merge.tsx';
import { CancelRequest } from './merge-cancel.tsx';

type Props = { request: MergeRequest; changed: () => Promise<void>; toLine: () => void };

/** The third station: the store looks at it, and the page may be closed. */
export function MergeWaiting({ request, changed, toLine }: Props) {
  const all = useWords();
  const words = all.merge.waiting;
  const open = request.question && !request.question.answered ? request.question : null;
  return (
    <>
      <Stations at={3} />
      <Title focus lead={words.lead}>
        {words.heading(request.store?.name ?? null)}
      </Title>
      {open ? <Question text={open.text} changed={changed} /> : null}
      <div role="status">{request.question?.answered ? <p class="note">{all.merge.question.answered}</p> : null}</div>
      <Timeline request={request} />
      <p class="second">{words.secrecy}</p>
      <div class="buttons">
        <button type="button" class="button quiet" onClick={toLine}>
          {all.common.backToLine}
        </button>
        <CancelRequest changed={changed} />
      </div>
    </>
  );
}

function Timeline({ request }: { request: MergeRequest }) {
  const all = useWords();
  const words = all.merge.waiting;
  const { number, createdAt, provedAt, proof, store } = request;
  return (
    <ol class="sheet padded timeline">
      <Step reached what={words.received} hint={`${all.moment(createdAt)} ・ ${words.number(number)}`} />
      <Step
        reached
        what={words.proved}
        hint={[provedAt ? all.moment(provedAt) : '', proof ? words.proofs[proof] : ''].filter(Boolean).join(' ・ ')}
      />
      <Step current what={words.checking} hint={store ? words.hours(store.name, store.hours) : ''} />
      <Step what={words.tied} />
    </ol>
  );
}

function Step(props: { what: string; hint?: Child; reached?: boolean; current?: boolean }) {
  const kind = props.reached ? 'reached' : props.current ? undefined : 'ahead';
  return (
    <li class={kind} aria-current={props.current ? 'step' : undefined}>
      <span class="stop" aria-hidden="true">
        {props.reached ? <Icon name="check" size={18} /> : null}
      </span>
      <div>
        <p class="what">{props.what}</p>
        {props.hint ? <p class="small">{props.hint}</p> : null}
      </div>
    </li>
  );
}

function Question({ text, changed }: { text: string; changed: () => Promise<void> }) {
  const words = useWords().merge.question;
  const doing = useDoing();
  const send = (event: Event) => {
    event.preventDefault();
    const answer = String(new FormData(event.target as HTMLFormElement).get('answer'));
    doing.run(async () => {
      await answerOf(api.merge.answer.$post({ json: { answer } }));
      await changed();
    });
  };
  return (
    <form class="sheet padded stack" onSubmit={send}>
      <div>
        <h2>{words.heading}</h2>
        <p>{text}</p>
      </div>
      <div class="field">
        <label for="answer">{words.label}</label>
        <p class="hint" id="answer-hint">
          {words.hint}
        </p>
        <textarea id="answer" name="answer" maxLength={400} aria-describedby="answer-hint" required />
      </div>
      <Trouble refused={doing.refused} />
      <button type="submit" class="button main" disabled={doing.busy}>
        {words.send}
      </button>
    </form>
  );
}
