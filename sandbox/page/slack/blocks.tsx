import { useState } from 'hono/jsx/dom';
import { asItems, asText, isItem } from '../../slack/fields.ts';
import type { Block, Item } from '../../slack/types.ts';
import type { Desk } from './desk.ts';
import { InteractiveElement } from './elements.tsx';
import { slackFileIdOf } from './picture.ts';
import { RichText } from './rich-text.tsx';
import type { Surface } from './surface.ts';
import { Table } from './table.tsx';
import { Mrkdwn, TextObject } from './text.tsx';

type BlockProps = { desk: Desk; surface: Surface; block: Block };

/** A stack of blocks, as a message, modal or Home tab shows it. */
export function Blocks(props: { desk: Desk; surface: Surface; blocks: Block[] }) {
  return (
    <div class="sl-blocks">
      {props.blocks.map((block) => (
        <BlockOf key={block.block_id} desk={props.desk} surface={props.surface} block={block} />
      ))}
    </div>
  );
}

function BlockOf(props: BlockProps) {
  const { desk, block } = props;
  switch (block.type) {
    case 'section':
      return <Section {...props} />;
    case 'header':
      return (
        <h3 class="sl-header">
          <TextObject desk={desk} text={block.text} />
        </h3>
      );
    case 'divider':
      return <hr class="sl-divider" />;
    case 'context':
      return <Context {...props} />;
    case 'actions':
      return <Actions {...props} />;
    case 'image':
      return <Figure {...props} />;
    case 'input':
      return <Input {...props} />;
    case 'table':
      return <Table desk={desk} block={block} />;
    case 'rich_text':
      return <RichText desk={desk} block={block} />;
    case 'markdown':
      return (
        <div class="sl-text">
          <Mrkdwn desk={desk} source={asText(block.text) ?? ''} />
        </div>
      );
    default:
      return null;
  }
}

function Section({ desk, surface, block }: BlockProps) {
  const accessory = isItem(block.accessory) ? block.accessory : undefined;
  const fields = asItems(block.fields);
  return (
    <div class={`sl-section ${accessory ? `sl-with-${accessory.type === 'image' ? 'thumb' : 'accessory'}` : ''}`}>
      <div class="sl-section-words">
        {block.text ? (
          <div class="sl-text">
            <TextObject desk={desk} text={block.text} />
          </div>
        ) : null}
        {fields.length > 0 ? (
          <div class="sl-fields">
            {fields.map((field) => (
              <div class="sl-text">
                <TextObject desk={desk} text={field} />
              </div>
            ))}
          </div>
        ) : null}
      </div>
      {accessory ? (
        <div class="sl-accessory">
          {accessory.type === 'image' ? (
            <Picture desk={desk} item={accessory} />
          ) : (
            <InteractiveElement desk={desk} surface={surface} element={accessory} blockId={block.block_id ?? ''} />
          )}
        </div>
      ) : null}
    </div>
  );
}

function Context({ desk, block }: BlockProps) {
  return (
    <div class="sl-context">
      {asItems(block.elements).map((element) =>
        element.type === 'image' ? (
          <Picture desk={desk} item={element} />
        ) : (
          <span class="sl-context-words">
            <TextObject desk={desk} text={element} />
          </span>
        ),
      )}
    </div>
  );
}

function Actions({ desk, surface, block }: BlockProps) {
  return (
    <div class="sl-actions">
      {asItems(block.elements).map((element) => (
        <InteractiveElement
          key={String(element.action_id)}
          desk={desk}
          surface={surface}
          element={element}
          blockId={block.block_id ?? ''}
        />
      ))}
    </div>
  );
}

function Figure({ desk, block }: BlockProps) {
  return (
    <figure class="sl-figure">
      {block.title ? (
        <figcaption>
          <TextObject desk={desk} text={block.title} />
        </figcaption>
      ) : null}
      <Picture desk={desk} item={block} />
    </figure>
  );
}

/** A picture by address or by uploaded file; when it cannot be loaded its words stand in its place. */
export function Picture({ desk, item }: { desk: Desk; item: Item }) {
  const [lost, setLost] = useState(false);
  const fileId = slackFileIdOf(item.slack_file);
  const source = fileId ? desk.fileUrl(fileId) : desk.mapUrl(asText(item.image_url) ?? '');
  const words = asText(item.alt_text) ?? '';
  if (lost) return <span class="sl-lost-picture">{words}</span>;
  return <img src={source} alt={words} onError={() => setLost(true)} />;
}

function Input({ desk, surface, block }: BlockProps) {
  const blockId = block.block_id ?? '';
  const element = isItem(block.element) ? block.element : {};
  const complaint = surface.complaintAt(blockId);
  const labelId = `sl-label-${blockId}`;
  return (
    <div class={`sl-input ${complaint ? 'sl-wrong' : ''}`} data-block={blockId}>
      <div class="sl-label" id={labelId}>
        <TextObject desk={desk} text={block.label} />
        {block.optional === true ? <span class="sl-optional">{desk.words.optional}</span> : null}
      </div>
      <InteractiveElement
        desk={desk}
        surface={surface}
        element={element}
        blockId={blockId}
        labelledBy={labelId}
        inForm={block.dispatch_action !== true}
      />
      {complaint ? (
        <p class="sl-complaint" role="alert">
          {complaint}
        </p>
      ) : null}
      {block.hint ? (
        <p class="sl-hint">
          <TextObject desk={desk} text={block.hint} />
        </p>
      ) : null}
    </div>
  );
}
