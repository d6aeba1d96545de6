import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import { formFlag, type Method, readArgs } from './method.ts';

/** @see https://docs.slack.dev/reference/methods/usergroups.list */
export const usergroupsList: Method = {
  name: 'usergroups.list',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run(call) {
    const { include_users: withUsers, include_disabled: withDisabled } = readArgs(
      call,
      z.object({ include_users: formFlag.optional(), include_disabled: formFlag.optional() }),
    );
    const groups = [...call.core.world.groups.values()].filter(
      ({ teamId, disabled }) => teamId === call.installation.teamId && (withDisabled || !disabled),
    );
    return {
      usergroups: groups.map(({ id, teamId, handle, name, members, disabled }) => ({
        id,
        team_id: teamId,
        is_usergroup: true,
        name,
        handle,
        description: '',
        is_external: false,
        date_delete: disabled ? 1 : 0,
        user_count: members.length,
        ...(withUsers ? { users: members } : {}),
      })),
    };
  },
};

/** @see https://docs.slack.dev/reference/methods/usergroups.users.list */
export const usergroupsUsersList: Method = {
  name: 'usergroups.users.list',
  scopes: ['usergroups:read'],
  rate: 'tier2',
  run(call) {
    const { usergroup, include_disabled: withDisabled } = readArgs(
      call,
      z.object({ usergroup: z.string(), include_disabled: formFlag.optional() }),
    );
    const group = call.core.world.groups.get(usergroup);
    if (!group || group.teamId !== call.installation.teamId || (group.disabled && !withDisabled)) {
      throw new SlackFault('no_such_subteam');
    }
    return { users: group.members.filter((id) => call.core.world.people.get(id)?.deleted !== true) };
  },
};
