import { render, useState } from 'hono/jsx/dom';
import { type Refused, reasonOf } from '../page/client.ts';
import { useDoing } from '../page/loaded.ts';
import { Knot } from '../page/parts/knot.tsx';
import { type Compared, open, prove, type Serving, start } from './client.ts';
import { Comparison } from './comparison.tsx';
import { Reading, SpokenIn, Steps, Trouble, useWords, wordsOfPhone } from './parts.tsx';
import { RegistrationWork } from './registration.tsx';
import { ReturnWork } from './return.tsx';
import { Till } from './till.tsx';

type Present = { kind: 'card'; number: string } | { kind: 'request'; code: string };
type Step =
  | { at: 'present' }
  | { at: 'old'; present: Present }
  | { at: 'compared'; compared: Compared }
  | { at: 'done'; joined: boolean };

const digitsOf = (text: string) => text.normalize('NFKC').replace(/\D/g, '');
const isNumber = (text: string) => digitsOf(text).length === 8 && !text.includes('-');
const isCode = (text: string) => /^\d+-\d{6}$/.test(text.normalize('NFKC').trim());

const works = ['till', 'returns', 'merge', 'register'] as const;
type Work = (typeof works)[number];

/** The counter: who serves here, and what they do. Another work begins at its beginning. */
function Counter({ serving, first }: { serving: Serving; first: Work }) {
  const words = useWords();
  const [work, setWork] = useState<Work>(first);
  return (
    <>
      <header class="bar">
        <div class="bar-inside">
          <p class="mark">{words.title}</p>
          <span class="small">{words.serving(serving.name, serving.storeName)}</span>
        </div>
        <nav class="works" aria-label={words.till.works}>
          {works.map((each) => (
            <button
              key={each}
              type="button"
              aria-pressed={work === each ? 'true' : 'false'}
              onClick={() => setWork(each)}
            >
              {words.till[each]}
            </button>
          ))}
        </nav>
      </header>
      {work === 'merge' ? (
        <Merging />
      ) : (
        <main class="page alone" key={work}>
          {work === 'till' ? <Till openedAt={serving.at} /> : null}
          {work === 'returns' ? <ReturnWork /> : null}
          {work === 'register' ? <RegistrationWork /> : null}
        </main>
      )}
    </>
  );
}

/** まとめる: who is here, which is the older card, do they match, done. */
function Merging() {
  const [step, setStep] = useState<Step>({ at: 'present' });
  const again = () => setStep({ at: 'present' });
  return (
    <main class="page alone" key={step.at}>
      {step.at === 'present' ? <PresentCard next={setStep} /> : null}
      {step.at === 'old' ? <OldCard present={step.present} next={setStep} back={again} /> : null}
      {step.at === 'compared' ? (
        <Comparison
          compared={step.compared}
          joined={() => setStep({ at: 'done', joined: true })}
          later={() => setStep({ at: 'done', joined: false })}
        />
      ) : null}
      {step.at === 'done' ? <Done joined={step.joined} next={again} /> : null}
    </main>
  );
}

/** A member's card leads to the older one; the code of a request leads straight to the comparison when it found its card. */
function PresentCard({ next }: { next: (step: Step) => void }) {
  const words = useWords().first;
  const doing = useDoing();
  const read = (text: string) =>
    doing.run(async () => {
      if (!isCode(text)) return next({ at: 'old', present: { kind: 'card', number: digitsOf(text) } });
      const code = text.normalize('NFKC').trim();
      const compared = await prove(code).catch((error) => {
        if (reasonOf(error).code === 'not_found') return undefined;
        throw error;
      });
      next(compared ? { at: 'compared', compared } : { at: 'old', present: { kind: 'request', code } });
    });
  return (
    <>
      <Steps at={1} />
      <div>
        <h1 class="title">{words.heading}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <Reading
        label={words.label}
        next={words.next}
        busy={doing.busy}
        accept={(text) => isNumber(text) || isCode(text)}
        read={read}
      />
    </>
  );
}

type OldProps = { present: Present; next: (step: Step) => void; back: () => void };

function OldCard({ present, next, back }: OldProps) {
  const words = useWords().second;
  const doing = useDoing();
  const read = (text: string) =>
    doing.run(async () => {
      const old = digitsOf(text);
      const compared = present.kind === 'card' ? await start(present.number, old) : await prove(present.code, old);
      next({ at: 'compared', compared });
    });
  return (
    <>
      <Steps at={2} />
      <div>
        <h1 class="title">{words.heading}</h1>
        <p class="lead">{words.lead}</p>
      </div>
      <Trouble refused={doing.refused} />
      <Reading label={words.label} next={words.next} busy={doing.busy} accept={isNumber} read={read} />
      <p class="small">{words.noCard}</p>
      <button type="button" class="button plain" onClick={back}>
        {words.back}
      </button>
    </>
  );
}

function Done({ joined, next }: { joined: boolean; next: () => void }) {
  const words = useWords().fourth;
  return (
    <>
      <Steps at={5} />
      {joined ? <Knot size={104} /> : null}
      <div>
        <h1 class="title">{joined ? words.heading : words.waiting}</h1>
        <p class="lead">{joined ? words.lead : words.waitingLead}</p>
      </div>
      <button type="button" class="button main" onClick={next}>
        {words.next}
      </button>
    </>
  );
}

function Closed({ refused }: { refused: Refused }) {
  return (
    <main class="page alone">
      <h1 class="title">{useWords().title}</h1>
      <Trouble refused={refused} />
    </main>
  );
}

const root = document.getElementById('app') as HTMLElement;
const words = wordsOfPhone();
document.documentElement.lang = words.code;
document.title = words.title;
const query = new URLSearchParams(location.search);
const link = query.get('t') ?? 'none';
const first = works.find((work) => work === query.get('do')) ?? 'merge';
// The link is good once: it need not stay in the history of this phone.
history.replaceState(null, '', location.pathname);
open(link).then(
  (serving) =>
    render(
      <SpokenIn value={words}>
        <Counter serving={serving} first={first} />
      </SpokenIn>,
      root,
    ),
  (error) =>
    render(
      <SpokenIn value={words}>
        <Closed refused={reasonOf(error)} />
      </SpokenIn>,
      root,
    ),
);
