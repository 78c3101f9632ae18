import { asItems } from '../../slack/fields.ts';
import type { Item } from '../../slack/types.ts';
import type { Desk } from './desk.ts';
import { Link, Person } from './text.tsx';

/** A rich_text block or table cell: sections, lists, quotes, preformatted text. */
export function RichText(props: { desk: Desk; block: Item }) {
  return (
    <div class="sl-rich">
      {asItems(props.block.elements).map((section) => (
        <Section desk={props.desk} section={section} />
      ))}
    </div>
  );
}

function Section({ desk, section }: { desk: Desk; section: Item }) {
  const inside = asItems(section.elements);
  if (section.type === 'rich_text_list') {
    const List = section.style === 'ordered' ? 'ol' : 'ul';
    return (
      <List class="sl-list">
        {inside.map((item) => (
          <li>
            <Section desk={desk} section={item} />
          </li>
        ))}
      </List>
    );
  }
  const pieces = inside.map((element) => <Piece desk={desk} element={element} />);
  if (section.type === 'rich_text_preformatted') return <pre class="sl-pre">{pieces}</pre>;
  if (section.type === 'rich_text_quote') return <blockquote class="sl-quote">{pieces}</blockquote>;
  return <span class="sl-rich-line">{pieces}</span>;
}

function Piece({ desk, element }: { desk: Desk; element: Item }) {
  const text = typeof element.text === 'string' ? element.text : '';
  if (element.type === 'link')
    return <Link desk={desk} url={String(element.url)} label={text || String(element.url)} />;
  if (element.type === 'user') return <Person desk={desk} id={String(element.user_id)} />;
  if (element.type === 'channel')
    return <span class="sl-mention">#{desk.channelNamed(String(element.channel_id))}</span>;
  if (element.type === 'broadcast') return <span class="sl-mention sl-broadcast">@{String(element.range)}</span>;
  if (element.type === 'emoji') return <span>{emojiOf(element)}</span>;
  return <Styled style={(element.style ?? {}) as Item} text={text} />;
}

function Styled({ style, text }: { style: Item; text: string }) {
  const marks = ['bold', 'italic', 'strike', 'code', 'underline'].filter((name) => style[name] === true);
  const names = marks.map((name) => `sl-is-${name}`).join(' ');
  return <span class={names || undefined}>{text}</span>;
}

/** The character of an emoji when the app sent its code points, else its name. */
function emojiOf(element: Item): string {
  if (typeof element.unicode !== 'string') return `:${String(element.name)}:`;
  return String.fromCodePoint(...element.unicode.split('-').map((point) => Number.parseInt(point, 16)));
}
