import { useEffect, useRef, useState } from 'hono/jsx/dom';
import type { LineAction } from '../../line/shapes.ts';
import type { ChatMessage } from '../../line/state.ts';
import { Row } from './bubbles.tsx';
import type { ChatProps, Picked } from './chat-props.ts';
import { LineIcon } from './icons.tsx';
import { InputBar } from './input-bar.tsx';
import { Picker } from './picker.tsx';
import { QuickReplies } from './quick-replies.tsx';
import { RichMenuPane } from './rich-menu.tsx';
import { isOpenable } from './safe.ts';
import { dayKey, dayOf } from './time.ts';

type Picking = { action: LineAction; done: (picked: Picked) => void };

/** One person's LINE chat with the account, as the phone shows it; everything it does is told through its props. */
export function Chat(props: ChatProps) {
  const { words, account, messages, richMenu, onAction, onRichMenu, onLink } = props;
  const [text, setText] = useState('');
  const [menuOpen, setMenuOpen] = useState(true);
  const [picking, setPicking] = useState<Picking | undefined>(undefined);
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const thread = useRef<HTMLDivElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const last = messages.at(-1);

  useEffect(() => {
    const element = thread.current;
    if (!element) return;
    const toTheEnd = () => {
      element.scrollTop = element.scrollHeight;
    };
    toTheEnd();
    // The menu below comes, folds and goes: the newest message stays in sight above it.
    const room = new ResizeObserver(toTheEnd);
    room.observe(element);
    return () => room.disconnect();
  }, [last?.id, props.loading]);
  useEffect(() => {
    if (!isCopied) return;
    const hide = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(hide);
  }, [isCopied]);

  /** Links, the clipboard and the camera stay on the phone; a picker asks first; the rest is told. */
  const run = (action: LineAction, tell: (picked?: Picked) => void) => {
    if (action.type === 'uri') return isOpenable(action.uri) ? onLink(action.uri) : undefined;
    if (action.type === 'datetimepicker') return setPicking({ action, done: tell });
    if (action.type === 'camera' || action.type === 'cameraRoll') return camera.current?.click();
    if (action.type === 'clipboard') {
      void navigator.clipboard?.writeText(action.clipboardText ?? '');
      return setCopied(true);
    }
    tell();
    if (action.inputOption === 'closeRichMenu') setMenuOpen(false);
    if (action.inputOption === 'openRichMenu') setMenuOpen(true);
    if (action.inputOption === 'openKeyboard') {
      setText(action.fillInText ?? '');
      field.current?.focus();
    }
  };
  const act = (message: ChatMessage) => (action: LineAction) =>
    run(action, (picked) => onAction(message, action, picked));
  const tapArea = (area: number) => {
    const action = richMenu?.areas[area]?.action;
    if (action) run(action, (picked) => onRichMenu(area, picked));
  };
  const quick = last?.from === 'bot' ? last.body.quickReply?.items : undefined;

  return (
    <section class="line-chat" aria-label={words.chat(account.name)}>
      <header class="line-head">
        <LineIcon name="back" />
        <h2>{account.name}</h2>
        <LineIcon name="search" />
        <LineIcon name="lines" />
      </header>
      <div class="line-thread" ref={thread} role="log" aria-live="polite">
        <Thread {...props} act={act} />
        {props.loading && <Loading words={words} account={account} icon={props.accountIcon} mapUrl={props.mapUrl} />}
        {last && quick && quick.length > 0 && <QuickReplies items={quick} mapUrl={props.mapUrl} onAction={act(last)} />}
      </div>
      <input
        ref={camera}
        type="file"
        accept="image/jpeg,image/png"
        hidden
        aria-label={words.image}
        onChange={(event: Event) => {
          const [file] = (event.target as HTMLInputElement).files ?? [];
          if (file) props.onImage?.(file);
        }}
      />
      {isCopied && <output class="line-toast">{words.copied}</output>}
      {picking && (
        <Picker
          words={words}
          action={picking.action}
          onCancel={() => setPicking(undefined)}
          onPick={(picked) => {
            setPicking(undefined);
            picking.done(picked);
          }}
        />
      )}
      {props.friend && !props.blocked ? (
        <InputBar
          words={words}
          text={text}
          onText={setText}
          onSay={props.onSay}
          onMenu={richMenu ? () => setMenuOpen(!menuOpen) : undefined}
          fieldRef={field}
        />
      ) : (
        <div class="line-closed">
          <p>{props.blocked ? words.blocked : words.notFriend}</p>
          <button type="button" onClick={props.onFollow}>
            {props.blocked ? words.unblock : words.follow}
          </button>
        </div>
      )}
      {richMenu && props.friend && !props.blocked && (
        <RichMenuPane
          words={words}
          menu={richMenu}
          open={menuOpen}
          onToggle={() => setMenuOpen(!menuOpen)}
          onTap={tapArea}
        />
      )}
    </section>
  );
}

function Thread(props: ChatProps & { act: (message: ChatMessage) => (action: LineAction) => void }) {
  const { messages, language, act } = props;
  return (
    <>
      {messages.map((message, index) => {
        const before = messages[index - 1];
        const isNewDay = !before || dayKey(before.at) !== dayKey(message.at);
        return (
          <div class="line-moment" key={message.id}>
            {isNewDay && <p class="line-day">{dayOf(message.at, language)}</p>}
            <Row
              {...props}
              message={message}
              continues={!isNewDay && belongTogether(before, message)}
              continued={belongTogether(message, messages[index + 1])}
              onAction={act(message)}
            />
          </div>
        );
      })}
    </>
  );
}

/** Whether two neighbours are of one sender, in one minute. */
function belongTogether(before: ChatMessage | undefined, after: ChatMessage | undefined): boolean {
  if (!before || !after || before.unsent || after.unsent || before.from !== after.from) return false;
  const sameSender = before.body.sender?.name === after.body.sender?.name;
  return sameSender && Math.floor(before.at / 60_000) === Math.floor(after.at / 60_000);
}

type LoadingProps = Pick<ChatProps, 'words' | 'account' | 'mapUrl'> & { icon: ChatProps['accountIcon'] };

function Loading(props: LoadingProps) {
  const { words, account, icon: AccountIcon } = props;
  return (
    <div class="line-row line-theirs">
      <div class="line-face">
        {account.iconUrl ? <img src={props.mapUrl(account.iconUrl)} alt="" /> : AccountIcon && <AccountIcon />}
      </div>
      <div class="line-bubble line-dots" role="status" aria-label={words.typing}>
        <i />
        <i />
        <i />
      </div>
    </div>
  );
}
