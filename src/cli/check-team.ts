import { createSecretReader } from '../app/secret-reader.ts';
import { createSlackClients } from '../app/slack-clients.ts';
import { createSlackProbe } from '../app/slack-probe.ts';
import { createSlackSecrets } from '../app/slack-secrets.ts';
import { mappingFaults } from '../handlers/doctor/mapping.ts';
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
  return mappingFaults(team).map(({ severity, field, what, effect, fix }) => ({
    team: team.key,
    severity,
    says: `${field}: ${what}. ${effect} ${fix}`,
  }));
}

/** Asks Slack about the people and groups that a team names. `undefined` as the answer: there is no installation to ask with. */
export function createSlackCheck(
  { secrets }: Pick<TeamRegistry, 'secrets'>,
  prefix: string,
  slackApiUrl: string,
): (team: Team) => Promise<readonly TeamFault[] | undefined> {
  const slack = createSlackProbe(
    createSlackClients(createSlackSecrets(createSecretReader(secrets), prefix, Date.now), slackApiUrl),
  );
  return async (team) => {
    const faults: TeamFault[] = [];
    const { members, approvers } = team;
    const named = [
      ...members.users.map((id) => ['members.users', id, () => slack.user(team, id)] as const),
      ...approvers.users.map((id) => ['approvers.users', id, () => slack.user(team, id)] as const),
      ...approvers.silent.map((id) => ['approvers.silent', id, () => slack.user(team, id)] as const),
      ...members.groups.map((id) => ['members.groups', id, () => slack.group(team, id)] as const),
      ...approvers.groups.map((id) => ['approvers.groups', id, () => slack.group(team, id)] as const),
      ['channel', team.channel, () => slack.channel(team, team.channel)] as const,
    ];
    try {
      for (const [field, id, look] of named) {
        const fault = await look();
        if (fault) {
          const severity = fault.kind === 'wrong' ? 'error' : 'warning';
          faults.push({ team: team.key, severity, says: `${field}: ${id} ${fault.says}` });
        }
      }
    } catch (error) {
      if (error instanceof MeshError) {
        return undefined;
      }
      throw error;
    }
    return faults;
  };
}
