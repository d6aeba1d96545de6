import {
  CreateSecretCommand,
  PutSecretValueCommand,
  paginateListSecrets,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** The secrets `<prefix>/slack/install/<workspace>`, as the worker writes them. */
export interface InstallSecrets {
  /** Ids of the workspaces and organisations that have one, also where the app is gone. */
  workspaces(): Promise<readonly string[]>;
  write(workspace: string, value: unknown): Promise<void>;
}

export function createInstallSecrets(manager: SecretsManagerClient, prefix: string): InstallSecrets {
  const folder = `${prefix}/slack/install/`;
  return {
    async workspaces() {
      const found: string[] = [];
      const filters = [{ Key: 'name' as const, Values: [folder] }];
      for await (const { SecretList = [] } of paginateListSecrets(
        { client: manager },
        { Filters: filters, MaxResults: 100 },
      )) {
        found.push(
          ...SecretList.flatMap(({ Name }) => (Name?.startsWith(folder) ? [Name.slice(folder.length)] : [])),
        );
      }
      return found.sort();
    },
    async write(workspace, value) {
      const SecretId = `${folder}${workspace}`;
      const SecretString = JSON.stringify(value);
      try {
        await manager.send(new PutSecretValueCommand({ SecretId, SecretString }));
      } catch (error) {
        if (!(error instanceof ResourceNotFoundException)) {
          throw error;
        }
        await manager.send(new CreateSecretCommand({ Name: SecretId, SecretString }));
      }
    },
  };
}
