import type { Team } from '../../src/handlers/team.ts';
import { DataMeshAdmin } from '../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshMacros } from '../../src/mesh/aws/library/data-mesh-macros.ts';
import { DataMeshProducer } from '../../src/mesh/aws/library/data-mesh-producer.ts';
import { ACCOUNTS, type AccountName, type KeyPair, REGION } from './accounts.ts';
import type { SampleDatabase } from './sample-tables.ts';

type AdminKeys = Readonly<Record<AccountName, KeyPair>>;

function options(endpoint: string) {
  return { dataMeshAccountId: ACCOUNTS.mesh, region: REGION, endpoint };
}

/** The engine's own set-up of the mesh account, as its administrator. */
export async function initializeMesh(endpoint: string, admins: AdminKeys): Promise<void> {
  await new DataMeshAdmin({ ...options(endpoint), credentials: admins.mesh }).initializeMeshAccount();
}

/** The engine's own set-up of a member account, which lets the app's role in; producers may publish what lies in their buckets, again and again. */
export async function bootstrapMember(
  endpoint: string,
  admins: AdminKeys,
  team: Team,
  appRoleArn: string,
  buckets: readonly string[],
): Promise<void> {
  await new DataMeshMacros(options(endpoint)).bootstrapAccount({
    accountType: team.sides.length > 1 ? 'both' : (team.sides[0] ?? ''),
    meshCredentials: admins.mesh,
    accountCredentials: adminOf(admins, team.account),
    appRoleArn,
    dataLocations: buckets.map((bucket) => `s3://${bucket}`),
    ...(team.externalId ? { externalId: team.externalId } : {}),
  });
}

/** Publishes a sample database as its owner would. Throws where a table could not be published. */
export async function publishSample(
  endpoint: string,
  admins: AdminKeys,
  sample: SampleDatabase,
): Promise<void> {
  const producer = new DataMeshProducer({ ...options(endpoint), credentials: admins[sample.account] });
  await producer.createDataProducts({
    sourceDatabaseName: sample.database,
    domain: sample.domain,
    dataProductName: sample.product,
  });
}

function adminOf(admins: AdminKeys, account: string): KeyPair {
  const [name] = Object.entries(ACCOUNTS).find(([, id]) => id === account) ?? [];
  switch (name) {
    case 'mesh':
    case 'sales':
    case 'logistics':
    case 'analytics':
    case 'finance':
      return admins[name];
    default:
      throw new Error(`no account ${account} in the sample mesh`);
  }
}
