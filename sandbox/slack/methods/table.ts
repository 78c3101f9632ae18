import type { Problem } from '../blocks/report.ts';
import { checkMessage, checkView } from '../blocks/surfaces.ts';
import { isItem } from '../fields.ts';
import * as chat from './chat.ts';
import * as conversations from './conversations.ts';
import * as files from './files.ts';
import { done, type Method, refuse } from './method.ts';
import * as people from './people.ts';
import * as views from './views.ts';

/** Checks blocks, a message or a view without sending; needs no token. [SKILL, WEB types/request/blocks] */
const validateBlocks: Method = {
  tier: 'free',
  run: (world, args) => {
    const message = isItem(args.message) ? args.message : { blocks: args.blocks };
    const problems = isItem(args.view) ? checkView(world, args.view) : checkMessage(world, message).problems;
    return problems.length === 0 ? done() : refuse('invalid_blocks', { errors: problems.map(onWire) });
  },
};

/** The methods this stand-in plays; every other one is answered 501. */
export const methods: Record<string, Method> = {
  'api.test': { tier: 'free', run: (_world, args) => done({ args }) },
  'auth.test': people.authTest,
  'blocks.validate': validateBlocks,
  'chat.delete': chat.remove,
  'chat.getPermalink': chat.getPermalink,
  'chat.postEphemeral': chat.postEphemeral,
  'chat.postMessage': chat.postMessage,
  'chat.update': chat.update,
  'conversations.history': conversations.history,
  'conversations.info': conversations.info,
  'conversations.list': conversations.list,
  'conversations.members': conversations.members,
  'conversations.open': conversations.open,
  'conversations.replies': conversations.replies,
  'files.completeUploadExternal': files.completeUpload,
  'files.getUploadURLExternal': files.getUploadUrl,
  'files.info': files.info,
  'usergroups.users.list': people.usergroupMembers,
  'users.info': people.userInfo,
  'views.open': views.open,
  'views.publish': views.publish,
  'views.push': views.push,
  'views.update': views.update,
};

/** The methods that may be called without a token. */
export const tokenless = ['api.test', 'blocks.validate'];

function onWire({ pointer, code, message }: Problem) {
  return { pointer, code, message };
}
