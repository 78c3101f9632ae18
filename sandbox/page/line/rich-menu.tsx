import type { LineWords } from '../../words/line.ja.ts';
import type { ChatProps } from './chat-props.ts';
import { LineIcon } from './icons.tsx';

type RichMenuProps = {
  words: LineWords;
  menu: NonNullable<ChatProps['richMenu']>;
  open: boolean;
  onToggle: () => void;
  onTap: (area: number) => void;
};

/** The account's own menu: its picture, with each tappable area laid over it, and the bar that folds it. */
export function RichMenuPane(props: RichMenuProps) {
  const { words, menu, open, onToggle, onTap } = props;
  const { width, height } = menu.size;
  const share = (part: number, whole: number) => `${((part / whole) * 100).toFixed(3)}%`;
  return (
    <div class="line-menu">
      {open && (
        <div class="line-menu-picture" style={{ aspectRatio: `${width} / ${height}` }}>
          <img src={menu.imageUrl} alt="" />
          {menu.areas.map(({ bounds, action }, index) => (
            <button
              type="button"
              aria-label={action.label ?? action.text ?? action.displayText ?? `${words.menu} ${index + 1}`}
              style={{
                left: share(bounds.x, width),
                top: share(bounds.y, height),
                width: share(bounds.width, width),
                height: share(bounds.height, height),
              }}
              onClick={() => onTap(index)}
            />
          ))}
        </div>
      )}
      <button
        type="button"
        class="line-menu-bar"
        aria-expanded={open}
        aria-label={open ? words.closeMenu : words.openMenu}
        onClick={onToggle}
      >
        {menu.chatBarText}
        <LineIcon name={open ? 'down' : 'up'} size={18} />
      </button>
    </div>
  );
}
