import type { InferResponseType } from 'hono/client';
import type { api } from '../client.ts';
import { Said, useWords } from '../speech.tsx';

type PointsAnswer = InferResponseType<typeof api.points.$get>;
type Tier = NonNullable<PointsAnswer['tier']>;
type Campaign = PointsAnswer['campaigns'][number];
type Reason = PointsAnswer['lots'][number]['reasons'][number];
type Words = ReturnType<typeof useWords>;

/** The tier: a moon that fills with each one, what is missing to the next, until when this one holds. */
export function TierStanding({ tier }: { tier: Tier }) {
  const words = useWords();
  const { programme } = words;
  const { next, sumYen } = tier;
  const name = programme.name(tier.name);
  const nextName = next && programme.name(next.name);
  return (
    <section class="tier">
      <div class="tier-head">
        <h2>
          <Moon filled={tier.levels > 1 ? tier.level / (tier.levels - 1) : 1} />
          <span class="hidden">{programme.tier} </span>
          {name}
        </h2>
        <p class="second">
          {next && nextName ? <Said>{programme.missing(nextName, next.missingYen)}</Said> : programme.top}
        </p>
      </div>
      {next ? (
        <div
          class="tier-bar"
          role="img"
          aria-label={programme.progress(sumYen, next.fromYen)}
          style={{ '--share': `${Math.min(100, (sumYen / next.fromYen) * 100)}%` }}
        />
      ) : null}
      <p class="small split">
        <span>{programme.sum(sumYen)}</span>
        {next && nextName ? <span>{programme.from(nextName, next.fromYen)}</span> : null}
      </p>
      {tier.lastDay ? (
        <p class="small">
          <Said>{programme.holds(name, words.dayWithYear(tier.lastDay))}</Said>
        </p>
      ) : null}
    </section>
  );
}

/** The campaigns that run: what they give, on what, until when. */
export function Campaigns({ campaigns }: { campaigns: Campaign[] }) {
  const words = useWords();
  const { programme } = words;
  return (
    <section class="sheet padded campaigns">
      <h2>{programme.campaigns}</h2>
      <ul>
        {campaigns.map((campaign) => (
          <li key={campaign.name.ja}>
            <p class="split">
              <b>{programme.name(campaign.name)}</b>
              <span class="second">{programme.until(words.day(campaign.lastDay))}</span>
            </p>
            <p class="small">{termsOf(words, campaign)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Why a lot is as large as it is: `基本 42 pt ＋ 雨の日2倍 42 pt`. */
export function whyOf({ programme }: Words, reasons: Reason[]): string {
  const nameOf = ({ name, group, percent }: Reason) =>
    name ? programme.name(name) : percent === 100 ? programme.base : programme.rate(group, percent ?? 100);
  return reasons.map((reason) => programme.reason(nameOf(reason), reason.points)).join(programme.plus);
}

function termsOf({ programme }: Words, { gives, groups, minimumYen }: Campaign): string {
  const effect = gives.kind === 'multiplier' ? programme.multiplier(gives.percent) : programme.points(gives.points);
  return [groups.join('、'), minimumYen > 0 ? programme.minimum(minimumYen) : '', effect]
    .filter((part) => part !== '')
    .join(programme.dot);
}

/** A moon, lit from a thin crescent (0) over the half to the full one (1). */
function Moon({ filled }: { filled: number }) {
  const edge = 8 * (1 - 2 * Math.max(filled, 0.18));
  return (
    <svg class="moon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
      <circle cx="10" cy="10" r="8" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path d={`M10 2A8 8 0 0 1 10 18A${Math.abs(edge)} 8 0 0 ${edge > 0 ? 0 : 1} 10 2Z`} fill="currentColor" />
    </svg>
  );
}
