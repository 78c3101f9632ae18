import type { Child } from 'hono/jsx';
import type { FlexBlockStyle, FlexBubble, FlexComponent, FlexContainer, LineAction } from '../../line/shapes.ts';
import {
  aspectRatio,
  boxStyle,
  bubbleRadius,
  bubbleWidth,
  color,
  fontSize,
  imageWidth,
  lettering,
  placement,
  type Style,
  textStyle,
} from './flex-style.ts';
import { pictureSource } from './safe.ts';

/** What every component needs from outside: where pictures come from and what a tap does. */
export type FlexWorld = { mapUrl: (url: string) => string; onAction: (action: LineAction) => void };

const blocks = ['header', 'hero', 'body', 'footer'] as const;
const blockPadding = { header: '20px', hero: '0px', body: '20px', footer: '10px' };

/**
 * A Flex container as LINE draws it, approximately; every text is a text node, never markup.
 * `tail` is drawn behind the last bubble of a carousel, where it scrolls along.
 */
export function Flex(props: FlexWorld & { container: FlexContainer; tail?: Child }) {
  const { container, tail, ...world } = props;
  if (container.type === 'bubble') return <Bubble bubble={container} {...world} />;
  return (
    <div class="fx-carousel">
      {container.contents.map((bubble) => (
        <Bubble bubble={bubble} {...world} />
      ))}
      {tail}
    </div>
  );
}

function Bubble(props: FlexWorld & { bubble: FlexBubble }) {
  const { bubble, ...world } = props;
  const style = { maxWidth: `${bubbleWidth(bubble.size)}px`, borderRadius: `${bubbleRadius(bubble.size)}px` };
  const shown = blocks.filter((name) => bubble[name] !== undefined);
  return (
    <Tappable class="fx-bubble" action={bubble.action} style={style} dir={bubble.direction} {...world}>
      {shown.map((name, index) => (
        <Block name={name} block={bubble[name]} look={bubble.styles?.[name]} isFirst={index === 0} {...world} />
      ))}
    </Tappable>
  );
}

type BlockProps = { name: (typeof blocks)[number]; block?: FlexComponent; look?: FlexBlockStyle; isFirst: boolean };

function Block(props: FlexWorld & BlockProps) {
  const { name, block, look, isFirst, ...world } = props;
  if (!block) return null;
  const rule =
    look?.separator === true && !isFirst ? `1px solid ${color(look.separatorColor) ?? '#d4d6da'}` : undefined;
  return (
    <div
      class={`fx-block fx-${name}`}
      style={{ backgroundColor: color(look?.backgroundColor), borderBlockStart: rule }}
    >
      {block.type === 'box' ? (
        <Box box={block} place={{}} padding={blockPadding[name]} {...world} />
      ) : (
        <Component part={block} parent={{ type: 'box', layout: 'vertical' }} index={0} {...world} />
      )}
    </div>
  );
}

function Component(props: FlexWorld & { part: FlexComponent; parent: FlexComponent; index: number }): Child {
  const { part, parent, index, ...world } = props;
  const place = placement(part, parent, index);
  switch (part.type) {
    case 'box':
      return <Box box={part} place={place} {...world} />;
    case 'text':
      return <Text text={part} place={place} {...world} />;
    case 'button':
      return <Button button={part} place={place} {...world} />;
    case 'image':
      return <Picture image={part} place={place} {...world} />;
    case 'video':
      return <Picture image={{ ...part, url: part.previewUrl, size: 'full' }} place={place} {...world} />;
    case 'icon':
      return <Icon icon={part} place={place} mapUrl={world.mapUrl} />;
    case 'separator':
      return <div class="fx-separator" style={{ ...place, backgroundColor: color(part.color) }} />;
    default:
      return <div style={place} />;
  }
}

