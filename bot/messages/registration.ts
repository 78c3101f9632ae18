import { Temporal } from 'temporal-polyfill';
import { civil } from '../../core/calendar.ts';
import type { Draft, Problem, Step } from '../conversation/steps.ts';
import type { Message } from '../line.ts';
import { postbackData } from '../postback.ts';
import {
  answered,
  bubble,
  clip,
  flex,
  mainButton,
  note,
  paint,
  plain,
  rule,
  text,
  title,
  toSay,
  withQuickReplies,
} from './flex.ts';
import { stations } from './request.ts';
import { menu, press, type Scene } from './scene.ts';

const station: Record<Step, number> = { name: 0, kana: 0, birthday: 1, contact: 2, confirm: 3 };
const answerMax = 60;
const oldest = '1900-01-01';
const likelyYear = 1985;

/** The first words to somebody who has no card yet. */
export function welcomeMessages(scene: Scene): Message[] {
  const { words } = scene;
  const content = bubble({
    body: [title(words.welcome.title), text(words.welcome.body), note(words.welcome.note)],
    footer: [mainButton(press(scene, words.welcome.start, 'register', 'start'))],
  });
  return withQuickReplies([flex(words.welcome.body, content)], [toSay(words.otherLanguage, words.otherLanguage)]);
}

/** Something only members can have was asked for. */
export function registerFirstMessages(scene: Scene): Message[] {
  const { words } = scene;
  const start = press(scene, words.welcome.start, 'register', 'start');
  return withQuickReplies([plain(words.registration.first)], [start, ...menu(scene, 'help')]);
}

/** A question of the registration, after a word about why the last answer could not be taken, if it could not. */
export function askMessages(scene: Scene, step: Step, draft: Draft, problem: Problem | undefined): Message[] {
  const { words } = scene;
  const kindly = problem ? [plain(words.registration.problems[problem])] : [];
  if (step === 'confirm') return [...kindly, summary(scene, draft)];
  const content = bubble({
    body: [
      text(words.registration.title, { size: 'xs', color: paint.shuInk, weight: 'bold' }),
      stations(words.registration.stations, station[step]),
      text(words.registration.ask[step], { size: 'md' }),
    ],
  });
  const question = problem ? kindly : [flex(words.registration.ask[step], content)];
  return withQuickReplies(question, answersTo(scene, step));
}

function answersTo(scene: Scene, step: Step) {
  const { words } = scene;
  const button = (label: string, id: string) => press(scene, label, 'register', id);
  const ways = [button(words.registration.stop, 'stop')];
  if (step !== 'name') ways.unshift(button(words.registration.back, 'back'));
  if (step === 'birthday' || step === 'contact') ways.unshift(button(words.registration.skip, 'skip'));
  return step === 'birthday' ? [datePicker(scene), ...ways] : ways;
}

function datePicker({ words, config, now }: Scene) {
  const today = civil(now).toPlainDate();
  return {
    type: 'datetimepicker',
    label: clip(words.registration.pickDate, 20),
    data: postbackData(config.secret, { verb: 'register', id: 'date' }),
    mode: 'date',
    initial: `${likelyYear}-01-01`,
    min: oldest,
    max: today.toString(),
  } as const;
}

/** Everything that was answered, to be checked once before the card is made. */
function summary(scene: Scene, draft: Draft): Message {
  const { words } = scene;
  const { fields, left } = words.registration;
  const birthday = draft.birthDate ? birthdayAs(scene, draft.birthDate) : left;
  const lines: [field: keyof typeof fields, value: string][] = [
    ['name', together(draft.familyName, draft.givenName)],
    ...(draft.familyKana ? [['kana', together(draft.familyKana, draft.givenKana)] as ['kana', string]] : []),
    ['birthday', birthday],
    ['contact', draft.phone ?? draft.mail ?? left],
  ];
  const content = bubble({
    body: [
      stations(words.registration.stations, station.confirm),
      title(words.registration.title),
      ...lines.flatMap(([field, value]) => [rule, answered(fields[field], clip(value, answerMax))]),
      rule,
      text(words.registration.ask.confirm, { color: paint.ink2 }),
    ],
    footer: [mainButton(press(scene, words.registration.confirm, 'register', 'confirm'))],
  });
  const edits = lines.map(([field]) =>
    press(scene, words.registration.edit(fields[field]), 'register', `edit_${field}`),
  );
  const stop = press(scene, words.registration.stop, 'register', 'stop');
  return withQuickReplies([flex(words.registration.ask.confirm, content)], [...edits, stop])[0] as Message;
}

/** With its year, always: it is somebody's birthday. */
function birthdayAs({ words }: Scene, birthDate: string): string {
  const date = Temporal.PlainDate.from(birthDate);
  return words.birthday(date);
}

function together(first = '', second = ''): string {
  return `${first} ${second}`.trim();
}
