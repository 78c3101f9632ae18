import { asItems, asList, asText, isItem } from '../../slack/fields.ts';
import type { Block, Item } from '../../slack/types.ts';
import type { Desk } from './desk.ts';
import { RichText } from './rich-text.tsx';

/** A table block; its first row is the head, as Slack draws it. */
export function Table(props: { desk: Desk; block: Block }) {
  const rows = asList(props.block.rows).map(asItems);
  const settings = asList(props.block.column_settings).map((one) => (isItem(one) ? one : {}));
  const [head = [], ...body] = rows;
  return (
    <div class="sl-table">
      <table>
        <thead>
          <tr>
            {head.map((cell, column) => (
              <th class={lookOf(settings[column])} scope="col">
                <Cell desk={props.desk} cell={cell} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr>
              {row.map((cell, column) => (
                <td class={lookOf(settings[column])}>
                  <Cell desk={props.desk} cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ desk, cell }: { desk: Desk; cell: Item }) {
  return cell.type === 'rich_text' ? <RichText desk={desk} block={cell} /> : <span>{wordsOf(cell)}</span>;
}

function wordsOf(cell: Item): string {
  return asText(cell.text) ?? '';
}

function lookOf(setting: Item | undefined): string {
  const align = setting?.align === 'right' || setting?.align === 'center' ? `sl-${setting.align}` : '';
  return `${align} ${setting?.is_wrapped === true ? 'sl-wrapped' : ''}`.trim();
}
