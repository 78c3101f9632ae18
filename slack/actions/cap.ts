import { z } from 'zod';
import { civil } from '../../core/calendar.ts';
import { capOutlook } from '../../core/cap/outlook.ts';
import { overCap } from '../../core/cap/overCap.ts';
import { type CapSettings, capSettings, changeCap, headquartersOnRecord } from '../../core/cap/settings.ts';
import { countShopIds } from '../../core/cap/shopIds.ts';
import { openPairs } from '../../core/duplicates/openPairs.ts';
import { recordLook } from '../../core/members/looks.ts';
import { summariesOf } from '../../core/members/summary.ts';
import { Refusal } from '../../core/refusal.ts';
import { activeStaff } from '../../core/staff.ts';
import { type CapShown, capForm, capModal } from '../blocks/cap.ts';
import { noticeModal } from '../blocks/notice.ts';
import { capSpec } from '../cap.ts';
import type { SlackDoorDeps } from '../deps.ts';
import { capPictureOf } from '../pictures/cap-figures.ts';
import { pictureUrl } from '../pictures/link.ts';
import type { Filled, FormAnswer, Press } from '../press.ts';

const listMax = 5;

/** `/musubi cap`: how full the shop is, until when, and what makes room; whom somebody saw by it is kept on record. */
export async function openCap(deps: SlackDoorDeps, press: Press): Promise<void> {
  const { context, words, show } = press;
  const { atHeadquarters } = await activeStaff(context);
  const outlook = await capOutlook(context.db, context.now);
  const ids = atHeadquarters && {
    ids: { counts: await countShopIds(context.db, context.now), url: await deps.capIdsLink?.(context) },
  };
  const spec = capSpec(outlook, civil(context.now).toPlainDate().toString(), words.language);
  const picture = spec && {
    picture: { url: pictureUrl(deps.config.publicUrl, deps.secret, spec), alt: capPictureOf(spec, words).alt },
  };
  await show(capModal({ outlook, now: context.now, ...picture, ...(await whoOf(press)), ...ids }, words));
}

/** Who is over the cap, and who may be one. */
async function whoOf({ context }: Press): Promise<Pick<CapShown, 'over' | 'pairs'>> {
  const { db, now } = context;
  const [over, pairs] = [await overCap(db, listMax), await openPairs(db, listMax)];
  const accountIds = [...over.accountIds, ...pairs.flatMap(({ a, b }) => [a, b])];
  await recordLook(context, 'cap', accountIds);
  const members = await summariesOf(db, accountIds, now);
  const shown = over.accountIds.flatMap((id) => members.get(id) ?? []);
  return {
    over: { count: over.count, members: shown },
    pairs: pairs.flatMap(({ a, b, probability }) => {
      const [one, other] = [members.get(a), members.get(b)];
      return one && other ? [{ one, other, probability }] : [];
    }),
  };
}

/** 上限を変える: opens the form, for headquarters. */
export async function openCapForm({ context, show, words }: Press): Promise<void> {
  await headquartersOnRecord(context);
  await show(capForm(await capSettings(context.db), words));
}

/** What the form was opened on. */
const carried = z.strictObject({ cap: z.int().nullable(), yenPerMonth: z.int().nullable(), waitDays: z.int() });

/** The form was sent. */
export async function saveCap({ context, words }: Press, filled: Filled, about: string): Promise<FormAnswer> {
  const { form: w } = words.cap;
  const [cap, yenPerMonth, waitDays] = [filled.cap, filled.yenPerMonth, filled.waitDays].map(wholeIn);
  const errors = {
    ...((cap === undefined || cap === 0) && { cap: w.whole }),
    ...(yenPerMonth === undefined && { yenPerMonth: w.whole }),
    ...((typeof waitDays !== 'number' || waitDays < 7 || waitDays > 730) && { waitDays: w.waitHint }),
  };
  if (Object.keys(errors).length > 0) return { errors };
  const { changed } = await changeCap(context, {
    seen: readSeen(about),
    wanted: { cap, yenPerMonth, waitDays } as CapSettings,
  });
  return { view: noticeModal(words, changed ? w.done : w.same) };
}

function readSeen(about: string): CapSettings {
  try {
    return carried.parse(JSON.parse(about));
  } catch {
    throw new Refusal('bad_input');
  }
}

/** A whole number, as people type it; null for nothing, undefined for anything else. */
function wholeIn(text: string | undefined): number | null | undefined {
  const plain = (text ?? '').normalize('NFKC').replace(/[,\s]/g, '');
  if (plain === '') return null;
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
}
