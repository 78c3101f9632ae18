/** The protocol's objects as this stand-in reads them: open records, because the checker, not the type, decides what is valid. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export type LineAction = {
  type: string;
  label?: string;
  data?: string;
  text?: string;
  displayText?: string;
  uri?: string;
  mode?: string;
  initial?: string;
  min?: string;
  max?: string;
  inputOption?: string;
  fillInText?: string;
  richMenuAliasId?: string;
  clipboardText?: string;
};

export type QuickReplyItem = { type: 'action'; imageUrl?: string; action: LineAction };

export type LineMessage = {
  type: string;
  text?: string;
  altText?: string;
  contents?: FlexContainer;
  sender?: { name?: string; iconUrl?: string };
  quickReply?: { items: QuickReplyItem[] };
  [key: string]: unknown;
};

export type FlexContainer = FlexBubble | FlexCarousel;
export type FlexCarousel = { type: 'carousel'; contents: FlexBubble[] };
export type FlexBlockStyle = { backgroundColor?: string; separator?: boolean; separatorColor?: string };
export type FlexBubble = {
  type: 'bubble';
  size?: string;
  direction?: string;
  header?: FlexComponent;
  hero?: FlexComponent;
  body?: FlexComponent;
  footer?: FlexComponent;
  styles?: { header?: FlexBlockStyle; hero?: FlexBlockStyle; body?: FlexBlockStyle; footer?: FlexBlockStyle };
  action?: LineAction;
};

/** Any Flex component: one open shape, since the renderer reads what it knows and leaves the rest. */
export type FlexComponent = {
  type: string;
  layout?: string;
  contents?: FlexComponent[];
  flex?: number;
  text?: string;
  url?: string;
  previewUrl?: string;
  altContent?: FlexComponent;
  size?: string;
  align?: string;
  gravity?: string;
  color?: string;
  weight?: string;
  style?: string;
  decoration?: string;
  wrap?: boolean;
  maxLines?: number;
  lineSpacing?: string;
  height?: string;
  width?: string;
  maxWidth?: string;
  maxHeight?: string;
  margin?: string;
  spacing?: string;
  position?: string;
  offsetTop?: string;
  offsetBottom?: string;
  offsetStart?: string;
  offsetEnd?: string;
  paddingAll?: string;
  paddingTop?: string;
  paddingBottom?: string;
  paddingStart?: string;
  paddingEnd?: string;
  backgroundColor?: string;
  borderColor?: string;
  borderWidth?: string;
  cornerRadius?: string;
  justifyContent?: string;
  alignItems?: string;
  background?: {
    type: string;
    angle?: string;
    startColor?: string;
    endColor?: string;
    centerColor?: string;
    centerPosition?: string;
  };
  aspectRatio?: string;
  aspectMode?: string;
  adjustMode?: string;
  animated?: boolean;
  action?: LineAction;
};

export type RichMenuArea = { bounds: { x: number; y: number; width: number; height: number }; action: LineAction };
export type RichMenu = {
  size: { width: number; height: number };
  selected: boolean;
  name: string;
  chatBarText: string;
  areas: RichMenuArea[];
};

/** A webhook event; `type` decides which of the other fields are there (PLATFORM 3.3–3.5). */
export type WebhookEvent = {
  type: string;
  timestamp: number;
  mode: 'active' | 'standby';
  webhookEventId: string;
  deliveryContext: { isRedelivery: boolean };
  source?: { type: 'user'; userId: string };
  replyToken?: string;
  [key: string]: unknown;
};
