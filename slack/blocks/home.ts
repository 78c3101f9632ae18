import type { HomeView, KnownBlock } from '@slack/types';
import type { CapOutlook } from '../../core/cap/outlook.ts';
import type { DuplicateSettings } from '../../core/duplicates/settings.ts';
import type { MonthFigures } from '../home/figures.ts';
import type { Programme } from '../programme.ts';
import type { StaffMember } from '../staff.ts';
import type { Words } from '../words/words.ts';
import { button } from './button.ts';
import { outlookBlocks } from './cap.ts';
import { type DeadShown, deadHome } from './dead-letters.ts';
import { duplicatesHome } from './duplicates.ts';
import { nightlyHome } from './nightly.ts';
import { type Waiting, waitingBlock } from './pending.ts';
import { programmeHome } from './programme.ts';
import { escaped, heading, paragraph, plain, present, smallPrint } from './text.ts';

/** Everything the Home tab shows one member of staff. */
export type HomeShown = {
  staff: StaffMember;
  waiting: Waiting[];
  /** Pairs that may be one person. */
  pairs: number;
  outlook: CapOutlook;
  month: MonthFigures;
  programme: Programme;
  /** Absent for those whose work it is not. */
  dead?: DeadShown;
  nightly?: DuplicateSettings;
  gaugeUrl?: string;
  /** The chart of the last weeks and what it says to whoever cannot see it; absent while there is nothing on it. */
  weeks?: { url: string; alt: string };
  now: Date;
};

const waitingShown = 8;

/** The Home tab: greeting, who waits, how full the shop is, this month, what did not get through, four ways on. */
export function homeView(shown: HomeShown, words: Words): HomeView {
  const { home } = words;
  return {
    type: 'home',
    blocks: present(
      heading(home.greeting(familyNameOf(shown.staff.name), shown.now)),
      smallPrint(placeLine(shown, words)),
      ...waitingBlocks(shown, words),
      ...duplicatesHome(shown.pairs, words),
      ...countBlocks(shown, words),
      ...monthBlocks(shown, words),
      ...programmeHome(shown.programme, shown.now, shown.staff.actor.role === 'headquarters', words),
      ...(shown.nightly ? nightlyHome(shown.nightly, words) : []),
      ...(shown.dead ? deadHome(shown.dead, shown.staff.actor.role === 'headquarters', words) : []),
      {
        type: 'actions',
        elements: [
          button('quick_find', home.find, 'find'),
          button('quick_merge', home.merge, 'merge'),
          // No customer comes to headquarters.
          ...(shown.staff.actor.role === 'headquarters' ? [] : [button('quick_till', words.till.button, 'till')]),
          button('quick_undo', home.undo, 'undo'),
          button('quick_count', home.count, 'count'),
        ],
      },
    ),
  };
}

/** What somebody sees who has no place here. */
export function strangerHome(words: Words): HomeView {
  return { type: 'home', blocks: [paragraph(words.refusal.not_staff({}))] };
}

function familyNameOf(name: string): string {
  return name.split(/[\s\u3000]+/)[0] ?? name;
}

function placeLine({ staff, now }: HomeShown, words: Words): string {
  const role = words.home.roles[staff.actor.role];
  return [words.dayAndTime(now), [escaped(staff.storeName), role].filter(Boolean).join(' ')].join(words.card.dot);
}

function waitingBlocks({ waiting, now }: HomeShown, words: Words): KnownBlock[] {
  const { home } = words;
  const title = heading(home.waiting(waiting.length));
  if (waiting.length === 0) return [title, paragraph(home.nobody)];
  const lines = waiting.slice(0, waitingShown).flatMap((one) => [divider, waitingBlock(one, words, now)]);
  const rest = waiting.length - waitingShown;
  return [title, smallPrint(home.oldestFirst), ...lines, ...(rest > 0 ? [smallPrint(home.more(rest))] : [])];
}

const divider: KnownBlock = { type: 'divider' };

function countBlocks({ outlook, gaugeUrl, now }: HomeShown, words: Words): KnownBlock[] {
  const { home } = words;
  const { persons, accounts, cap } = outlook.count;
  if (cap === null || !gaugeUrl) return [heading(home.countTitle), paragraph(home.noCap(persons, accounts))];
  const alt_text = plain(home.gaugeAlt(persons, cap, accounts), 2_000).text;
  return [
    heading(home.capTitle),
    { type: 'image', image_url: gaugeUrl, alt_text },
    ...outlookBlocks(outlook, now, words, { open: true }),
  ];
}

function monthBlocks({ month, weeks }: HomeShown, { home }: Words): KnownBlock[] {
  const { matcher, automatic, member, counter, undone } = month;
  const chart: KnownBlock[] = weeks
    ? [{ type: 'image', image_url: weeks.url, alt_text: plain(weeks.alt, 2_000).text }]
    : [];
  return [
    heading(home.merged(matcher + member + counter)),
    paragraph(home.origins(matcher, automatic, member, counter, undone)),
    ...chart,
  ];
}
