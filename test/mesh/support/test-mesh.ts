import { CreateTableCommand as CreateDynamoTable } from '@aws-sdk/client-dynamodb';
import { CreateDatabaseCommand, CreateTableCommand } from '@aws-sdk/client-glue';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, PutDataLakeSettingsCommand } from '@aws-sdk/client-lakeformation';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { type Aws, startAws } from '../../../local/aws/start-aws.ts';
import { createClock, type VirtualClock } from '../../../local/clock.ts';
import type { Actor } from '../../../src/mesh/actor.ts';
import { type AwsClients, createClients } from '../../../src/mesh/aws/clients.ts';
import { createMesh } from '../../../src/mesh/aws/create-mesh.ts';
import { DataMeshAdmin } from '../../../src/mesh/aws/library/data-mesh-admin.ts';
import { DataMeshMacros } from '../../../src/mesh/aws/library/data-mesh-macros.ts';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import type { Mesh } from '../../../src/mesh/mesh.ts';
import type { Publication } from '../../../src/mesh/producer/publication.ts';

export const MESH = '111111111111';
export const PRODUCER = '222222222222';
export const OTHER_PRODUCER = '333333333333';
export const CONSUMER = '444444444444';
export const OTHER_CONSUMER = '555555555555';
export const REGION = 'us-east-1';
export const DATABASE = 'sales-222222222222';
export const ANA: Actor = { kind: 'slack', workspace: 'T0MESH', user: 'U0ANA' };
export const BEN: Actor = { kind: 'slack', workspace: 'T0MESH', user: 'U0BEN' };
const EXTERNAL_ID = 'team-secret-42';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** One call that the stand-in answered. */
export interface SeenCall {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly principal: string;
  readonly input: unknown;
  readonly error?: string;
}

export interface TestMesh {
  readonly aws: Aws;
  /** The time of AWS; meshes that shall follow it are told. */
  readonly clock: VirtualClock;
  /** Administrators of the accounts, who administer their data lakes too. */
  readonly admin: (account: string) => Keys;
  readonly clients: (account: string) => AwsClients;
  readonly mesh: (options?: MeshOptions) => Mesh;
  readonly calls: SeenCall[];
  /** Called for every call before its answer leaves; replaced by tests that crash or interfere. */
  hook: (call: SeenCall) => unknown;
  close(): Promise<void>;
}

export interface MeshOptions {
  readonly actor?: Actor;
  readonly ledger?: boolean;
  readonly leases?: boolean;
  readonly level?: 'plain' | 'tagged';
  readonly signal?: AbortSignal;
  readonly now?: () => Date;
}

const ROOTS = [MESH, PRODUCER, OTHER_PRODUCER, CONSUMER, OTHER_CONSUMER].map((id) => ({
  id,
  accessKeyId: `AKIAROOT${id}`,
  secretAccessKey: `root-secret-of-${id}`,
}));

/** Five accounts with administrators, and nothing of the mesh yet. */
export async function startAccounts(): Promise<TestMesh> {
  const calls: SeenCall[] = [];
  const keys = new Map<string, Keys>();
  const made = new Map<string, AwsClients>();
  let app: Keys | undefined;
  const clock = createClock();
  clock.onMove(() => {
    app = undefined; // sessions do not outlive hours
  });
  const aws = await startAws({
    port: 0,
    clock,
    accounts: ROOTS,
    onCall: (call) => {
      calls.push(call);
      return test.hook(call);
    },
  });
  const place = { region: REGION, endpoint: aws.url };
  const admin = (account: string): Keys => {
    const known = keys.get(account);
    if (!known) {
      throw new Error(`no administrator of ${account}`);
    }
    return known;
  };
  const test: TestMesh = {
    aws,
    clock,
    calls,
    admin,
    hook: () => undefined,
    clients: (account) => {
      const known = made.get(account) ?? createClients(place, async () => admin(account));
      made.set(account, known);
      return known;
    },
    mesh: ({ actor = ANA, ledger = true, leases = true, level = 'tagged', ...rest } = {}) =>
      createMesh(
        {
          meshAccountId: MESH,
          region: REGION,
          endpoint: aws.url,
          subscriptionsTable: 'AwsDataMeshSubscriptions',
          ...(ledger ? { ledgerTable: 'AwsDataMeshLedger' } : {}),
          ...(leases ? { slackTable: 'AwsDataMeshSlack' } : {}),
        },
        {
          credentials: async () => {
            app ??= await takeAppRole(test.clients(MESH));
            return app;
          },
          rolesOf: async (account) => ({ account, externalId: EXTERNAL_ID }),
          actor,
          sessionLevel: level,
          ...rest,
        },
      ),
    close: () => aws.close(),
  };
  for (const root of ROOTS) {
    keys.set(
      root.id,
      await makeAdministrator(
        createClients(place, async () => root),
        root.id,
      ),
    );
  }
  return test;
}

