import { Title } from '../parts/frame.tsx';
import { Link } from '../router.tsx';
import { useWords } from '../speech.tsx';

type How = 'rejected' | 'expired' | 'cancelled' | 'undone';

/** A request that led to no joined card, or whose knot was untied: what is the case, and the way on. */
export function MergeEnded({ how, again }: { how: How; again: () => void }) {
  const words = useWords().merge.ended;
  return (
    <>
      <Title focus lead={words[how].lead}>
        {words[how].heading}
      </Title>
      <div class="buttons">
        <Link to="/" class="button main">
          {words.home}
        </Link>
        <button type="button" class="button plain" onClick={again}>
          {words.again}
        </button>
      </div>
    </>
  );
}

/** Somebody said this was not them: everything of the other card is out of sight until the store has looked. */
export function MergeFrozen() {
  const words = useWords().merge;
  return (
    <>
      <Title focus lead={words.frozen.lead}>
        {words.frozen.heading}
      </Title>
      <Link to="/" class="button main">
        {words.ended.home}
      </Link>
    </>
  );
}
