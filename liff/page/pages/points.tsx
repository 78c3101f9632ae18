import { answerOf, api } from '../client.ts';
import { useLoaded } from '../loaded.ts';
import { Amount, Balance } from '../parts/figures.tsx';
import { Await, TabPage } from '../parts/frame.tsx';
import { KnotSign } from '../parts/knot.tsx';
import { Campaigns, TierStanding, whyOf } from '../parts/programme.tsx';
import { Said, useWords } from '../speech.tsx';

const load = () => answerOf(api.points.$get());
type PointsAnswer = Awaited<ReturnType<typeof load>>;
type Lot = PointsAnswer['lots'][number];
type Pending = PointsAnswer['pending'][number];

const barPx = 76;
const roomyMonths = 11;
const digitPx = 7.2;
const pageWidthMaxPx = 480;
/** Page and card take this much of the width from the bars. */
const besideBarsPx = 76;
const lineOfFigurePx = 17;
const soonDays = 31;
const dayMs = 86_400_000;

/** Points: one balance, what ends when, where it came from; what joins later stands apart. */
export function PointsPage() {
  const words = useWords();
  const loaded = useLoaded(load);
  return (
    <TabPage tab="points" title={words.points.title}>
      <Await loaded={loaded} outline={[110, 190, 340]}>
        {(points) => (
          <>
            <Head points={points} />
            {points.lots.length > 0 ? <Months points={points} /> : null}
            {points.lots.length > 0 ? <Lots lots={points.lots} now={points.now} /> : null}
            {points.pending.map((lot, i) => (
              <PendingLot key={i} lot={lot} />
            ))}
            {points.welcomeWaits ? <p class="note">{words.points.welcome}</p> : null}
            {points.campaigns.length > 0 ? <Campaigns campaigns={points.campaigns} /> : null}
            {points.tier ? <TierStanding tier={points.tier} /> : null}
          </>
        )}
      </Await>
    </TabPage>
  );
}

function Head({ points }: { points: PointsAnswer }) {
  const words = useWords();
  const waiting = points.lots.filter((lot) => lot.spendableFrom);
  const waits = waiting.reduce((sum, lot) => sum + lot.amount, 0);
  return (
    <section>
      <h1 class="second">{waits > 0 ? words.points.all : words.points.now}</h1>
      <Balance points={points.total} />
      <p class="lead">{points.total === 0 ? words.points.empty : words.points.worth(points.stores)}</p>
      {waiting[0]?.spendableFrom ? (
        <p class="lead">
          <Said>{words.points.waits(waits, waiting[0].spendableFrom)}</Said>
        </p>
      ) : null}
    </section>
  );
}

/** One bar for each of the coming months; every bar carries its number. */
function Months({ points: { months, lots, now } }: { points: PointsAnswer }) {
  const words = useWords();
  const full = (month: string) => months.length <= roomyMonths || month.endsWith('-01');
  const most = Math.max(1, ...months.map(({ amount }) => amount));
  const heights = heightsOf(months, most);
  const firstSoon = lots.find((lot) => !lot.held && lot.lastDay && isSoon(lot.lastDay, now))?.lastDay?.slice(0, 7);
  return (
    <section class="sheet padded">
      <div class="months-head">
        <h2>{words.points.chart}</h2>
        <p class="small">{words.points.chartSpan(months.length)}</p>
      </div>
      <div class="months">
        <ol>
          {months.map(({ month, amount }, i) => (
            <li key={month} class={month === firstSoon ? 'soon' : undefined}>
              <span class="hidden">{words.points.chartLabel(month, amount)}</span>
              <div class="column" aria-hidden="true">
                {amount > 0 ? (
                  <span class="amount" style={{ 'padding-bottom': `${rise(heights[i])}px` }}>
                    {amount.toLocaleString('en-US')}
                  </span>
                ) : null}
                {amount > 0 ? <div class="pillar" style={{ height: `${heights[i]?.bar ?? 0}px` }} /> : null}
              </div>
              <div class="name" aria-hidden="true">
                {full(month) ? words.points.month(month) : words.points.monthShort(month)}
              </div>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}

/** How high each figure stands, in px: on its bar, or a step above its neighbour where the two would run into each other. */
function heightsOf(months: PointsAnswer['months'], most: number): { bar: number; figure: number }[] {
  const width = (amount = 0) => (amount > 0 ? amount.toLocaleString('en-US').length * digitPx : 0);
  const columnWidthPx = (Math.min(innerWidth, pageWidthMaxPx) - besideBarsPx) / months.length;
  const heights: { bar: number; figure: number }[] = [];
  for (const [i, { amount }] of months.entries()) {
    const bar = (amount / most) * barPx;
    const before = heights[i - 1]?.figure ?? 0;
    const beside = amount > 0 && width(months[i - 1]?.amount) > 0;
    const wide = (width(amount) + width(months[i - 1]?.amount)) / 2 > columnWidthPx;
    const clash = beside && wide && Math.abs(bar - before) < lineOfFigurePx;
    heights.push({ bar, figure: clash ? before + lineOfFigurePx : bar });
  }
  return heights;
}

const rise = (height?: { bar: number; figure: number }) => (height ? height.figure - height.bar : 0) + 3;

function isSoon(lastDay: string, now: string): boolean {
  return new Date(lastDay).getTime() - new Date(now).getTime() < soonDays * dayMs;
}

function Lots({ lots, now }: { lots: Lot[]; now: string }) {
  const words = useWords();
  const waits = new Set(lots.flatMap((lot) => lot.spendableFrom ?? []));
  return (
    <ol class="sheet lots">
      {lots.map((lot, i) => {
        const sameYear = i > 0 && lots[i - 1]?.lastDay?.slice(0, 4) === lot.lastDay?.slice(0, 4);
        const until = sameYear ? words.points.until : words.points.untilWithYear;
        return (
          <li key={i} class={lot.lastDay && !lot.held && isSoon(lot.lastDay, now) ? 'soon' : undefined}>
            <p class="split">
              <time dateTime={lot.lastDay ?? undefined}>{lot.lastDay ? until(lot.lastDay) : words.points.endless}</time>
              <Amount points={lot.amount} />
            </p>
            <p class="split second">
              <span>{originOf(words, lot)}</span>
              {lot.card === 'other' ? (
                <span class="from-other">
                  <KnotSign size={16} />
                  {words.points.otherCard}
                </span>
              ) : null}
            </p>
            {lot.reasons.length > 0 ? <p class="small why">{whyOf(words, lot.reasons)}</p> : null}
            {lot.held ? <p class="small">{words.points.held}</p> : null}
            {lot.spendableFrom && waits.size > 1 ? (
              <p class="small">
                <Said>{words.points.from(lot.spendableFrom)}</Said>
              </p>
            ) : null}
          </li>
        );
      })}
    </ol>
  );
}

function originOf(words: ReturnType<typeof useWords>, { title, origin }: Lot): string {
  if (!title) return words.points.origins[origin];
  const more = title.more > 0 ? ` ${words.common.andMore(title.more)}` : '';
  return `${title.product}${more}\u00a0・ ${title.place}`;
}

function PendingLot({ lot }: { lot: Pending }) {
  const words = useWords();
  return (
    <section class="note pending">
      <p class="split">
        <b>{words.points.pending}</b>
        <Amount points={lot.amount} />
      </p>
      <p>
        <Said>{words.points.pendingWhy(lot.title?.product ?? null, lot.availableAt)}</Said>
      </p>
      {lot.reasons.length > 0 ? <p class="small why">{whyOf(words, lot.reasons)}</p> : null}
    </section>
  );
}
