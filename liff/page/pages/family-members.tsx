import { useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing } from '../loaded.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Initial } from '../parts/rows.tsx';
import { useWords } from '../speech.tsx';
import type { Family } from './family.tsx';

type Props = { family: Family; changed: () => void };
type Member = Family['members'][number];

/** Who is linked, by name where they show it; the head can take somebody out. */
export function FamilyMembers({ family, changed }: Props) {
  const words = useWords().family.members;
  const [leaving, setLeaving] = useState<Member | null>(null);
  const head = family.me.role === 'head';
  if (leaving) return <Remove member={leaving} changed={changed} back={() => setLeaving(null)} />;
  return (
    <section class="stack-small">
      <h2>{words.heading}</h2>
      <ul class="sheet rows">
        {family.members.map((member) => (
          <li key={member.membershipId} class="row">
            <Initial name={member.name ? member.name.given || member.name.family : words.mark} />
            <span class="grow">
              {nameOf(member, words.hidden)}
              <small>{roleOf(member, family, words)}</small>
            </span>
            {head && !member.me ? (
              <button type="button" class="textlink" onClick={() => setLeaving(member)}>
                {words.remove}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function nameOf({ name }: Member, hidden: string): string {
  return name ? `${name.family} ${name.given}`.trim() : hidden;
}

type MemberWords = ReturnType<typeof useWords>['family']['members'];

function roleOf(member: Member, { me }: Family, words: MemberWords): string {
  const said = [member.me ? words.me : '', member.role === 'head' ? words.head : ''];
  if (member.me && !me.visible) said.push(words.hiddenMe);
  return said.filter(Boolean).join(' ・ ');
}

function Remove({ member, changed, back }: { member: Member; changed: () => void; back: () => void }) {
  const words = useWords().family.members;
  const doing = useDoing();
  const remove = () =>
    doing.run(async () => {
      await answerOf(api.household.remove.$post({ json: { membershipId: member.membershipId } }));
      back();
      changed();
    });
  const told = {
    heading: words.removeHeading(nameOf(member, words.hidden)),
    lead: words.removeLead,
    confirm: words.removeConfirm,
    keep: words.keep,
  };
  return <Confirm words={told} doing={doing} yes={remove} no={back} />;
}
