import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useLiveness } from '../clock.ts';
import { type Loaded, useLoaded } from '../loaded.ts';
import { Await, SubPage } from '../parts/frame.tsx';
import { useWords } from '../speech.tsx';
import { MergeCode } from './merge-code.tsx';
import { MergeDone } from './merge-done.tsx';
import { MergeEnded, MergeFrozen } from './merge-ended.tsx';
import { MergeStart } from './merge-start.tsx';
import { MergeWaiting } from './merge-waiting.tsx';

const load = () => answerOf(api.merge.$get());

export type MergeStatus = Awaited<ReturnType<typeof load>>;
export type MergeRequest = NonNullable<MergeStatus['request']>;

/** Joining an older card: whichever station the member's newest request is at. */
export function MergePage({ toLine }: { toLine: () => void }) {
  const words = useWords();
  const loaded = useLoaded(load);
  return (
    <SubPage title={words.merge.title} up="/">
      <Await loaded={loaded} outline={[56, 90, 220, 52]}>
        {(status) => <Station status={status} loaded={loaded} toLine={toLine} />}
      </Await>
    </SubPage>
  );
}

type StationProps = { status: MergeStatus; loaded: Loaded<MergeStatus>; toLine: () => void };

function Station({ status, loaded, toLine }: StationProps) {
  const [anew, setAnew] = useState(false);
  useLiveness(loaded.reload);
  const { request, joined, now } = status;
  // What was pressed stays pressed until the next station is there: nobody presses twice because the network is slow.
  const changed = async () => {
    await loaded.reload();
    setAnew(false);
  };
  if (!request || anew) return <MergeStart changed={changed} />;
  switch (request.state) {
    case 'proving':
      return <MergeCode request={request} now={now} changed={changed} />;
    case 'waiting':
      return <MergeWaiting request={request} changed={changed} toLine={toLine} />;
    case 'approved':
      return <MergeDone joined={joined} changed={changed} another={() => setAnew(true)} />;
    case 'frozen':
      return <MergeFrozen />;
    default:
      return <MergeEnded how={request.state} again={() => setAnew(true)} />;
  }
}
