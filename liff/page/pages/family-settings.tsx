import { answerOf, api } from '../client.ts';
import { type Doing, useDoing } from '../loaded.ts';
import { Trouble } from '../parts/frame.tsx';
import { Switch } from '../parts/switch.tsx';
import { useWords } from '../speech.tsx';
import type { Family } from './family.tsx';

type Props = { family: Family; changed: () => void };

const percents = [0, 50, 100] as const;

/** What a member decides for itself, and what the head decides for all. */
export function FamilySettings({ family, changed }: Props) {
  const words = useWords().family.settings;
  const doing = useDoing();
  const { me } = family;
  const set = (work: () => Promise<unknown>) =>
    doing.run(async () => {
      await work();
      changed();
    });
  const show = (visible: boolean) => set(() => answerOf(api.household.visible.$post({ json: { visible } })));
  const find = (findable: boolean) => set(() => answerOf(api.household.findable.$post({ json: { findable } })));
  const give = (percent: (typeof percents)[number]) =>
    set(() => answerOf(api.household.share.$post({ json: { percent } })));
  return (
    <section class="stack">
      <h2>{words.heading}</h2>
      <div class="sheet rows switches">
        <Switch label={words.visible} hint={words.visibleHint} on={me.visible} doing={doing} set={show} />
        <Switch label={words.findable} hint={words.findableHint} on={me.findable} doing={doing} set={find} />
      </div>
      <fieldset>
        <legend>{words.share}</legend>
        <div class="segments">
          {percents.map((percent) => (
            <label key={percent}>
              <input
                type="radio"
                name="share"
                checked={me.percent === percent}
                disabled={doing.busy}
                onChange={() => give(percent)}
              />
              <span>{words.shares[percent]}</span>
            </label>
          ))}
        </div>
        <p class="small">{words.shareHint}</p>
      </fieldset>
      {me.role === 'head' ? <Spenders family={family} doing={doing} set={set} /> : null}
      <Trouble refused={doing.refused} />
    </section>
  );
}

type SpendersProps = { family: Family; doing: Doing; set: (work: () => Promise<unknown>) => void };

function Spenders({ family, doing, set }: SpendersProps) {
  const all = useWords().family;
  const words = all.settings;
  const others = family.members.filter(({ me }) => !me);
  const named = others.filter(({ maySpend }) => maySpend).map(({ membershipId }) => membershipId);
  const choose = (spenders: 'all' | 'named', who: number[]) =>
    set(() => answerOf(api.household.spenders.$post({ json: { spenders, named: who } })));
  return (
    <fieldset>
      <legend>{words.spenders}</legend>
      <div class="segments">
        {(['all', 'named'] as const).map((spenders) => (
          <label key={spenders}>
            <input
              type="radio"
              name="spenders"
              checked={family.spenders === spenders}
              disabled={doing.busy}
              onChange={() => choose(spenders, named)}
            />
            <span>{spenders === 'all' ? words.spendersAll : words.spendersNamed}</span>
          </label>
        ))}
      </div>
      {family.spenders === 'named' ? (
        <div class="sheet rows switches">
          {others.map(({ membershipId, name, maySpend }) => (
            <Switch
              key={membershipId}
              label={name ? `${name.family} ${name.given}`.trim() : all.members.hidden}
              on={maySpend}
              doing={doing}
              set={(on) => choose('named', on ? [...named, membershipId] : named.filter((id) => id !== membershipId))}
            />
          ))}
        </div>
      ) : null}
      <p class="small">{words.spendersHint}</p>
    </fieldset>
  );
}