function Box(props: FlexWorld & { box: FlexComponent; place: Style; padding?: string }) {
  const { box, place, padding, ...world } = props;
  const own = boxStyle(box, padding);
  const style = { ...own, ...place, maxWidth: own.maxWidth ?? place.maxWidth };
  return (
    <Tappable class="fx-box" action={box.action} style={style} {...world}>
      {(box.contents ?? []).map((part, index) => (
        <Component part={part} parent={box} index={index} {...world} />
      ))}
    </Tappable>
  );
}

function Text(props: FlexWorld & { text: FlexComponent; place: Style }) {
  const { text, place, ...world } = props;
  const inside = text.contents
    ? text.contents.map((span) => <span style={lettering(span)}>{span.text ?? ''}</span>)
    : text.text;
  return (
    <Tappable class="fx-text" action={text.action} style={{ ...textStyle(text), ...place }} {...world}>
      {inside}
    </Tappable>
  );
}

const buttonLooks: Record<string, (tone: string | undefined) => Style> = {
  primary: (tone) => ({ backgroundColor: tone ?? '#17c950', color: '#ffffff' }),
  secondary: (tone) => ({ backgroundColor: tone ?? '#dcdfe5', color: '#111111' }),
  link: (tone) => ({ color: tone ?? '#42659a' }),
};

function Button(props: FlexWorld & { button: FlexComponent; place: Style }) {
  const { button, place, onAction } = props;
  const { action } = button;
  const look = (buttonLooks[button.style ?? 'link'] ?? buttonLooks.link)?.(color(button.color));
  const height = button.height === 'sm' ? '40px' : '52px';
  return (
    <button
      type="button"
      class={`fx-button fx-${button.style ?? 'link'}`}
      style={{ ...look, ...place, minHeight: height }}
      onClick={(event: Event) => {
        event.stopPropagation();
        if (action) onAction(action);
      }}
    >
      {action?.label ?? ''}
    </button>
  );
}

function Picture(props: FlexWorld & { image: FlexComponent; place: Style }) {
  const { image, place, ...world } = props;
  const source = pictureSource(image.url);
  const justify = { start: 'flex-start', end: 'flex-end' }[image.align ?? ''] ?? 'center';
  const frame = {
    width: imageWidth(image.size),
    aspectRatio: aspectRatio(image.aspectRatio),
    backgroundColor: color(image.backgroundColor),
  };
  return (
    <Tappable class="fx-picture" action={image.action} style={{ ...place, justifyContent: justify }} {...world}>
      <div class="fx-frame" style={frame}>
        {source && (
          <img
            src={world.mapUrl(source)}
            alt=""
            style={{ objectFit: image.aspectMode === 'cover' ? 'cover' : 'contain' }}
          />
        )}
        {image.type === 'video' && <span class="fx-play" aria-hidden="true" />}
      </div>
    </Tappable>
  );
}

function Icon(props: { icon: FlexComponent; place: Style; mapUrl: (url: string) => string }) {
  const { icon, place, mapUrl } = props;
  const source = pictureSource(icon.url);
  const style = { ...place, height: `${fontSize(icon.size)}px`, aspectRatio: aspectRatio(icon.aspectRatio) };
  return source ? <img class="fx-icon" src={mapUrl(source)} alt="" style={style} /> : null;
}

type TappableProps = { class: string; style: Style; action?: LineAction; dir?: string; children?: Child };

/** A part that does something when tapped, if it has an action; by keyboard as well. */
function Tappable(props: FlexWorld & TappableProps) {
  const { action, onAction, style, children, dir } = props;
  if (!action) {
    return (
      <div class={props.class} style={style} dir={dir}>
        {children}
      </div>
    );
  }
  const act = (event: Event) => {
    event.stopPropagation();
    onAction(action);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a button may not hold other buttons, a Flex box may
    <div
      class={`${props.class} fx-tappable`}
      style={style}
      dir={dir}
      role="button"
      tabIndex={0}
      aria-label={action.label}
      onClick={act}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.target === event.currentTarget && (event.key === 'Enter' || event.key === ' ')) act(event);
      }}
    >
      {children}
    </div>
  );
}
