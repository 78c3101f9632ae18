/** The languages of the page. */
export type Language = 'ja' | 'en';
export type Tab = 'line' | 'slack';

/** Where a visitor is: everything that a link to the page can say. `member` and `staff` are ids or short names, `room` is a place in Slack. */
export type Place = {
  member: string;
  staff: string;
  room: string;
  lang: Language;
  tab: Tab;
  mail: boolean;
  tour: boolean | null;
};

/** Reads the place from a query string; what it does not say is the beginning of the story. */
export function readPlace(query: string): Place {
  const given = new URLSearchParams(query);
  const tour = given.get('tour');
  return {
    member: given.get('member') ?? '',
    staff: given.get('staff') ?? '',
    room: given.get('room') ?? '',
    lang: given.get('lang') === 'en' ? 'en' : 'ja',
    tab: given.get('tab') === 'slack' ? 'slack' : 'line',
    mail: given.get('mail') === '1',
    tour: tour === null ? null : tour === '1',
  };
}

/** The query string of a place, in a fixed order, without what is the beginning anyway. */
export function writePlace(place: Place): string {
  const query = new URLSearchParams();
  if (place.member) query.set('member', place.member);
  if (place.staff) query.set('staff', place.staff);
  if (place.room) query.set('room', place.room);
  if (place.lang === 'en') query.set('lang', 'en');
  if (place.tab === 'slack') query.set('tab', 'slack');
  if (place.mail) query.set('mail', '1');
  if (place.tour !== null) query.set('tour', place.tour ? '1' : '0');
  const text = query.toString();
  return text ? `?${text}` : '';
}
