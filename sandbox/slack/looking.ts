import { messagesOf } from './messages.ts';
import type { ApiCall, Channel, Delivery, Message, View } from './types.ts';
import { unreadIn, type WorkspaceView, workspaceView } from './view-model.ts';
import { homeOf, stackOf } from './views.ts';
import { directChannel, type World } from './world.ts';

/** What can be seen in the workspace, and behind its curtain. */
export function lookingVerbs(world: World) {
  return {
    /** Everything said in a channel, oldest first, without ephemeral messages. */
    messagesIn: (channel: string): Message[] => messagesOf(world, channel).filter((message) => !message.onlyFor),
    /** What is shown to one person only, everywhere, oldest first. */
    ephemeralFor: (user: string): Message[] =>
      Object.values(world.state.messages)
        .flat()
        .filter((message) => message.onlyFor === user)
        .sort((a, b) => Number(a.ts) - Number(b.ts)),
    /** The modal a person has before him. */
    openViewOf: (user: string): View | undefined => stackOf(world, user).at(-1),
    /** All modals of a person, the lowest first. */
    viewsOf: (user: string): View[] => stackOf(world, user),
    homeOf: (user: string): View | undefined => homeOf(world, user),
    dmOf: (user: string): Channel => directChannel(world, user),
    apiCalls: (method?: string): ApiCall[] => world.state.apiCalls.filter((call) => !method || call.method === method),
    deliveries: (): Delivery[] => world.state.deliveries,
    unread: (user: string, channel: string): number => unreadIn(world, user, channel),
    /** Everything on one person's screen, as the page shows it. */
    viewFor: (user: string, channel?: string, threadTs?: string): WorkspaceView =>
      workspaceView(world, user, channel, threadTs),
  };
}
