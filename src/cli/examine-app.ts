import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ResourceNotFoundException, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createAdminSecret } from '../app/admin-secret.ts';
import { createSecretReader } from '../app/secret-reader.ts';
import { createSlackAppProbe } from '../app/slack-app-probe.ts';
import { createSlackClients } from '../app/slack-clients.ts';
import { createSlackProbe } from '../app/slack-probe.ts';
import { createSlackSecrets } from '../app/slack-secrets.ts';
import { createScheduleTicks } from '../app/slack-table/schedule-ticks.ts';
import { createTeamSecrets } from '../app/team-secrets.ts';
import { delegationFindings } from '../handlers/doctor/delegations.ts';
import { examineApp } from '../handlers/doctor/examine.ts';
import { readOnce } from '../handlers/team-directory.ts';
import type { Finding } from '../mesh/admin/finding.ts';
import { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';
import { MeshError } from '../mesh/errors.ts';
import { examineCustody } from './examine-custody.ts';
import type { SessionOptions } from './session.ts';

export interface AppPlace {
  readonly secretsPrefix: string;
  readonly slackApiUrl: string;
  readonly slackTable: string;
  readonly ledgerTable: string;
}

/** What the Slack app rests on, as the administrator of the mesh account; one line where the app was never set up there. */
export async function examineTheApp(
  session: SessionOptions,
  { secretsPrefix, slackApiUrl, slackTable, ledgerTable }: AppPlace,
): Promise<readonly Finding[]> {
  const { region = 'us-east-1', endpoint, credentials } = session;
  const options = { region, credentials, ...(endpoint ? { endpoint } : {}) };
  const secrets = new SecretsManagerClient(options);
  const read = createSecretReader(secrets);
  if (await isMissing(() => read(`${secretsPrefix}/slack/app`))) {
    return [
      {
        check: `the Slack app is not set up here (no secret ${secretsPrefix}/slack/app), so it was not looked at`,
        ok: true,
      },
    ];
  }
  const slackSecrets = createSlackSecrets(read, secretsPrefix, Date.now);
  const documents = DynamoDBDocumentClient.from(new DynamoDBClient(options));
  const ports = {
    teams: readOnce(createTeamSecrets(secrets, secretsPrefix)),
    admins: createAdminSecret(read, secretsPrefix),
    slack: createSlackProbe(createSlackClients(slackSecrets, slackApiUrl)),
    slackApp: createSlackAppProbe(slackSecrets),
    ticks: createScheduleTicks(documents, slackTable),
    now: () => Math.floor(Date.now() / 1000),
  };
  const admin = new DataMeshAdmin({ ...session, ledgerTable });
  const { teams } = await ports.teams.each();
  return [
    ...(await examineCustody(admin)),
    ...(await examineApp(ports, undefined)),
    ...(await delegationFindings({ ...ports, mesh: admin }, teams)),
  ];
}

async function isMissing(read: () => Promise<string>): Promise<boolean> {
  try {
    await read();
    return false;
  } catch (error) {
    return error instanceof MeshError && error.cause instanceof ResourceNotFoundException;
  }
}
