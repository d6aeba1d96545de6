import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  EntityAlreadyExistsException,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { type KeyPair, rootKeys } from './accounts.ts';
import { clientsFor } from './clients.ts';

const USER = 'administrator';
const EVERYTHING = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

/** What every account of the library's guide begins with: an administrator who is a Lake Formation administrator too. */
export async function makeAccountAdmin(endpoint: string, account: string): Promise<KeyPair> {
  const { iam, lakeFormation } = clientsFor(endpoint, rootKeys(account));
  try {
    await iam.send(new CreateUserCommand({ UserName: USER }));
  } catch (error) {
    if (!(error instanceof EntityAlreadyExistsException)) {
      throw error;
    }
  }
  await iam.send(
    new PutUserPolicyCommand({ UserName: USER, PolicyName: 'Everything', PolicyDocument: EVERYTHING }),
  );
  const { DataLakeSettings = {} } = await lakeFormation.send(
    new GetDataLakeSettingsCommand({ CatalogId: account }),
  );
  const principal = { DataLakePrincipalIdentifier: `arn:aws:iam::${account}:user/${USER}` };
  const others = (DataLakeSettings.DataLakeAdmins ?? []).filter(
    ({ DataLakePrincipalIdentifier }) =>
      DataLakePrincipalIdentifier !== principal.DataLakePrincipalIdentifier,
  );
  await lakeFormation.send(
    new PutDataLakeSettingsCommand({
      CatalogId: account,
      DataLakeSettings: { ...DataLakeSettings, DataLakeAdmins: [...others, principal] },
    }),
  );
  // A seed that was killed left keys that nobody knows; IAM allows two.
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: USER }));
  for (const { AccessKeyId } of AccessKeyMetadata) {
    await iam.send(new DeleteAccessKeyCommand({ UserName: USER, AccessKeyId }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}
