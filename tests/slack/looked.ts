import { detectDuplicates } from '../../core/duplicates/detect.ts';
import { finderHere } from '../../core/duplicates/finder.ts';
import { claimRun } from '../../core/duplicates/runs.ts';
import { changeDuplicateSettings } from '../../core/duplicates/settings.ts';
import { person } from '../core/duplicates/base.ts';
import { asSystem, deliverAll, member, type Office, openOffice, rooms, stringsIn } from './office.ts';

/** An office with forty members, of whom so many have a second card, and what a look over them comes to. */
export async function looked(db: Office['db'], twice: number, { merges }: { merges: boolean }): Promise<Office> {
  const office = await openOffice(db);
  for (let n = 0; n < 40; n++) await member(office, String(20_100_000 + n), person(n), { line: n < 3 });
  for (let n = 0; n < twice; n++)
    await member(office, String(20_200_000 + n), person(n), { line: false, points: n * 100, storeCode: 'kamakura' });
  await changeDuplicateSettings(asSystem(office), { merges });
  await look(office);
  return office;
}

/** A look over the base, told in Slack. */
export async function look(office: Office): Promise<void> {
  const run = (await claimRun(asSystem(office)))!;
  await detectDuplicates(asSystem(office), run, { finder: finderHere(), clock: office.now });
  await deliverAll(office);
}

/** Presses the first button of this name on a card of headquarters. */
export async function pressCard(office: Office, user: string, action: string): Promise<void> {
  const card = office.slack
    .messagesIn(rooms.headquarters)
    .find((one) => stringsIn(one, ['action_id']).includes(action))!;
  await office.slack.press(user, { channel: rooms.headquarters, ts: card.ts }, action);
  await office.settled();
}

/** Presses the first button of this name in the modal that lies on top. */
export async function pressView(office: Office, user: string, action: string): Promise<void> {
  await office.slack.press(user, { viewId: office.slack.openViewOf(user)!.id }, action);
  await office.settled();
}
