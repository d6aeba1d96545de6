import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  RestoreSecretCommand,
  SecretsManagerClient,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Team } from '../handlers/team.ts';
import type { SessionOptions } from './session.ts';

/** Days within which AWS can bring a removed team back; the shortest that it offers. */
const RECOVERY_DAYS = 7;

export interface TeamRegistry {
  readonly secrets: SecretsManagerClient;
  /** Whether the team's secret is there; `removed` while it can still be brought back. */
  state(key: string): Promise<'absent' | 'there' | 'removed'>;
  /** Writes the secret, and into its tags who did it and when. */
  write(team: Team): Promise<void>;
  /** Lets the secret be deleted after seven days. */
  remove(key: string): Promise<void>;
}

/** The teams' secrets, as the administrator of the mesh account writes them. */
export function createTeamRegistry(
  { region, endpoint, credentials, plan }: SessionOptions,
  prefix: string,
): TeamRegistry {
  const options = { region: region ?? 'us-east-1', credentials, ...(endpoint ? { endpoint } : {}) };
  const secrets = new SecretsManagerClient(options);
  const sts = new STSClient(options);
  plan?.watch(secrets);
  const idOf = (key: string): string => `${prefix}/teams/${key}`;

  async function state(key: string): Promise<'absent' | 'there' | 'removed'> {
    try {
      const { DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: idOf(key) }));
      return DeletedDate ? 'removed' : 'there';
    } catch (error) {
      if (error instanceof ResourceNotFoundException) {
        return 'absent';
      }
      throw error;
    }
  }

  /** A secret's own record of changes; CloudTrail has the rest. */
  async function signed(): Promise<{ Key: string; Value: string }[]> {
    const { Arn = 'unknown' } = await sts.send(new GetCallerIdentityCommand({}));
    return [
      { Key: 'data-mesh-changed-by', Value: Arn.slice(0, 256) },
      { Key: 'data-mesh-changed-at', Value: new Date().toISOString() },
    ];
  }

  return {
    secrets,
    state,
    async write(team) {
      const SecretId = idOf(team.key);
      const SecretString = JSON.stringify(team);
      const Tags = await signed();
      const now = await state(team.key);
      if (now === 'absent') {
        await secrets.send(
          new CreateSecretCommand({
            Name: SecretId,
            SecretString,
            Tags,
            Description: 'A team of the data mesh',
          }),
        );
        return;
      }
      if (now === 'removed') {
        await secrets.send(new RestoreSecretCommand({ SecretId }));
      }
      await secrets.send(new PutSecretValueCommand({ SecretId, SecretString }));
      await secrets.send(new TagResourceCommand({ SecretId, Tags }));
    },
    async remove(key) {
      const SecretId = idOf(key);
      await secrets.send(new TagResourceCommand({ SecretId, Tags: await signed() }));
      await secrets.send(new DeleteSecretCommand({ SecretId, RecoveryWindowInDays: RECOVERY_DAYS }));
    },
  };
}
