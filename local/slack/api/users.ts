import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import type { Installation, Json, Person } from '../state/world.ts';
import { page } from './conversations.ts';
import { type Method, readArgs } from './method.ts';

function userJson(person: Person, { scopes }: Installation): Json {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    real_name: person.realName,
    deleted: person.deleted ?? false,
    color: person.colour.replace('#', ''),
    tz: person.tz ?? 'Etc/UTC',
    profile: {
      real_name: person.realName,
      display_name: person.name,
      title: person.title ?? '',
      team: person.teamId,
      ...(person.email && scopes.includes('users:read.email') ? { email: person.email } : {}),
    },
    is_bot: person.isBot ?? false,
    is_app_user: false,
    is_admin: person.isAdmin ?? false,
    is_restricted: person.isGuest ?? false,
    is_ultra_restricted: false,
    is_stranger: false,
  };
}

/** @see https://docs.slack.dev/reference/methods/users.info */
export const usersInfo: Method = {
  name: 'users.info',
  scopes: ['users:read'],
  rate: 'tier4',
  run(call) {
    const { user } = readArgs(call, z.object({ user: z.string() }));
    const person = call.core.world.people.get(user);
    if (!person) {
      throw new SlackFault('user_not_found');
    }
    if (person.teamId !== call.installation.teamId) {
      throw new SlackFault('user_not_visible');
    }
    return { user: userJson(person, call.installation) };
  },
};

/** @see https://docs.slack.dev/reference/methods/users.list */
export const usersList: Method = {
  name: 'users.list',
  scopes: ['users:read'],
  rate: 'tier2',
  run(call) {
    const people = [...call.core.world.people.values()].filter(
      ({ teamId }) => teamId === call.installation.teamId,
    );
    return page(
      call,
      people.map((person) => userJson(person, call.installation)),
      'members',
    );
  },
};

/** @see https://docs.slack.dev/reference/methods/users.lookupByEmail */
export const usersLookupByEmail: Method = {
  name: 'users.lookupByEmail',
  scopes: ['users:read.email'],
  rate: 'tier3',
  run(call) {
    const { email } = readArgs(call, z.object({ email: z.string() }));
    const person = [...call.core.world.people.values()].find(
      (candidate) =>
        candidate.email === email && candidate.teamId === call.installation.teamId && !candidate.deleted,
    );
    if (!person) {
      throw new SlackFault('users_not_found');
    }
    return { user: userJson(person, call.installation) };
  },
};
