import {
  GetSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { type Side, Team, type TeamDirectory, type Team as TeamType } from '../handlers/team.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { readJson } from './read-json.ts';

/**
 * Teams from Secrets Manager, read anew for every decision. A secret that cannot be read or is malformed is an error and never an absent team:
 * absent could mean "nobody objects", an error means no.
 */
export function createTeamSecrets(secrets: SecretsManagerClient, prefix: string): TeamDirectory {
  const folder = `${prefix}/teams/`;

  async function read(name: string): Promise<TeamType | undefined> {
    try {
      const { SecretString } = await secrets.send(
        new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }),
      );
      return parseTeam(name, SecretString ?? '');
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return undefined;
      }
      throw error;
    }
  }

  async function names(): Promise<readonly string[]> {
    const found: string[] = [];
    const filters = [{ Key: 'name' as const, Values: [folder] }];
    for await (const page of paginateListSecrets(
      { client: secrets },
      { Filters: filters, MaxResults: 100 },
    )) {
      found.push(...(page.SecretList ?? []).flatMap(({ Name }) => (Name?.startsWith(folder) ? [Name] : [])));
    }
    return found.sort();
  }

  /** Every team that can be read, and why others cannot: one bad secret must not stop the whole mesh. */
  async function readable(): ReturnType<TeamDirectory['each']> {
    const found = await names();
    const results = await Promise.allSettled(found.map(read));
    return {
      teams: results.flatMap((result) =>
        result.status === 'fulfilled' && result.value ? [result.value] : [],
      ),
      unreadable: results.flatMap((result, index) =>
        result.status === 'rejected'
          ? [{ key: found[index]?.slice(folder.length) ?? '', cause: result.reason }]
          : [],
      ),
    };
  }

  /** Where no team is found, an unreadable secret may be the one that was meant: that is an error, and an error is a no. */
  async function ofAccount(account: string, side: Side): Promise<readonly TeamType[]> {
    const { teams, unreadable } = await readable();
    const found = teams.filter((team) => team.account === account && team.sides.includes(side));
    const [first] = unreadable;
    if (found.length === 0 && first) {
      throw first.cause;
    }
    return found;
  }

  return {
    each: readable,
    all: async () => (await readable()).teams,
    byKey: (key) => (/^[a-z0-9-]+$/.test(key) ? read(`${folder}${key}`) : Promise.resolve(undefined)),
    ofAccount,
    byAccount: async (account, side) => (await ofAccount(account, side))[0],
  };
}

/** Throws `ConfigurationError` (`BAD_TEAM_SECRET`) that names each wrong field, never a value. */
export function parseTeam(name: string, text: string): TeamType {
  const parsed = Team.safeParse(readJson(text));
  if (!parsed.success) {
    const faults = parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
      .join('; ');
    throw new ConfigurationError('BAD_TEAM_SECRET', `secret ${name} is malformed: ${faults}`, {
      userMessage:
        'A team of the mesh is set up wrongly, so this cannot be decided now. Please tell a mesh admin.',
    });
  }
  return parsed.data;
}