/** Accounts, mesh, app, members and the published database `sales` of the producer. */
export async function startMesh(
  tables: readonly string[] = ['orders', 'customers', 'refunds'],
): Promise<TestMesh> {
  const test = await startAccounts();
  try {
    await setUp(test, tables);
  } catch (error) {
    await test.close();
    throw error;
  }
  test.calls.length = 0;
  return test;
}

async function setUp(test: TestMesh, tables: readonly string[]): Promise<void> {
  await initializeMesh(test);
  const appRoleArn = await makeApp(test);
  for (const account of [PRODUCER, OTHER_PRODUCER, CONSUMER, OTHER_CONSUMER]) {
    await bootstrapMember(test, account, appRoleArn);
  }
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', tables);
  await publishSales(test);
}

const place = (test: TestMesh, signal?: AbortSignal) => ({
  dataMeshAccountId: MESH,
  region: REGION,
  endpoint: test.aws.url,
  ...(signal ? { signal } : {}),
});

export async function initializeMesh(test: TestMesh, signal?: AbortSignal): Promise<void> {
  await new DataMeshAdmin({ ...place(test, signal), credentials: test.admin(MESH) }).initializeMeshAccount();
}

/** The app's tables and the role of its worker, as the stacks make them. Returns the role's ARN. */
export async function makeApp(test: TestMesh): Promise<string> {
  await makeAppTables(test.clients(MESH));
  return makeAppRole(test.clients(MESH));
}

export async function bootstrapMember(
  test: TestMesh,
  account: string,
  appRoleArn: string,
  signal?: AbortSignal,
): Promise<void> {
  await new DataMeshMacros(place(test, signal)).bootstrapAccount({
    accountType: [PRODUCER, OTHER_PRODUCER].includes(account) ? 'producer' : 'consumer',
    meshCredentials: test.admin(MESH),
    accountCredentials: test.admin(account),
    appRoleArn,
    externalId: EXTERNAL_ID,
  });
}

/** Publishes the database `sales` of the producer. */
export function publishSales(test: TestMesh, signal?: AbortSignal): Promise<Publication> {
  const producer = new DataMeshProducer({ ...place(test, signal), credentials: test.admin(PRODUCER) });
  return producer.createDataProducts({
    sourceDatabaseName: 'sales',
    domain: 'Retail',
    dataProductName: 'Orders',
  });
}

async function makeAdministrator({ iam, lakeFormation }: AwsClients, account: string): Promise<Keys> {
  await iam.send(new CreateUserCommand({ UserName: 'administrator' }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  await iam.send(
    new PutUserPolicyCommand({ UserName: 'administrator', PolicyName: 'Everything', PolicyDocument }),
  );
  const { DataLakeSettings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  await lakeFormation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        ...DataLakeSettings,
        DataLakeAdmins: [{ DataLakePrincipalIdentifier: `arn:aws:iam::${account}:user/administrator` }],
        CreateDatabaseDefaultPermissions: [],
        CreateTableDefaultPermissions: [],
      },
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'administrator' }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

export async function makeAppTables({ dynamodb }: AwsClients): Promise<void> {
  for (const TableName of ['AwsDataMeshLedger', 'AwsDataMeshSlack']) {
    await dynamodb.send(
      new CreateDynamoTable({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
        ],
      }),
    );
  }
}

/** The role of the fulfilment function, with what it may do in the mesh account. */
async function makeAppRole({ iam }: AwsClients): Promise<string> {
  const trust = [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${MESH}:user/administrator` },
      Action: 'sts:AssumeRole',
    },
  ];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: trust });
  const { Role } = await iam.send(
    new CreateRoleCommand({ RoleName: 'data-mesh-fulfilment', AssumeRolePolicyDocument }),
  );
  const Statement = [
    { Effect: 'Allow', Action: ['dynamodb:*', 'lakeformation:GetDataLakeSettings'], Resource: '*' },
    {
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Resource: 'arn:aws:iam::*:role/AwsDataMesh/*',
    },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(
    new PutRolePolicyCommand({ RoleName: 'data-mesh-fulfilment', PolicyName: 'Function', PolicyDocument }),
  );
  return Role?.Arn ?? '';
}

async function takeAppRole({ sts }: AwsClients): Promise<Keys> {
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({
      RoleArn: `arn:aws:iam::${MESH}:role/data-mesh-fulfilment`,
      RoleSessionName: 'fulfilment',
    }),
  );
  return {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
}

/** A bucket and a Glue database with tables, as a producer has before the mesh. */
export async function makeSource(
  { glue, s3 }: AwsClients,
  database: string,
  bucket: string,
  tables: readonly string[],
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: database } }));
  for (const Name of tables) {
    await glue.send(
      new CreateTableCommand({
        DatabaseName: database,
        TableInput: sourceTable(Name, `s3://${bucket}/${database}/${Name}/`),
      }),
    );
  }
}

export function sourceTable(Name: string, Location: string) {
  return {
    Name,
    TableType: 'EXTERNAL_TABLE',
    Parameters: { classification: 'parquet' },
    StorageDescriptor: {
      Location,
      Columns: [
        { Name: 'id', Type: 'bigint' },
        { Name: 'amount', Type: 'decimal(12,2)' },
      ],
    },
  };
}
