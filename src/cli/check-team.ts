import { SlackError, WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { createSecretReader } from '../app/secret-reader.ts';
import { createSlackClients } from '../app/slack-clients.ts';
import { createSlackSecrets } from '../app/slack-secrets.ts';
import type { Team } from '../handlers/team.ts';
import { MeshError } from '../mesh/errors.ts';
import type { TeamRegistry } from './team-registry.ts';

export interface TeamFault {
  readonly team: string;
  readonly severity: 'error' | 'warning';
  readonly says: string;
}

/** What is wrong with a well-formed team by itself. */
export function faultsOfTeam(team: Team): readonly TeamFault[] {
  const { users, groups, silent } = team.approvers;
  const fault = (severity: TeamFault['severity'], says: string): TeamFault => ({
    team: team.key,
    severity,
    says,
  });
  const people = new Set([...users, ...silent]);
  const faults: TeamFault[] = [];
  if (team.sides.includes('producer') && people.size + groups.length === 0) {
    faults.push(fault('error', 'approvers: nobody, so nobody can decide on its data. Name at least two.'));
  } else if (team.sides.includes('producer') && people.size === 1 && groups.length === 0) {
    faults.push(
      fault('warning', 'approvers: only one, who cannot decide what they ask for themselves. Name another.'),
    );
  }
  if (team.sides.includes('consumer') && team.members.users.length + team.members.groups.length === 0) {
    faults.push(fault('error', 'members: nobody, so nobody can ask for data for it.'));
  }
  return faults;
}

/** Asks Slack about the people and groups that a team names. `undefined` as the answer: there is no installation to ask with. */
export function createSlackCheck(
  { secrets }: Pick<TeamRegistry, 'secrets'>,
  prefix: string,
  slackApiUrl: string,
): (team: Team) => Promise<readonly TeamFault[] | undefined> {
  const clients = createSlackClients(
    createSlackSecrets(createSecretReader(secrets), prefix, Date.now),
    slackApiUrl,
  );
  return async (team) => {
    let client: WebClient;
    try {
      client = await clients(team.workspace, team.enterprise);
    } catch (error) {
      if (error instanceof MeshError) {
        return undefined;
      }
      throw error;
    }
    const faults: TeamFault[] = [];
    const named: readonly (readonly [string, string])[] = [
      ...team.members.users.map((id) => ['members.users', id] as const),
      ...team.approvers.users.map((id) => ['approvers.users', id] as const),
      ...team.approvers.silent.map((id) => ['approvers.silent', id] as const),
    ];
    for (const [field, id] of named) {
      const says = await userFault(client, id);
      if (says) {
        faults.push({ team: team.key, severity: 'error', says: `${field}: ${id} ${says}` });
      }
    }
    for (const [field, id] of [
      ...team.members.groups.map((group) => ['members.groups', group] as const),
      ...team.approvers.groups.map((group) => ['approvers.groups', group] as const),
    ]) {
      const says = await groupFault(client, id);
      if (says) {
        faults.push({ team: team.key, severity: 'error', says: `${field}: ${id} ${says}` });
      }
    }
    return faults;
  };
}

async function userFault(client: WebClient, id: string): Promise<string | undefined> {
  try {
    const { user } = await client.users.info({ user: id });
    return user?.deleted
      ? 'is deactivated in Slack'
      : user?.is_bot
        ? 'is a bot'
        : user?.is_restricted || user?.is_ultra_restricted
          ? 'is a guest, who may do nothing in the mesh'
          : undefined;
  } catch (error) {
    return refusal(error);
  }
}

async function groupFault(client: WebClient, id: string): Promise<string | undefined> {
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: id });
    return users.length === 0 ? 'has nobody in it' : undefined;
  } catch (error) {
    return refusal(error);
  }
}

function refusal(error: unknown): string {
  if (error instanceof WebAPIPlatformError) {
    return `could not be found: Slack answered ${error.data.error}`;
  }
  if (error instanceof SlackError) {
    return 'could not be checked, since Slack did not answer';
  }
  throw error;
}
