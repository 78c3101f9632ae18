import { useState } from 'hono/jsx/dom';
import type { HistoryRow } from '../../api/history.ts';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Await, TabPage, Title, Trouble } from '../parts/frame.tsx';
import { Threads } from '../parts/threads.tsx';
import { useWords } from '../speech.tsx';

const load = (before?: string) => answerOf(api.history.$get({ query: before ? { before } : {} }));
type Page = Awaited<ReturnType<typeof load>>;
type Filter = 'all' | 'store' | 'online' | 'other';

/** History: one thread until cards are joined, then two that run into a knot. */
export function HistoryPage() {
  const words = useWords();
  const loaded = useLoaded(() => load());
  return (
    <TabPage tab="history" title={words.history.title}>
      <Await loaded={loaded} outline={[60, 44, 420]}>
        {(first) => <History first={first} />}
      </Await>
    </TabPage>
  );
}

function History({ first }: { first: Page }) {
  const words = useWords();
  const [filter, setFilter] = useState<Filter>('all');
  const [further, setFurther] = useState<Page[]>([]);
  const doing = useDoing();
  const rows = [first, ...further].flatMap((page) => page.rows);
  const next = (further.at(-1) ?? first).next;
  const more = async () => {
    const page = await load(next ?? undefined);
    setFurther((pages) => [...pages, page]);
  };
  const shown = rows.filter((row) => passes(filter, row));
  const onlyRegistered = rows.every((row) => row.kind === 'registered');
  return (
    <>
      <Title lead={first.cards > 1 ? words.history.two(first.cards) : words.history.one}>{words.history.heading}</Title>
      {onlyRegistered ? (
        <p class="note">{words.history.empty}</p>
      ) : (
        <Filters filter={filter} choose={setFilter} joined={first.cards > 1} />
      )}
      {shown.length === 0 && !onlyRegistered ? <p class="note">{words.history.emptyFilter}</p> : null}
      <Threads rows={shown} knots={first.knots} cards={first.cards} open={next !== null} />
      {next ? (
        <button type="button" class="button quiet" disabled={doing.busy} onClick={() => doing.run(more)}>
          {words.history.more(rows.at(-1)?.at ?? first.knots[0] ?? '')}
        </button>
      ) : null}
      <Trouble refused={doing.refused} />
    </>
  );
}

function passes(filter: Filter, row: HistoryRow): boolean {
  if (filter === 'all') return true;
  if (filter === 'other') return row.card === 'other';
  return (filter === 'store') === row.inStore;
}

function Filters(props: { filter: Filter; choose: (filter: Filter) => void; joined: boolean }) {
  const words = useWords();
  const filters: Filter[] = props.joined ? ['all', 'store', 'online', 'other'] : ['all', 'store', 'online'];
  return (
    <fieldset class="chips">
      <legend class="hidden">{words.history.filterLabel}</legend>
      {filters.map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={filter === props.filter ? 'true' : 'false'}
          onClick={() => props.choose(filter)}
        >
          {words.history.filters[filter]}
        </button>
      ))}
    </fieldset>
  );
}
