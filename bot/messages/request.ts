import type { MemberRequestView } from '../../core/merges/requests.ts';
import type { Message } from '../line.ts';
import {
  type Box,
  bubble,
  type Component,
  column,
  flex,
  mainButton,
  note,
  paint,
  plain,
  row,
  text,
  title,
  toUri,
  withQuickReplies,
  wordButton,
} from './flex.ts';
import { liffUrl } from './links.ts';
import { menu, press, type Scene } from './scene.ts';

/** How a request stands: four stations on a cord, and what comes next. */
export function requestMessages(scene: Scene, request: MemberRequestView): Message[] {
  const { words, config } = scene;
  const { head, body, station } = standing(scene, request);
  const content = bubble({
    body: [
      text(words.request.number(request.number), { size: 'xs', weight: 'bold', color: paint.shuInk }),
      title(head),
      stations(words.request.stations, station),
      text(body, { color: paint.ink2 }),
    ],
    footer: [wordButton(toUri(words.request.look, liffUrl(config, '/merge')), true)],
    ruled: true,
  });
  const cancel = press(scene, words.request.cancel, 'cancel_request', String(request.requestId));
  return withQuickReplies([flex(head, content)], [...menu(scene, 'consult'), cancel, ...menu(scene, 'points')]);
}

function standing({ words }: Scene, { state, store, question }: MemberRequestView) {
  if (state === 'proving') return { head: words.request.proving, body: words.request.provingBody, station: 1 };
  const open = question && !question.answer;
  return {
    head: store ? words.request.waiting(store.name) : words.request.waitingAnywhere,
    body: open ? `${question.text}\n${words.request.answerHere}` : words.request.waitingBody,
    station: 2,
  };
}

/** The way of something as stations: those behind in the accent, the present one faint, those ahead quiet. */
export function stations(names: readonly string[], current: number): Box {
  return row(
    names.map((name, i): Component => {
      const colour = i < current ? paint.shu : i === current ? paint.shuFaint : paint.line;
      const bar = column([], { height: '5px', cornerRadius: '3px', backgroundColor: colour });
      const weight = i === current ? 'bold' : 'regular';
      const label = text(name, { size: 'xxs', weight, color: i === current ? paint.ink : paint.ink3, wrap: false });
      return column([bar, label], { spacing: 'xs', flex: 1 });
    }),
    { spacing: 'xs' },
  );
}

/** Right after proving: the store is looking at it. */
export function waitingMessage(scene: Scene, requestNumber: string, storeName: string): Message {
  const { words, config } = scene;
  const head = words.request.waiting(storeName);
  return flex(
    head,
    bubble({
      body: [
        text(words.request.number(requestNumber), { size: 'xs', weight: 'bold', color: paint.shuInk }),
        title(head),
        stations(words.request.stations, 2),
        text(words.request.waitingBody, { color: paint.ink2 }),
      ],
      footer: [wordButton(toUri(words.request.look, liffUrl(config, '/merge')), true)],
      ruled: true,
    }),
  );
}

/** Staff ask something; the member answers by writing. */
export function questionMessage({ words }: Scene, requestNumber: string, question: string, staffName: string): Message {
  const head = words.request.question(staffName);
  return flex(
    head,
    bubble({
      body: [
        text(words.request.number(requestNumber), { size: 'xs', weight: 'bold', color: paint.shuInk }),
        title(head),
        note([text(question, { size: 'md' })]),
        text(words.request.answerHere, { color: paint.ink2 }),
      ],
    }),
  );
}

/** There is nothing under way: how to begin. */
export function noRequestMessages(scene: Scene): Message[] {
  return withQuickReplies([plain(scene.words.request.none)], menu(scene, 'join', 'points', 'card'));
}

/** How to bring an earlier card together with this one. */
export function joinMessage({ words, config }: Scene): Message {
  return flex(
    words.join.title,
    bubble({
      body: [title(words.join.title), text(words.join.body), note(words.join.back)],
      footer: [mainButton(toUri(words.join.open, liffUrl(config, '/merge')))],
    }),
  );
}

/** Somebody wants to join this member's card with another: the way to stop it. */
export function aboutYouMessage({ words }: Scene, head: string, body: string, notMe: string): Message {
  return flex(
    head,
    bubble({
      body: [title(head), text(body, { color: paint.ink2 })],
      footer: [wordButton(toUri(words.request.notMe, notMe))],
      ruled: true,
    }),
  );
}
