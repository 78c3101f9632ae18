import type { Button } from '@slack/types';
import { plain } from './text.ts';

type Look = { style?: 'primary' | 'danger'; confirm?: { title: string; text: string; yes: string; no: string } };

/** A button that carries ids only. */
export function button(actionId: string, text: string, value: string, { style, confirm }: Look = {}): Button {
  return {
    type: 'button',
    action_id: actionId,
    text: plain(text, 75),
    value,
    ...(style ? { style } : {}),
    ...(confirm
      ? {
          confirm: {
            title: plain(confirm.title, 100),
            text: plain(confirm.text, 300),
            confirm: plain(confirm.yes, 30),
            deny: plain(confirm.no, 30),
          },
        }
      : {}),
  };
}
