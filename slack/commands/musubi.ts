import type { App } from '@slack/bolt';
import { findMembers } from '../../core/members/find.ts';
import { Refusal } from '../../core/refusal.ts';
import type { EdgeId, RequestId } from '../../db/ids.ts';
import { openCap } from '../actions/cap.ts';
import { openPreview } from '../actions/change.ts';
import { sayDeadList } from '../actions/dead-letters.ts';
import { openQueue } from '../actions/duplicates.ts';
import { openErase, openExposure } from '../actions/erasure.ts';
import { openFind } from '../actions/members.ts';
import { openNightly } from '../actions/nightly.ts';
import { openProgramme } from '../actions/programme.ts';
import { openCounter, openTill, showCount } from '../actions/quick.ts';
import { startVerify } from '../actions/verify.ts';
import { edgeList } from '../blocks/edges.ts';
import { foundBlocks } from '../blocks/members.ts';
import { waitingBlock } from '../blocks/pending.ts';
import { escaped, paragraph } from '../blocks/text.ts';
import type { SlackDoorDeps } from '../deps.ts';
import { edgeOfRequest, listEdges } from '../edges.ts';
import { waitingFor } from '../pending.ts';
import { onCommand, type Press } from '../press.ts';
import { en } from '../words/en.ts';
import { ja } from '../words/ja.ts';

type Name = keyof typeof ja.command.names;

const listMax = 20;

/** `/musubi`, with Japanese and English words for the same things. */
export function registerCommand(app: App, deps: SlackDoorDeps): void {
  app.command(
    '/musubi',
    onCommand(deps, (press, text) => obey(deps, press, text)),
  );
}

async function obey(deps: SlackDoorDeps, press: Press, text: string): Promise<void> {
  const [word = '', ...rest] = text.normalize('NFKC').trim().split(/\s+/);
  const asked = rest.join(' ');
  switch (nameOf(word)) {
    case 'find':
      return asked ? find(press, asked) : openFind(press);
    case 'pending':
      return pending(press);
    case 'duplicates':
      return openQueue(press, '0');
    case 'nightly':
      return openNightly(press);
    case 'merge':
      return openCounter(deps, press);
    case 'undo':
      return change(deps, press, 'undo', asked);
    case 'redo':
      return change(deps, press, 'redo', asked);
    case 'till':
      return openTill(deps, press);
    case 'count':
      return showCount(press);
    case 'cap':
      return openCap(deps, press);
    case 'erase':
      return openErase(press, asked);
    case 'exposure':
      return exposure(press, asked);
    case 'verify':
      return startVerify(deps, press);
    case 'dead':
      return sayDeadList(press);
    case 'programme':
      return openProgramme(press);
    case undefined: {
      const { command } = press.words;
      const lines =
        word && word !== 'help' ? [command.unknown(escaped(word.slice(0, 40))), command.help] : [command.help];
      return press.say(lines.join('\n'));
    }
  }
}

function nameOf(word: string): Name | undefined {
  const names = Object.keys(ja.command.names) as Name[];
  const said = word.toLowerCase();
  return names.find((name) => [...ja.command.names[name], ...en.command.names[name]].includes(said));
}

async function find({ context, words, say }: Press, text: string): Promise<void> {
  const found = await findMembers(context, { text });
  await say(words.command.found(found.length), foundBlocks(found, words));
}

async function pending({ context, words, say }: Press): Promise<void> {
  const waiting = await waitingFor(context, 'pending', listMax);
  if (waiting.length === 0) return say(words.home.nobody);
  const title = words.command.pendingTitle(waiting.length);
  await say(title, [paragraph(`*${title}*`), ...waiting.map((one) => waitingBlock(one, words, context.now))]);
}

/** What was seen while a merge stood that has been undone. */
async function exposure(press: Press, asked: string): Promise<void> {
  const edgeId = await edgeNamed(press, asked);
  await openExposure(press, String(edgeId));
}

/** With a number, its preview; without, the list to choose from. */
async function change(deps: SlackDoorDeps, press: Press, which: 'undo' | 'redo', asked: string): Promise<void> {
  const { context, words, say } = press;
  if (!asked) {
    return say(words[which].choose, edgeList(await listEdges(context, which), which, words));
  }
  await openPreview(deps, press, which, await edgeNamed(press, asked));
}

async function edgeNamed({ context }: Press, asked: string): Promise<EdgeId> {
  const [, digits] = /^m?-?(\d{1,15})$/i.exec(asked) ?? [];
  const edgeId = digits && (await edgeOfRequest(context.db, Number(digits) as RequestId));
  if (!edgeId) throw new Refusal('not_found');
  return edgeId;
}
