import { CreateDatabaseCommand, CreateTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { LakeFormationClient, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  GetResourceShareInvitationsCommand,
  RAMClient,
} from '@aws-sdk/client-ram';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { type Credentials, present, type TestAws } from './support.ts';

const policy = (statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

/** An IAM user who may do everything that IAM can allow. */
export async function anIamUser(
  aws: TestAws,
  account: string,
  name: string,
  statements: readonly object[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }],
): Promise<Credentials & { readonly arn: string }> {
  const iam = new IAMClient(aws.as(account));
  await iam.send(new CreateUserCommand({ UserName: name }));
  await iam.send(
    new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: policy(statements) }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
  return {
    accessKeyId: present(AccessKey?.AccessKeyId),
    secretAccessKey: present(AccessKey?.SecretAccessKey),
    arn: `arn:aws:iam::${account}:user/${name}`,
  };
}

/** An IAM user whom the account's data lake settings name as administrator; new things are closed by default. */
export async function aLakeAdmin(aws: TestAws, account: string, name: string) {
  const user = await anIamUser(aws, account, name);
  const settings = {
    DataLakeAdmins: [{ DataLakePrincipalIdentifier: user.arn }],
    CreateDatabaseDefaultPermissions: [],
    CreateTableDefaultPermissions: [],
    Parameters: { CROSS_ACCOUNT_VERSION: '4' },
  };
  await new LakeFormationClient(aws.as(account)).send(
    new PutDataLakeSettingsCommand({ DataLakeSettings: settings }),
  );
  return user;
}

/** A session of a role that trusts its own account's administrator. */
export async function aRoleSession(
  aws: TestAws,
  account: string,
  name: string,
  by: Credentials & { readonly arn: string },
  statements: readonly object[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }],
): Promise<Credentials & { readonly arn: string }> {
  const iam = new IAMClient(aws.as(account));
  const trust = policy([{ Effect: 'Allow', Principal: { AWS: by.arn }, Action: 'sts:AssumeRole' }]);
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust }));
  await iam.send(
    new PutRolePolicyCommand({ RoleName: name, PolicyName: 'own', PolicyDocument: policy(statements) }),
  );
  const arn = present(Role?.Arn);
  const { Credentials: given } = await new STSClient(aws.as(by)).send(
    new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: `${name}-session` }),
  );
  return {
    accessKeyId: present(given?.AccessKeyId),
    secretAccessKey: present(given?.SecretAccessKey),
    sessionToken: present(given?.SessionToken),
    arn,
  };
}

export async function aTable(
  aws: TestAws,
  by: string | Credentials,
  database: string,
  table: string,
  location?: string,
): Promise<void> {
  const glue = new GlueClient(aws.as(by));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } })).catch((error: Error) => {
    if (error.name !== 'AlreadyExistsException') {
      throw error;
    }
  });
  const StorageDescriptor = {
    Columns: [
      { Name: 'id', Type: 'string' },
      { Name: 'amount', Type: 'int' },
    ],
    Location: location,
  };
  const TableInput = { Name: table, StorageDescriptor, PartitionKeys: [{ Name: 'day', Type: 'string' }] };
  await glue.send(new CreateTableCommand({ DatabaseName: database, TableInput }));
}

/** Accepts whatever invitations are open. */
export async function acceptShares(aws: TestAws, by: string | Credentials): Promise<number> {
  const ram = new RAMClient(aws.as(by));
  const { resourceShareInvitations = [] } = await ram.send(new GetResourceShareInvitationsCommand({}));
  const open = resourceShareInvitations.filter(({ status }) => status === 'PENDING');
  for (const { resourceShareInvitationArn } of open) {
    await ram.send(new AcceptResourceShareInvitationCommand({ resourceShareInvitationArn }));
  }
  return open.length;
}
