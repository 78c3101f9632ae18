import { answerOf, api } from '../client.ts';
import { useLiveness } from '../clock.ts';
import { useLoaded } from '../loaded.ts';
import { Await, Title } from '../parts/frame.tsx';
import { Stations } from '../parts/stations.tsx';
import { Said, useWords } from '../speech.tsx';

const refreshSeconds = 60;
const load = () => answerOf(api.merge.counter.$get());

/** This screen, shown at the counter: the store reads the code and knows whose request it is. */
export function MergeCounter({ back }: { back: () => void }) {
  const words = useWords().merge.counter;
  const loaded = useLoaded(load);
  useLiveness(loaded.reload, refreshSeconds);
  return (
    <>
      <Stations at={2} />
      <Title focus lead={words.lead}>
        {words.heading}
      </Title>
      <Await loaded={loaded} outline={[300]}>
        {({ qr, code, until }) => (
          <section class="sheet padded counter-code">
            <div class="qr" role="img" aria-label={words.qr} dangerouslySetInnerHTML={{ __html: qr }} />
            <p class="small">{words.spoken}</p>
            <p class="digits-shown">{code}</p>
            <p class="small">
              <Said>{words.until(until)}</Said>
            </p>
          </section>
        )}
      </Await>
      <button type="button" class="button quiet" onClick={back}>
        {words.back}
      </button>
    </>
  );
}
