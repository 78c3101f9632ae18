import { type Child, useState } from 'hono/jsx/dom';
import type { Refused } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { useWords } from '../speech.tsx';
import { codeLength, Digits } from './digits.tsx';
import { Title, Trouble } from './frame.tsx';

/** A code as it is being entered: it can be sent (`ready`) once it is whole. */
export type CodeEntry = {
  code: string;
  set: (code: string) => void;
  ready: boolean;
  refused?: Refused;
  prove: () => void;
};

/** A code to enter and to send, one try at a time; after each try it is entered anew. */
export function useCode(send: (code: string) => Promise<void>): CodeEntry {
  const [code, set] = useState('');
  const { busy, refused, run } = useDoing();
  const prove = () =>
    run(async () => {
      set('');
      await send(code);
    });
  return { code, set, ready: !busy && code.length === codeLength, ...(refused && { refused }), prove };
}

/** The boxes of a code, and why the last one was not the right one. */
export function CodeBoxes({ entry, described }: { entry: CodeEntry; described?: string }) {
  const { label } = useWords().merge.code;
  const { code, set, refused, prove } = entry;
  return (
    <>
      <Digits value={code} label={label} {...(described && { described })} set={set} full={prove} />
      <Trouble refused={refused} />
    </>
  );
}

type CodeFormProps = { entry: CodeEntry; until: Child; beside?: Child; children?: Child };

/** A station of its own for a code that was sent: until when it holds, the boxes, what may be done instead (`beside`), and the ways on. */
export function CodeForm({ entry, until, beside, children }: CodeFormProps) {
  const words = useWords().merge.code;
  const check = (event: Event) => {
    event.preventDefault();
    if (entry.code.length === codeLength) entry.prove();
  };
  const lead = (
    <>
      {words.sent}
      <br />
      {until}
    </>
  );
  return (
    <>
      <Title focus lead={lead}>
        {words.heading}
      </Title>
      <form class="stack" onSubmit={check}>
        <CodeBoxes entry={entry} described="check-hint" />
        {beside}
        <div class="buttons">
          <button type="submit" class="button main" disabled={!entry.ready}>
            {words.check}
          </button>
          <p class="small" id="check-hint">
            {words.checkHint}
          </p>
          {children}
        </div>
      </form>
    </>
  );
}
