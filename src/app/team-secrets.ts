import {
  GetSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { Team, type TeamDirectory, type Team as TeamType } from '../handlers/team.ts';
import { teamDirectory } from '../handlers/team-directory.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { readJson } from './read-json.ts';

/**
 * Teams from Secrets Manager, read anew for every decision. A secret that cannot be read or is malformed is an error and never an absent team:
 * absent could mean "nobody objects", an error means no.
 */
export function createTeamSecrets(secrets: SecretsManagerClient, prefix: string): TeamDirectory {
  const folder = `${prefix}/teams/`;

  async function read(name: string): Promise<Read | undefined> {
    try {
      const { SecretString = '', VersionId } = await secrets.send(
        new GetSecretValueCommand({ SecretId: name, VersionStage: 'AWSCURRENT' }),
      );
      return { key: name.slice(folder.length), version: VersionId, ...parsed(name, SecretString) };
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return undefined;
      }
      throw error;
    }
  }

  function parsed(name: string, text: string): Pick<Read, 'team' | 'cause'> {
    try {
      const team = parseTeam(name, text);
      if (team.key !== name.slice(folder.length)) {
        throw malformed(name, 'key: not the last part of the name of its secret');
      }
      return { team };
    } catch (cause) {
      return { cause };
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
  async function each(): ReturnType<TeamDirectory['each']> {
    const found = await names();
    const results = await Promise.allSettled(found.map(read));
    const reads = results.flatMap((result, index): Read | readonly Read[] =>
      result.status === 'fulfilled'
        ? (result.value ?? [])
        : [{ key: found[index]?.slice(folder.length) ?? '', cause: result.reason }],
    );
    return {
      teams: reads.flatMap(({ team }) => team ?? []),
      unreadable: reads.flatMap(({ key, version, team, cause }) => (team ? [] : [{ key, version, cause }])),
      versions: new Map(
        reads.flatMap(({ key, version }) => (version === undefined ? [] : [[key, version] as const])),
      ),
    };
  }

  return teamDirectory({
    each,
    async byKey(key) {
      const found = /^[a-z0-9-]+$/.test(key) ? await read(`${folder}${key}`) : undefined;
      if (found && !found.team) {
        throw found.cause;
      }
      return found?.team;
    },
  });
}

interface Read {
  readonly key: string;
  readonly version?: string | undefined;
  readonly team?: TeamType;
  readonly cause?: unknown;
}

/** Throws `ConfigurationError` (`BAD_TEAM_SECRET`) that names each wrong field, never a value. */
export function parseTeam(name: string, text: string): TeamType {
  const parsed = Team.safeParse(readJson(text));
  if (!parsed.success) {
    const faults = parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`)
      .join('; ');
    throw malformed(name, faults);
  }
  return parsed.data;
}

function malformed(name: string, faults: string): ConfigurationError {
  return new ConfigurationError('BAD_TEAM_SECRET', `secret ${name} is malformed: ${faults}`, {
    userMessage:
      'A team of the mesh is set up wrongly, so this cannot be decided now. Please tell a mesh admin.',
    details: { faults },
  });
}
