import { useContext, useState } from 'hono/jsx/dom';
import { answerOf, api } from '../client.ts';
import { useDoing, useLoaded } from '../loaded.ts';
import { Confirm } from '../parts/confirm.tsx';
import { Await, SubPage, Trouble } from '../parts/frame.tsx';
import { WayTo } from '../parts/rows.tsx';
import { Switch } from '../parts/switch.tsx';
import { Said, SpeechContext, useWords } from '../speech.tsx';
import { ContactSection } from './contact.tsx';

const load = () => answerOf(api.settings.$get());
type Settings = Awaited<ReturnType<typeof load>>;

/** What is sent, what is seen, the language, and the way out. */
export function SettingsPage({ left }: { left: () => void }) {
  const words = useWords();
  const loaded = useLoaded(load);
  return (
    <SubPage title={words.settings.title} up="/" headed>
      <Await loaded={loaded} outline={[60, 190, 120]}>
        {(settings) => (
          <>
            <Switches settings={settings} changed={loaded.reload} />
            <Language />
            <ContactSection />
            <div class="sheet rows">
              <WayTo to="/leave" label={words.leave.open} hint={words.leave.openHint} />
            </div>
            <Unlink settings={settings} left={left} />
          </>
        )}
      </Await>
    </SubPage>
  );
}

function Switches({ settings, changed }: { settings: Settings; changed: () => void }) {
  const words = useWords().settings;
  const doing = useDoing();
  const consent = (purpose: 'messages' | 'recommendations') => (allowed: boolean) =>
    doing.run(async () => {
      await answerOf(api.settings.consent.$post({ json: { purpose, allowed } }));
      changed();
    });
  const joinedView = (allowed: boolean) =>
    doing.run(async () => {
      await answerOf(api.settings['joined-view'].$post({ json: { allowed } }));
      changed();
    });
  const { seen, awaiting, frozen } = settings.joined;
  return (
    <section>
      <div class="sheet rows switches">
        <Switch
          label={words.messages}
          hint={words.messagesHint}
          on={settings.messages}
          doing={doing}
          set={consent('messages')}
        />
        <Switch
          label={words.recommendations}
          hint={words.recommendationsHint}
          on={settings.recommendations}
          doing={doing}
          set={consent('recommendations')}
        />
        {seen + awaiting > 0 && !frozen ? (
          <Switch label={words.joined} hint={words.joinedHint} on={seen > 0} doing={doing} set={joinedView} />
        ) : null}
      </div>
      <Trouble refused={doing.refused} />
    </section>
  );
}

function Language() {
  const { words, speak } = useContext(SpeechContext);
  const choose = (language: 'ja' | 'en') => {
    speak(language);
    // The chat follows the same choice; when it cannot be told now, the page is in the language all the same.
    api.settings.language.$post({ json: { language } }).catch(() => {});
  };
  return (
    <fieldset>
      <legend>{words.settings.language}</legend>
      <div class="segments">
        {(['ja', 'en'] as const).map((language) => (
          <label key={language}>
            <input type="radio" name="language" checked={words.code === language} onChange={() => choose(language)} />
            <span lang={language}>{words.settings.languages[language]}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function Unlink({ settings, left }: { settings: Settings; left: () => void }) {
  const words = useWords().settings;
  const [asked, setAsked] = useState(false);
  const doing = useDoing();
  const unlink = () =>
    doing.run(async () => {
      await answerOf(api.settings.unlink.$post({ json: {} }));
      left();
    });
  if (!asked) {
    return (
      <section>
        <h2>{words.unlink}</h2>
        <p class="second">{words.unlinkLead}</p>
        <button type="button" class="textlink" onClick={() => setAsked(true)}>
          {words.unlinkOpen}
        </button>
      </section>
    );
  }
  const told = { heading: words.unlinkHeading, lead: '', confirm: words.unlinkConfirm, keep: words.keep };
  return (
    <Confirm words={told} doing={doing} yes={unlink} no={() => setAsked(false)}>
      <ul class="care second">
        {words.unlinkWhat.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p class="note">
        <Said>{words.unlinkKeep(settings.memberNumber, settings.kept.points)}</Said>
      </p>
    </Confirm>
  );
}
