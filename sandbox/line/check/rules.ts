/**
 * Every rule the stand-in enforces on what a bot sends, with the place it comes from.
 * `sure: false` marks what LINE's public text does not settle; a test can switch those off and must pass both ways.
 */
export type Rule = { source: string; says: string; sure: boolean };

const known = (source: string, says: string): Rule => ({ source, says, sure: true });
const doubtful = (source: string, says: string): Rule => ({ source, says, sure: false });

export const rules = {
  'body.shape': known('PLATFORM 5.2 [L:ref]', 'properties have the documented type'),
  'messages.count': known('PLATFORM 6 [L:ref]', '1 to 5 message objects in a request'),
  'message.type': known('PLATFORM 6 [L:ref]', 'the message type is a documented one'),
  'message.required': known('PLATFORM 6 [OAPI]', 'required properties are present'),
  'message.unknown': doubtful('PLATFORM 6 [?]', 'no properties but the documented ones'),
  'text.length': known('PLATFORM 6 [L:text-character-count]', 'text of 1 to 5,000 UTF-16 units'),
  'text.emojis': known('PLATFORM 6 [L:ref]', '20 LINE emojis in a text'),
  'textV2.substitution': known('PLATFORM 6 [L:ref]', '{key} placeholders with key ≤20, ≤100 substitutions'),
  'media.url': known('PLATFORM 6 [L:ref]', 'media URLs are https and ≤2,000 characters'),
  'url.encoded': doubtful('PLATFORM 6 [?]', 'URLs are percent-encoded'),
  'location.text': known('PLATFORM 6 [L:ref]', 'location title and address ≤100'),
  'imagemap.limits': known('PLATFORM 6 [L:ref]', 'imagemap width 1040, 50 actions'),
  'altText.length': known('PLATFORM 6 [L:ref]', 'altText 1,500'),
  'template.text': known('PLATFORM 6 [L:ref]', 'template title 40, text 160/60/240/120 graphemes'),
  'template.actions': known('PLATFORM 6 [L:ref]', 'buttons 4, confirm exactly 2, carousel 3 and equal'),
  'template.columns': known('PLATFORM 6 [L:ref]', '10 columns'),
  'quickReply.count': known('PLATFORM 6 [L:ref]', '13 quick reply buttons'),
  'sender.name': known('PLATFORM 6 [L:ref]', 'sender name ≤20'),
  'sender.word': doubtful('PLATFORM 6 [?]', 'the sender name does not contain the word LINE'),
  'action.type': known('PLATFORM 6.2 [L:ref]', 'the action exists and is allowed in this place'),
  'action.label': known('PLATFORM 6.2 [L:ref]', 'label 20, 40 in Flex, 12 in image carousels; graphemes'),
  'action.data': known('PLATFORM 6.2 [L:ref]', 'postback data 300'),
  'action.text': known('PLATFORM 6.2 [L:ref]', 'message text, displayText, fillInText 300 graphemes'),
  'action.input': known('PLATFORM 6.2 [L:ref]', 'inputOption values; fillInText only with openKeyboard'),
  'action.uri': known('PLATFORM 6.2 [L:ref]', 'uri ≤1,000, schemes http https line tel'),
  'action.datetime': known('PLATFORM 6.2 [L:ref]', 'date formats and 1900-01-01..2100-12-31'),
  'action.clipboard': known('PLATFORM 6.2 [L:ref]', 'clipboardText ≤1,000'),
  'flex.size': known('PLATFORM 6 [L:ref]', 'bubble JSON 30 KB, carousel JSON 50 KB'),
  'flex.carousel': known('PLATFORM 6 [L:ref]', '12 bubbles of one size'),
  'flex.blocks': known('PLATFORM 6.3 [L:ref]', 'a bubble has a block; header, body, footer are boxes'),
  'flex.place': known('PLATFORM 6.3 [L:flex-message-layout]', 'components stand only where they may'),
  'flex.value': known('PLATFORM 6.3 [L:ref]', 'property values have the documented form'),
  'flex.text': known('PLATFORM 6.3 [L:ref]', 'text needs text or contents, and not an empty one'),
  'flex.ratio': known('PLATFORM 6.3 [L:ref]', 'aspectRatio w:h with h ≤ 3w'),
  'flex.video': known('PLATFORM 6.3 [L:ref]', 'video only as hero of kilo, mega, giga outside a carousel'),
  'flex.animated': known('PLATFORM 6.3 [L:ref]', '10 animated images in a message'),
  'flex.unknown': doubtful('PLATFORM 6.3 [?]', 'Flex objects carry no unknown property'),
  'richMenu.size': known('PLATFORM 7 [L:ref]', 'width 800–2500, height ≥250, ratio ≥1.45'),
  'richMenu.text': known('PLATFORM 7 [L:ref]', 'name 300, chatBarText 14 graphemes'),
  'richMenu.areas': known('PLATFORM 7 [L:ref]', '20 areas, within the menu'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof rules;
