import type { Told } from '../../api/recommend.ts';
import { Said, useWords } from '../speech.tsx';
import { Initial } from './rows.tsx';

type Reason = Told['reason'];

/** A picture of goods, all in one frame. */
export function Picture({ of }: { of: { name: string; picture: string } }) {
  return <img class="goods" src={of.picture} alt={of.name} width="350" height="225" loading="lazy" />;
}

/** The true reason of a proposal, with its numbers. */
export function ReasonBox({ reason }: { reason: Reason }) {
  const words = useWords();
  return (
    <div class="note reason">
      <p>{words.recommend.reason}</p>
      <p>
        <Said>{reasonSentence(words, reason)}</Said>
      </p>
    </div>
  );
}

/** What the person who wrote a pair would say at the counter, signed. */
export function StaffWord({ reason }: { reason: Reason }) {
  const words = useWords();
  if (reason.kind !== 'pairing') return null;
  return (
    <blockquote class="word">
      <Initial name={reason.staffName} />
      <div>
        <p>{reason.sentence}</p>
        <footer>{words.recommend.from(reason.staffName, reason.storeName)}</footer>
      </div>
    </blockquote>
  );
}

/** The reason as one sentence, figures and all. */
export function reasonSentence(words: ReturnType<typeof useWords>, reason: Reason): string {
  if (reason.kind === 'basket') return words.recommend.basket(reason.bought.name, reason.buyers, reason.together);
  if (reason.kind === 'pairing') return words.recommend.pairing(reason.bought.name);
  return words.recommend.popular(reason.persons, reason.buyers);
}

/** The reason in a few words, where the figures have no room. */
export function reasonShort(words: ReturnType<typeof useWords>, reason: Reason): string {
  if (reason.kind === 'basket') return words.recommend.basketShort(reason.bought.name);
  if (reason.kind === 'pairing') return words.recommend.pairing(reason.bought.name);
  return words.recommend.popular(reason.persons, reason.buyers).replaceAll('*', '');
}
