import type { Words } from '../words/ja.ts';
import { ClockControl } from './clock-control.tsx';
import { Icon, Knot } from './icons.tsx';
import { Picker } from './picker.tsx';
import type { Language } from './place.ts';
import type { Live, MemberOfCast, PageConfig, StaffOfCast } from './world.ts';

/** The top bar: who am I, who is staff, what time is it, the post box, the language. */
export function Bar(props: {
  words: Words;
  lang: Language;
  live: Live;
  people: PeopleProps;
  onTour: () => void;
  onMail: () => void;
  onMoved: (said: string) => void;
  onLanguage: (lang: Language) => void;
}) {
  const { words, lang, live } = props;
  return (
    <header class="bar">
      <button type="button" class="brand" onClick={props.onTour} aria-label={words.page.again} title={words.page.again}>
        <Knot size={36} />
        <span class="brand-name">{words.page.brand}</span>
      </button>
      <p class="tagline">{words.page.tagline}</p>
      <div class="bar-people">
        <MemberPicker {...props.people} />
        <StaffPicker {...props.people} />
      </div>
      <ClockControl now={live.now} words={words} lang={lang} onMoved={props.onMoved} />
      <button type="button" class="mail-button" onClick={props.onMail} aria-label={words.mail.open(live.unread)}>
        <Icon name="mail" size={24} />
        {live.unread > 0 ? <span class="count">{live.unread}</span> : null}
      </button>
      <LanguageSwitch words={words} lang={lang} onLanguage={props.onLanguage} />
    </header>
  );
}

/** Who is chosen, who could be, and what choosing does. */
export type PeopleProps = {
  words: Words;
  lang: Language;
  config: PageConfig;
  /** Who has the shop as a friend in LINE by now. */
  friends: string[];
  member: MemberOfCast;
  staff: StaffOfCast;
  bare?: boolean;
  onMember: (userId: string) => void;
  onStaff: (id: string) => void;
};

/** Whose phone the left side is. */
export function MemberPicker(props: PeopleProps) {
  const { words, lang, config, member } = props;
  const choices = config.members.map((person) => ({
    id: person.userId,
    name: person.displayName,
    ...(lang === 'en' ? { reading: person.nameEn } : {}),
    note: person.note[lang],
    ...(props.friends.includes(person.userId) ? {} : { aside: words.bar.notYetFriend }),
  }));
  const chosen = choices.find((choice) => choice.id === member.userId);
  if (!chosen) return null;
  return (
    <Picker
      label={words.bar.member}
      action={words.bar.chooseMember}
      kind="member"
      chosen={chosen}
      shown={lang === 'en' ? member.nameEn : member.displayName}
      choices={choices}
      bare={props.bare ?? false}
      onChoose={props.onMember}
    />
  );
}

/** Whose Slack the right side is. */
export function StaffPicker(props: PeopleProps) {
  const { words, lang, config, staff } = props;
  const choices = config.staff.map((person) => ({
    id: person.id,
    name: person.realName,
    ...(lang === 'en' ? { reading: person.nameEn } : {}),
    note: lang === 'en' ? person.titleEn : person.title,
  }));
  const chosen = choices.find((choice) => choice.id === staff.id);
  if (!chosen) return null;
  return (
    <Picker
      label={words.bar.staff}
      action={words.bar.chooseStaff}
      kind="staff"
      chosen={chosen}
      shown={lang === 'en' ? `${staff.nameEn}, ${staff.titleEn}` : `${staff.realName}(${staff.title})`}
      choices={choices}
      bare={props.bare ?? false}
      onChoose={props.onStaff}
    />
  );
}

function LanguageSwitch(props: { words: Words; lang: Language; onLanguage: (lang: Language) => void }) {
  const { words, lang, onLanguage } = props;
  const choice = (of: Language) => (
    <button
      type="button"
      lang={of}
      class="language"
      aria-pressed={lang === of ? 'true' : 'false'}
      aria-label={words.bar.languages[of].long}
      onClick={() => onLanguage(of)}
    >
      <span class="long">{words.bar.languages[of].long}</span>
      <span class="short">{words.bar.languages[of].short}</span>
    </button>
  );
  return (
    <fieldset class="languages" aria-label={words.bar.language}>
      {choice('ja')}
      {choice('en')}
    </fieldset>
  );
}
