import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Confirm } from '../parts/confirm.tsx';
import { useWords } from '../speech.tsx';

/** The way back from any open request, asked once more before it is taken. */
export function CancelRequest({ changed }: { changed: () => Promise<void> }) {
  const words = useWords().merge;
  const [asked, setAsked] = useState(false);
  const doing = useDoing();
  const cancel = () =>
    doing.run(async () => {
      await answerOf(api.merge.cancel.$post({ json: {} }));
      await changed();
    });
  if (asked) return <Confirm words={words.cancel} doing={doing} yes={cancel} no={() => setAsked(false)} />;
  return (
    <button type="button" class="button plain" onClick={() => setAsked(true)}>
      {words.waiting.cancel}
    </button>
  );
}
