import type { Child } from 'hono/jsx';
import type { LineAction, RichMenu } from '../../line/shapes.ts';
import type { ChatMessage } from '../../line/state.ts';
import type { LineWords } from '../../words/line.ja.ts';

/** What a date or time picker gave, under the name of its mode. */
export type Picked = { date?: string; time?: string; datetime?: string };

/** Everything the chat is told and everything it tells; it knows no server. */
export type ChatProps = {
  words: LineWords;
  /** BCP 47, for times and dates. */
  language: string;
  account: { name: string; iconUrl?: string };
  /** Draws the account's face where it has no icon URL; a component, since one node cannot stand beside every message. */
  accountIcon?: (props: object) => Child;
  messages: ChatMessage[];
  loading: boolean;
  friend: boolean;
  blocked: boolean;
  richMenu?: RichMenu & { richMenuId: string; imageUrl: string };
  /** From an address in a message to one this browser can load. */
  mapUrl: (url: string) => string;
  /** Where a picture that the person sent can be loaded. */
  contentUrl: (messageId: string) => string;
  onSay: (text: string) => void;
  /** A button of a message was pressed; not called for links and clipboard, which need no webhook. */
  onAction: (message: ChatMessage, action: LineAction, picked?: Picked) => void;
  onRichMenu: (area: number, picked?: Picked) => void;
  onLink: (url: string) => void;
  onFollow: () => void;
  onImage?: (file: File) => void;
};
