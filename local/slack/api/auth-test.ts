import type { Method } from './method.ts';

/** @see https://docs.slack.dev/reference/methods/auth.test */
export const authTest: Method = {
  name: 'auth.test',
  scopes: [],
  rate: 'special',
  run({ core, installation }) {
    const { name, botUserId, botId, enterprise } = core.world.workspace(installation.teamId);
    return {
      url: `${core.baseUrl()}/`,
      team: name,
      user: core.world.people.get(botUserId)?.name ?? 'mesh',
      team_id: installation.teamId,
      user_id: botUserId,
      bot_id: botId,
      is_enterprise_install: false,
      ...(enterprise ? { enterprise_id: enterprise.id } : {}),
    };
  },
};

/** @see https://docs.slack.dev/reference/methods/api.test */
export const apiTest: Method = {
  name: 'api.test',
  scopes: [],
  rate: 'special',
  needsToken: false,
  run: ({ args }) => ({ args }),
};

/** @see https://docs.slack.dev/reference/methods/team.info */
export const teamInfo: Method = {
  name: 'team.info',
  scopes: ['team:read'],
  rate: 'tier3',
  run({ core, installation }) {
    const { id, name, domain, enterprise } = core.world.workspace(installation.teamId);
    return {
      team: {
        id,
        name,
        domain: domain ?? name.toLowerCase().replace(/\W+/g, '-'),
        ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
      },
    };
  },
};
