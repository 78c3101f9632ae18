import type { LineAction, QuickReplyItem } from '../../line/shapes.ts';

/** The row of suggestions under the last message. */
export function QuickReplies(props: {
  items: QuickReplyItem[];
  mapUrl: (url: string) => string;
  onAction: (action: LineAction) => void;
}) {
  return (
    <ul class="line-quick">
      {props.items.map(({ action, imageUrl }) => (
        <li>
          <button type="button" onClick={() => props.onAction(action)}>
            {imageUrl && <img src={props.mapUrl(imageUrl)} alt="" />}
            {action.label}
          </button>
        </li>
      ))}
    </ul>
  );
}
