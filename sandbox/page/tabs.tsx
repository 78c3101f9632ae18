import type { Words } from '../words/ja.ts';
import { MemberPicker, type PeopleProps, StaffPicker } from './bar.tsx';
import { Face } from './picker.tsx';
import type { Tab } from './place.ts';

/** At phone width: LINE and Slack as two tabs, each with its person; the other one is marked when something happened there. */
export function Tabs(props: { people: PeopleProps; tab: Tab; news: Record<Tab, boolean>; onTab: (tab: Tab) => void }) {
  const { people, tab } = props;
  const { words, lang, member, staff } = people;
  const cell = (id: Tab, name: string, picker: unknown) => (
    <div class={`tab-cell ${tab === id ? 'here' : ''}`}>
      <button
        type="button"
        id={`tab-${id}`}
        class="tab"
        aria-current={tab === id ? 'true' : 'false'}
        aria-controls={`pane-${id}`}
        onClick={() => props.onTab(id)}
      >
        <Face name={name} kind={id === 'line' ? 'member' : 'staff'} />
        <span class="stacked">
          <small>
            {words.tabs[id]}
            {props.news[id] ? <Mark words={words} /> : null}
          </small>
          <span class="one-line">{name}</span>
        </span>
      </button>
      {tab === id ? picker : null}
    </div>
  );
  return (
    <nav class="tabs" aria-label={words.tabs.label}>
      {cell('line', lang === 'en' ? member.nameEn : member.displayName, <MemberPicker {...people} bare />)}
      {cell('slack', lang === 'en' ? staff.nameEn : staff.realName, <StaffPicker {...people} bare />)}
    </nav>
  );
}

function Mark(props: { words: Words }) {
  return (
    <span class="mark">
      <span class="unseen">{props.words.tabs.news}</span>
    </span>
  );
}
