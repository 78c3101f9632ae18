import { asBlocks, asText } from '../../slack/fields.ts';
import type { Item } from '../../slack/types.ts';
import type { ShownMessage } from '../../slack/view-model.ts';
import { Blocks } from './blocks.tsx';
import type { Desk } from './desk.ts';
import { Glyph } from './glyphs.tsx';
import { type Surface, useSurface } from './surface.ts';
import { Mrkdwn } from './text.tsx';
import { clockTime } from './times.ts';

type MessageProps = { desk: Desk; channel: string; message: ShownMessage; compact?: boolean; inThread?: boolean };

/** One message: who, when, what, and what can be pressed in it. */
export function MessageRow({ desk, channel, message, compact, inThread }: MessageProps) {
  const surface = useMessageSurface(desk, channel, message.ts);
  const { words } = desk;
  return (
    <article
      class={`sl-message ${compact ? 'sl-compact' : ''} ${message.onlyForYou ? 'sl-only-you' : ''}`}
      data-ts={message.ts}
    >
      <div class="sl-gutter">
        {compact ? (
          <time class="sl-time">{clockTime(message.at, desk.lang)}</time>
        ) : (
          <Face desk={desk} message={message} />
        )}
      </div>
      <div class="sl-said">
        {message.onlyForYou ? <OnlyYou desk={desk} channel={channel} ts={message.ts} /> : null}
        {compact ? null : (
          <header class="sl-who">
            <b>{authorName(desk, message)}</b>
            {message.byApp || message.notice ? <span class="sl-badge">{words.app}</span> : null}
            <time class="sl-time" dateTime={message.at}>
              {clockTime(message.at, desk.lang)}
            </time>
          </header>
        )}
        <Body desk={desk} surface={surface} message={message} />
        {message.replies > 0 && !inThread ? (
          <button type="button" class="sl-replies" onClick={() => desk.actions.openThread(message.ts)}>
            <Glyph name="thread" size={16} />
            {words.replies(message.replies)}
          </button>
        ) : null}
      </div>
      {inThread || message.onlyForYou ? null : (
        <button
          type="button"
          class="sl-button sl-icon-button sl-hover"
          aria-label={words.reply}
          title={words.reply}
          onClick={() => desk.actions.openThread(message.ts)}
        >
          <Glyph name="thread" size={18} />
        </button>
      )}
    </article>
  );
}

function Body({ desk, surface, message }: { desk: Desk; surface: Surface; message: ShownMessage }) {
  if (message.notice) {
    return <p class="sl-text">{desk.words.notices[message.notice.code](message.notice.subject)}</p>;
  }
  return (
    <>
      {message.blocks.length > 0 ? (
        <Blocks desk={desk} surface={surface} blocks={message.blocks} />
      ) : message.text ? (
        <div class="sl-text">
          <Mrkdwn desk={desk} source={message.text} />
          {message.edited ? <span class="sl-edited">({desk.words.edited})</span> : null}
        </div>
      ) : null}
      {message.attachments.map((attachment) => (
        <Attachment desk={desk} surface={surface} attachment={attachment} />
      ))}
      {message.files.map((file) =>
        file.isImage ? (
          <figure class="sl-figure">
            <figcaption>{file.name}</figcaption>
            <img src={desk.fileUrl(file.id)} alt={file.altText || file.name} />
          </figure>
        ) : (
          <a class="sl-file" href={desk.fileUrl(file.id)} download={file.name}>
            <Glyph name="file" />
            {file.name}
          </a>
        ),
      )}
    </>
  );
}

function Attachment({ desk, surface, attachment }: { desk: Desk; surface: Surface; attachment: Item }) {
  const named: Record<string, string> = { good: '#2eb886', warning: '#daa038', danger: '#a30100' };
  const asked = asText(attachment.color) ?? '';
  const colour = named[asked] ?? (/^#?[0-9a-f]{6}$/i.test(asked) ? `#${asked.replace('#', '')}` : '#dddddd');
  const blocks = asBlocks(attachment.blocks);
  return (
    <div class="sl-attachment">
      <span class="sl-bar" style={{ backgroundColor: colour }} />
      <div class="sl-attached">
        {blocks.length > 0 ? (
          <Blocks desk={desk} surface={surface} blocks={blocks} />
        ) : (
          <Legacy desk={desk} attachment={attachment} />
        )}
      </div>
    </div>
  );
}

function Legacy({ desk, attachment }: { desk: Desk; attachment: Item }) {
  const words = asText(attachment.text) ?? asText(attachment.fallback) ?? '';
  return (
    <div class="sl-text">
      {asText(attachment.title) ? <b>{asText(attachment.title)}</b> : null}
      <Mrkdwn desk={desk} source={words} />
    </div>
  );
}

function OnlyYou({ desk, channel, ts }: { desk: Desk; channel: string; ts: string }) {
  return (
    <p class="sl-only-you-line">
      <Glyph name="eye" size={16} />
      {desk.words.onlyYou}
      <button type="button" class="sl-link" onClick={() => void desk.actions.dismiss(channel, ts)}>
        {desk.words.dismiss}
      </button>
    </p>
  );
}

function Face({ desk, message }: { desk: Desk; message: ShownMessage }) {
  if (message.byApp) return <span class="sl-face sl-app-icon">{desk.appIcon}</span>;
  return (
    <span class="sl-face" aria-hidden="true">
      {message.notice ? 'S' : desk.userNamed(message.user)?.initial}
    </span>
  );
}

function authorName(desk: Desk, message: ShownMessage): string {
  if (message.notice) return desk.words.slackbot;
  return message.byApp ? desk.appName : (desk.userNamed(message.user)?.realName ?? desk.words.unknownUser);
}

function useMessageSurface(desk: Desk, channel: string, ts: string): Surface {
  return useSurface((actionId, gesture) => desk.actions.press({ channel, ts }, actionId, gesture));
}
