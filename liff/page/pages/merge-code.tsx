import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useSecondsUntil } from '../clock.ts';
import { useDoing } from '../loaded.ts';
import { CodeForm, useCode } from '../parts/code.tsx';
import { Trouble } from '../parts/frame.tsx';
import { WayBy } from '../parts/rows.tsx';
import { Stations } from '../parts/stations.tsx';
import { Said, useWords } from '../speech.tsx';
import type { MergeRequest } from './merge.tsx';
import { CancelRequest } from './merge-cancel.tsx';
import { MergeCounter } from './merge-counter.tsx';

type Props = { request: MergeRequest; now: string; changed: () => Promise<void> };

/** The second station: the code that went to the old card's contact, or this screen at the counter. */
export function MergeCode(props: Props) {
  const [atCounter, setAtCounter] = useState(false);
  return atCounter ? (
    <MergeCounter back={() => setAtCounter(false)} />
  ) : (
    <EnterCode {...props} counter={() => setAtCounter(true)} />
  );
}

function EnterCode({ request, now, changed, counter }: Props & { counter: () => void }) {
  const words = useWords().merge.code;
  const secondsLeft = useSecondsUntil(request.code?.until ?? null, now);
  const entry = useCode(async (code) => {
    await answerOf(api.merge.prove.$post({ json: { code } }));
    await changed();
  });
  const others = (
    <ul class="sheet rows">
      <li>
        <Resend request={request} now={now} changed={changed} />
      </li>
      <li>
        <WayBy icon="store" label={words.counter} hint={words.counterHint} onPress={counter} />
      </li>
    </ul>
  );
  const until = request.code && secondsLeft > 0 ? words.until(request.code.until) : words.ended;
  return (
    <>
      <Stations at={2} />
      <CodeForm entry={entry} until={<Said>{until}</Said>} beside={others}>
        <CancelRequest changed={changed} />
      </CodeForm>
    </>
  );
}

function Resend({ request, now, changed }: Props) {
  const words = useWords().merge.code;
  const doing = useDoing();
  const [sent, setSent] = useState(false);
  const wait = useSecondsUntil(request.code?.resendAfter ?? null, now);
  const resend = () =>
    doing.run(async () => {
      await answerOf(api.merge.resend.$post({ json: {} }));
      setSent(true);
      await changed();
    });
  return (
    <>
      <button type="button" class="row" disabled={doing.busy || wait > 0} onClick={resend}>
        <span class="grow">
          {words.again}
          <small>{wait > 0 ? words.againIn(wait) : words.againNow}</small>
        </span>
      </button>
      <span class="hidden" role="status">
        {sent ? words.sentAgain : ''}
      </span>
      <Trouble refused={doing.refused} />
    </>
  );
}
