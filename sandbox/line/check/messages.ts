import { checkAction } from './actions.ts';
import { anything, checkFields, https, isThing, list, may, must, type Thing } from './fields.ts';
import { createFindings, dotted, type Finding, type Findings, type LineError, type Path, pointer } from './findings.ts';
import { checkFlex } from './flex.ts';
import { commonFields, messageFields, senderFields } from './message-fields.ts';
import type { RuleId } from './rules.ts';
import { checkTemplate } from './templates.ts';

const messagesMax = 5;
const quickRepliesMax = 13;

/**
 * Checks the `messages` of a send or of a validate call, as one and the same judge.
 * Returns nothing when LINE would take them, otherwise the body of LINE's 400.
 */
export function checkMessages(messages: unknown, off: ReadonlySet<RuleId> = new Set()): LineError | undefined {
  const found = createFindings(off);
  if (!Array.isArray(messages) || messages.length < 1 || messages.length > messagesMax) {
    found.add('messages.count', `Size must be between 1 and ${messagesMax}`, ['messages']);
    return bodyError(found.list());
  }
  for (const [i, message] of messages.entries()) checkMessage(found, message, ['messages', i]);
  return bodyError(found.list()) ?? flexError(messages, off);
}

/** LINE's answer for faults outside a Flex container. */
export function bodyError(found: Finding[]): LineError | undefined {
  if (found.length === 0) return undefined;
  return {
    message: `The request body has ${found.length} error(s)`,
    details: found.map(({ message, path }) => ({ message, property: dotted(path) })),
  };
}

function flexError(messages: unknown[], off: ReadonlySet<RuleId>): LineError | undefined {
  for (const [i, message] of messages.entries()) {
    if (!isThing(message) || message.type !== 'flex') continue;
    const found = createFindings(off);
    checkFlex(found, message.contents);
    const faults = found.list();
    if (faults.length === 0) continue;
    return {
      message: `A message (messages[${i}]) in the request body is invalid`,
      details: faults.map((fault) => ({ message: fault.message, property: pointer(fault.path) })),
    };
  }
  return undefined;
}

function checkMessage(found: Findings, message: unknown, path: Path): void {
  if (!isThing(message)) {
    found.add('body.shape', 'must be specified', path);
    return;
  }
  const fields = messageFields[String(message.type)];
  if (!fields) {
    const known = Object.keys(messageFields).join(', ');
    found.add('message.type', `Must be one of the following values: [${known}]`, [...path, 'type']);
    return;
  }
  checkFields(found, message, { ...commonFields, ...fields }, path, 'message.unknown');
  if (isThing(message.sender)) checkSender(found, message.sender, [...path, 'sender']);
  if (isThing(message.quickReply)) checkQuickReply(found, message.quickReply, [...path, 'quickReply']);
  if (message.type === 'text' && Array.isArray(message.emojis) && message.emojis.length > 20) {
    found.add('text.emojis', 'Size must be between 0 and 20', [...path, 'emojis']);
  }
  if (message.type === 'textV2') checkSubstitution(found, message, path);
  if (message.type === 'imagemap') checkImagemap(found, message, path);
  if (message.type === 'template' && isThing(message.template)) {
    checkTemplate(found, message.template, [...path, 'template']);
  }
}

function checkSender(found: Findings, sender: Thing, path: Path): void {
  checkFields(found, sender, senderFields, path, 'message.unknown');
  if (typeof sender.name === 'string' && sender.name.includes('LINE')) {
    found.add('sender.word', 'invalid property', [...path, 'name']);
  }
}

function checkQuickReply(found: Findings, quickReply: Thing, path: Path): void {
  checkFields(found, quickReply, { items: must('quickReply.count', list) }, path, 'message.unknown');
  const items = Array.isArray(quickReply.items) ? quickReply.items : [];
  if (items.length < 1 || items.length > quickRepliesMax) {
    found.add('quickReply.count', `Size must be between 1 and ${quickRepliesMax}`, [...path, 'items']);
  }
  for (const [i, item] of items.entries()) {
    const at = [...path, 'items', i];
    if (!isThing(item)) {
      found.add('body.shape', 'must be specified', at);
      continue;
    }
    const fields = {
      type: may('message.type', anything),
      imageUrl: may('media.url', https()),
      action: must('action.type', anything),
    };
    checkFields(found, item, fields, at, 'message.unknown');
    if (item.action !== undefined) checkAction(found, item.action, 'quickReply', [...at, 'action'], 'message.unknown');
  }
}

function checkSubstitution(found: Findings, message: Thing, path: Path): void {
  const text = String(message.text).replaceAll('{{', '').replaceAll('}}', '');
  const wanted = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
  const given = isThing(message.substitution) ? Object.keys(message.substitution) : [];
  const malformed = [...wanted, ...given].some((key) => !/^[0-9a-zA-Z_]{1,20}$/.test(key));
  if (malformed || given.length > 100 || wanted.some((key) => !given.includes(key))) {
    found.add('textV2.substitution', 'invalid property', [...path, 'substitution']);
  }
}

function checkImagemap(found: Findings, message: Thing, path: Path): void {
  if (isThing(message.baseSize) && message.baseSize.width !== 1040) {
    found.add('imagemap.limits', 'invalid property', [...path, 'baseSize', 'width']);
  }
  if (Array.isArray(message.actions) && message.actions.length > 50) {
    found.add('imagemap.limits', 'Size must be between 0 and 50', [...path, 'actions']);
  }
}
