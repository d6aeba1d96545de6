import { GetResourcePolicyCommand, GetTablesCommand } from '@aws-sdk/client-glue';
import { ListAttachedRolePoliciesCommand, ListPoliciesCommand, ListRolesCommand } from '@aws-sdk/client-iam';
import { GetDataLakeSettingsCommand, ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { GetBucketPolicyCommand } from '@aws-sdk/client-s3';
import { DATABASE, MESH, PRODUCER, type TestMesh } from './test-mesh.ts';

/** The bucket's policy, or nothing. */
export async function bucketPolicy(
  test: TestMesh,
  bucket = 'p-data',
  account = PRODUCER,
): Promise<string | undefined> {
  try {
    return (await test.clients(account).s3.send(new GetBucketPolicyCommand({ Bucket: bucket }))).Policy;
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchBucketPolicy') {
      return undefined;
    }
    throw error;
  }
}

export async function catalogPolicy(test: TestMesh): Promise<string | undefined> {
  return (await test.clients(MESH).glue.send(new GetResourcePolicyCommand({}))).PolicyInJson;
}

/** What an account or principal holds in the mesh: `orders: SELECT`, `orders: DESCRIBE+`, where + is the grant option. */
export async function grantsOf(
  test: TestMesh,
  principal: string,
  database = DATABASE,
): Promise<readonly string[]> {
  const found: string[] = [];
  const pages = paginateAll(async (NextToken) =>
    test.clients(MESH).lakeFormation.send(
      new ListPermissionsCommand({
        CatalogId: MESH,
        MaxResults: 1000,
        ...(NextToken ? { NextToken } : {}),
      }),
    ),
  );
  for await (const { PrincipalResourcePermissions = [] } of pages) {
    for (const {
      Principal,
      Resource,
      Permissions = [],
      PermissionsWithGrantOption = [],
    } of PrincipalResourcePermissions) {
      const table = Resource?.Table ?? Resource?.TableWithColumns;
      const [where, name] = table ? [table.DatabaseName, table.Name] : [Resource?.Database?.Name, '*'];
      if (Principal?.DataLakePrincipalIdentifier === principal && where === database) {
        found.push(
          ...Permissions.map(
            (each) => `${name}: ${each}${PermissionsWithGrantOption.includes(each) ? '+' : ''}`,
          ),
        );
      }
    }
  }
  return found.sort();
}

/** What an account holds in the mesh by LF-tags: `mesh-product-222222222222=sales-222222222222/orders & …: DESCRIBE,SELECT`. */
export async function tagGrantsOf(test: TestMesh, principal: string): Promise<readonly string[]> {
  const { PrincipalResourcePermissions = [] } = await test
    .clients(MESH)
    .lakeFormation.send(new ListPermissionsCommand({ ResourceType: 'LF_TAG_POLICY', MaxResults: 1000 }));
  return PrincipalResourcePermissions.filter(
    ({ Principal }) => Principal?.DataLakePrincipalIdentifier === principal,
  ).map(({ Resource, Permissions = [], PermissionsWithGrantOption = [] }) => {
    const expression = (Resource?.LFTagPolicy?.Expression ?? []).map(
      ({ TagKey, TagValues }) => `${TagKey}=${TagValues}`,
    );
    const named = Permissions.map((name) => `${name}${PermissionsWithGrantOption.includes(name) ? '+' : ''}`);
    return `${expression.join(' & ')}: ${named.sort()}`;
  });
}

/** Roles, policies and data lake settings of the mesh account. */
export async function rolesOfMesh(test: TestMesh) {
  const { iam, lakeFormation } = test.clients(MESH);
  const { Roles = [] } = await iam.send(new ListRolesCommand({ PathPrefix: '/AwsDataMesh/' }));
  const { Policies = [] } = await iam.send(
    new ListPoliciesCommand({ PathPrefix: '/AwsDataMesh/', Scope: 'Local' }),
  );
  const roles = await Promise.all(
    Roles.map(async ({ RoleName, AssumeRolePolicyDocument }) => {
      const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
      return {
        RoleName,
        trust: AssumeRolePolicyDocument,
        policies: AttachedPolicies.map(({ PolicyName }) => PolicyName).sort(),
      };
    }),
  );
  const { DataLakeSettings } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  return {
    roles,
    policies: Policies.map(({ PolicyName, DefaultVersionId }) => `${PolicyName} ${DefaultVersionId}`).sort(),
    settings: DataLakeSettings,
  };
}

async function* paginateAll<T extends { readonly NextToken?: string | undefined }>(
  read: (token: string | undefined) => Promise<T>,
): AsyncIterable<T> {
  let token: string | undefined;
  do {
    const page = await read(token);
    yield page;
    token = page.NextToken;
  } while (token);
}

/** Names of the tables in an account's own database; none where there is no such database. */
export async function localTables(
  test: TestMesh,
  account: string,
  database = DATABASE,
): Promise<readonly string[]> {
  try {
    const { TableList = [] } = await test
      .clients(account)
      .glue.send(new GetTablesCommand({ DatabaseName: database }));
    return TableList.map(({ Name }) => Name ?? '').sort();
  } catch (error) {
    if (error instanceof Error && error.name === 'EntityNotFoundException') {
      return [];
    }
    throw error;
  }
}
