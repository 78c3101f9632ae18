import { problemLine } from './blocks/report.ts';
import { checkMessage } from './blocks/surfaces.ts';
import { asFlag } from './fields.ts';
import { addMessage, contentFrom, findMessage, removeMessage, replaceContent } from './messages.ts';
import { refuse } from './methods/method.ts';
import { spendResponseUrl } from './permits.ts';
import type { Item, Message, ResponseUrl } from './types.ts';
import { mintId, type World } from './world.ts';

/** What a post to a response_url does: a new message, or the original replaced or taken away. [PLATFORM 22] */
export function answerInteraction(world: World, token: string, body: Item): { status: 200 | 400 | 404; answer: Item } {
  const permit = spendResponseUrl(world, token);
  const { status, answer } =
    'error' in permit ? { status: 404 as const, answer: refuse(permit.error) } : post(world, permit, body);
  world.state.apiCalls.push({
    id: mintId(world, 'call-'),
    at: world.now().toISOString(),
    method: 'response_url',
    args: body,
    status,
    answer,
  });
  return { status, answer };
}

function post(world: World, permit: ResponseUrl, body: Item): { status: 200 | 400 | 404; answer: Item } {
  const original = permit.ts ? findMessage(world, permit.channel, permit.ts) : undefined;
  if (asFlag(body.delete_original)) {
    if (original) removeMessage(world, permit.channel, original.ts);
    return original ? { status: 200, answer: { ok: true } } : { status: 404, answer: refuse('message_not_found') };
  }
  const { error, problems } = checkMessage(world, body);
  if (error)
    return { status: 400, answer: refuse(error, { response_metadata: { messages: problems.map(problemLine) } }) };
  const content = contentFrom(body);
  if (!content.text && !content.blocks && !content.attachments) return { status: 400, answer: refuse('no_text') };
  if (asFlag(body.replace_original) && original) replaceContent(world, original, content);
  else {
    const added = addMessage(world, draft(world, permit, body, original));
    // A command has no original until its first answer; later answers may replace that one.
    permit.ts ??= added.ts;
  }
  return { status: 200, answer: { ok: true } };
}

function draft(world: World, permit: ResponseUrl, body: Item, original: Message | undefined) {
  const threadTs = original?.threadTs ?? permit.threadTs;
  return {
    ...contentFrom(body),
    channel: permit.channel,
    user: world.identity.botUserId,
    byApp: true,
    ...(threadTs ? { threadTs } : {}),
    ...(body.response_type === 'in_channel' ? {} : { onlyFor: permit.user }),
  };
}
