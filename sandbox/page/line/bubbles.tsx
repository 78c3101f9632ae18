import type { Child } from 'hono/jsx';
import type { FlexContainer, LineAction, LineMessage } from '../../line/shapes.ts';
import type { ChatMessage } from '../../line/state.ts';
import type { ChatProps } from './chat-props.ts';
import { Flex } from './flex.tsx';
import { LinkedText } from './linked-text.tsx';
import { pictureSource } from './safe.ts';
import { Template } from './template.tsx';
import { timeOf } from './time.ts';

type RowProps = Pick<
  ChatProps,
  'words' | 'language' | 'account' | 'accountIcon' | 'mapUrl' | 'contentUrl' | 'onLink'
> & {
  message: ChatMessage;
  /** Whether it follows the same sender's message of the same minute: then face and name are not repeated. */
  continues: boolean;
  /** Whether the same sender's next message is of the same minute: then the time stands there. */
  continued: boolean;
  onAction: (action: LineAction) => void;
};

/** One message of the chat: the person's own at the right in green, the account's at the left with face and name. */
export function Row(props: RowProps) {
  const { message, words, account } = props;
  if (message.unsent) {
    return <p class="line-note">{message.from === 'user' ? words.youUnsent : words.unsent(account.name)}</p>;
  }
  return message.from === 'user' ? <OwnRow {...props} /> : <AccountRow {...props} />;
}

function OwnRow(props: RowProps) {
  const { message, words, language, continued } = props;
  return (
    <div class="line-row line-own">
      {!continued && (
        <p class="line-meta">
          {message.read && <span>{words.read}</span>}
          <time>{timeOf(message.at, language)}</time>
        </p>
      )}
      <Content {...props} />
    </div>
  );
}

function AccountRow(props: RowProps) {
  const { message, words, language, account, accountIcon: AccountIcon, mapUrl, continues, continued } = props;
  const sender = message.body.sender;
  const icon = pictureSource(sender?.iconUrl) ?? account.iconUrl;
  const time = continued ? null : <time class="line-meta">{timeOf(message.at, language)}</time>;
  const scrolls = isCarousel(message.body);
  return (
    <div class={`line-row line-theirs ${continues ? 'line-continues' : ''}`}>
      {!continues && (
        <div class="line-face">{icon ? <img src={mapUrl(icon)} alt="" /> : AccountIcon && <AccountIcon />}</div>
      )}
      <div class="line-said">
        {!continues && (
          <p class="line-name">
            {sender?.name ? (
              <SenderName whole={words.from(sender.name, account.name)} name={sender.name} />
            ) : (
              account.name
            )}
          </p>
        )}
        <div class="line-with-time">
          <Content {...props} tail={scrolls ? time : undefined} />
          {!scrolls && time}
        </div>
      </div>
    </div>
  );
}

/** LINE sets the account's own name behind the sender's, lighter. */
function SenderName(props: { whole: string; name: string }) {
  const [before = '', after = ''] = props.whole.split(props.name);
  return (
    <>
      {before}
      {props.name}
      <span class="line-of">{after}</span>
    </>
  );
}

/** A carousel is wider than the screen, so its time goes where its bubbles end. */
function isCarousel({ contents, template }: LineMessage): boolean {
  return contents?.type === 'carousel' || (template as { columns?: unknown } | undefined)?.columns !== undefined;
}

function Content(props: RowProps & { tail?: Child }): Child {
  const { message, words, mapUrl, contentUrl, onLink, onAction, tail } = props;
  const { body } = message;
  switch (body.type) {
    case 'text':
    case 'textV2':
      return (
        <div class="line-bubble">
          <LinkedText text={textOf(body)} onLink={onLink} />
        </div>
      );
    case 'flex':
      return <Flex container={body.contents as FlexContainer} mapUrl={mapUrl} onAction={onAction} tail={tail} />;
    case 'template':
      return <Template message={body} mapUrl={mapUrl} onAction={onAction} tail={tail} />;
    case 'image':
      return <img class="line-image" src={imageOf(message, mapUrl, contentUrl)} alt={words.image} />;
    case 'video':
      return (
        <img class="line-image" src={mapUrl(pictureSource(body.previewImageUrl as string) ?? '')} alt={words.video} />
      );
    case 'location':
      return (
        <div class="line-bubble">
          <b>{String(body.title ?? words.location)}</b>
          <br />
          {String(body.address ?? '')}
        </div>
      );
    case 'sticker':
      return <div class="line-sticker">{words.sticker}</div>;
    default:
      return <div class="line-bubble">{body.altText ?? words[body.type as 'audio'] ?? body.type}</div>;
  }
}

function textOf(body: LineMessage): string {
  const text = body.text ?? '';
  return body.type === 'textV2' ? text.replaceAll('{{', '{').replaceAll('}}', '}') : text;
}

function imageOf(
  message: ChatMessage,
  mapUrl: (url: string) => string,
  contentUrl: (messageId: string) => string,
): string {
  const { originalContentUrl, previewImageUrl, contentProvider } = message.body as LineMessage & {
    originalContentUrl?: string;
    previewImageUrl?: string;
    contentProvider?: { type: string; originalContentUrl?: string };
  };
  if (contentProvider?.type === 'line') return contentUrl(message.id);
  return mapUrl(pictureSource(previewImageUrl ?? originalContentUrl ?? contentProvider?.originalContentUrl) ?? '');
}
