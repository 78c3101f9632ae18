import { asFlag } from '../fields.ts';
import { userOnWire } from '../wire.ts';
import { done, type Method, refuse } from './method.ts';

/** Who the token belongs to. */
export const authTest: Method = {
  tier: 'free',
  run: ({ identity }) =>
    done({
      url: `https://${identity.teamDomain}.slack.com/`,
      team: identity.workspaceName,
      user: identity.appName,
      team_id: identity.teamId,
      user_id: identity.botUserId,
      bot_id: identity.botId,
      is_enterprise_install: false,
    }),
};

/** One person: his team, whether he is a guest, a stranger from another workspace, or gone. [PLATFORM 26] */
export const userInfo: Method = {
  tier: 4,
  scope: 'users:read',
  run: (world, args) => {
    const user = world.state.users[String(args.user)];
    return user ? done({ user: userOnWire(world, user, asFlag(args.include_locale)) }) : refuse('user_not_found');
  },
};

/** The members of a user group. */
export const usergroupMembers: Method = {
  tier: 2,
  scope: 'usergroups:read',
  run: (world, args) => {
    const users = world.state.usergroups[String(args.usergroup)];
    return users ? done({ users }) : refuse('no_such_subteam');
  },
};
