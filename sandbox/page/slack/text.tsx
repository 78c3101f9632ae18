import type { Item } from '../../slack/types.ts';
import type { Desk } from './desk.ts';
import { type Inline, isSafeUrl, type Part, parseMrkdwn } from './mrkdwn.ts';

/** A text object: plain, or mrkdwn with its styles, links and mentions. */
export function TextObject(props: { desk: Desk; text: unknown }) {
  const text = props.text as Item | undefined;
  const words = typeof text?.text === 'string' ? text.text : '';
  return text?.type === 'mrkdwn' ? <Mrkdwn desk={props.desk} source={words} /> : <span class="sl-plain">{words}</span>;
}

/** A text in Slack's mrkdwn as nodes; nothing in it can become markup. */
export function Mrkdwn(props: { desk: Desk; source: string }) {
  return (
    <>
      {parseMrkdwn(props.source).map((part) => (
        <PartOf desk={props.desk} part={part} />
      ))}
    </>
  );
}

/** A link of a message: followed inside the sandbox, never by the browser itself. */
export function Link(props: { desk: Desk; url: string; label: string; class?: string }) {
  if (!isSafeUrl(props.url)) return <span>{props.label}</span>;
  return (
    <a
      class={props.class ?? 'sl-link'}
      href={props.desk.mapUrl(props.url)}
      target="_blank"
      rel="noreferrer"
      onClick={(event: Event) => {
        event.preventDefault();
        props.desk.actions.followLink(props.url);
      }}
    >
      {props.label}
    </a>
  );
}

/** A mention of a person, marked when it is the app or nobody known. */
export function Person(props: { desk: Desk; id: string }) {
  const user = props.desk.userNamed(props.id);
  return <span class="sl-mention">@{user?.realName ?? props.desk.words.unknownUser}</span>;
}

function PartOf({ desk, part }: { desk: Desk; part: Part }) {
  if (part.kind === 'blank') return <span class="sl-blank" />;
  if (part.kind === 'pre') return <pre class="sl-pre">{part.text}</pre>;
  if (part.kind === 'line') return <Line desk={desk} inside={part.inside} />;
  if (part.kind === 'quote') {
    return (
      <blockquote class="sl-quote">
        {part.lines.map((inside) => (
          <Line desk={desk} inside={inside} />
        ))}
      </blockquote>
    );
  }
  const List = part.ordered ? 'ol' : 'ul';
  return (
    <List class="sl-list">
      {part.items.map((inside) => (
        <li>
          <Pieces desk={desk} inside={inside} />
        </li>
      ))}
    </List>
  );
}

function Line({ desk, inside }: { desk: Desk; inside: Inline[] }) {
  return (
    <span class="sl-line">
      <Pieces desk={desk} inside={inside} />
    </span>
  );
}

function Pieces({ desk, inside }: { desk: Desk; inside: Inline[] }) {
  return (
    <>
      {inside.map((one) => (
        <Piece desk={desk} inline={one} />
      ))}
    </>
  );
}

function Piece({ desk, inline }: { desk: Desk; inline: Inline }) {
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code class="sl-code">{inline.text}</code>;
    case 'bold':
      return (
        <b>
          <Pieces desk={desk} inside={inline.inside} />
        </b>
      );
    case 'italic':
      return (
        <i>
          <Pieces desk={desk} inside={inline.inside} />
        </i>
      );
    case 'strike':
      return (
        <s>
          <Pieces desk={desk} inside={inline.inside} />
        </s>
      );
    case 'link':
      return <Link desk={desk} url={inline.url} label={inline.label} />;
    case 'user':
      return <Person desk={desk} id={inline.id} />;
    case 'channel':
      return <span class="sl-mention">#{desk.channelNamed(inline.id) ?? inline.label ?? inline.id}</span>;
    case 'group':
      return <span class="sl-mention">{inline.label ?? `@${inline.id}`}</span>;
    case 'broadcast':
      return <span class="sl-mention sl-broadcast">{inline.label}</span>;
  }
}
