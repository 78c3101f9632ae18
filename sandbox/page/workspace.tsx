import type { Words } from '../words/ja.ts';
import type { Language } from './place.ts';
import type { StaffOfCast } from './world.ts';

/** Slack as the chosen member of staff sees it. */
export function Workspace(props: {
  words: Words;
  lang: Language;
  staff: StaffOfCast;
  channel: string | null;
  mapUrl: (url: string) => string;
  onLink: (url: string) => void;
}) {
  return (
    <section
      class="workspace"
      id="pane-slack"
      tabIndex={-1}
      aria-label={props.words.workspace.label(props.staff.realName)}
    >
      <div class="fixture-slack" />
    </section>
  );
}
