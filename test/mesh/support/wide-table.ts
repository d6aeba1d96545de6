import { CreateTableCommand } from '@aws-sdk/client-glue';
import { ListPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { DataMeshProducer } from '../../../src/mesh/aws/library/data-mesh-producer.ts';
import { DATABASE, MESH, PRODUCER, REGION, sourceTable, type TestMesh } from './test-mesh.ts';

/** Publishes `people`: columns id, name, email, salary and the partition key `day`. */
export async function publishPeople(test: TestMesh): Promise<void> {
  const TableInput = sourceTable('people', 's3://p-data/sales/people/');
  await test.clients(PRODUCER).glue.send(
    new CreateTableCommand({
      DatabaseName: 'sales',
      TableInput: {
        ...TableInput,
        StorageDescriptor: {
          ...TableInput.StorageDescriptor,
          Columns: ['id', 'name', 'email', 'salary'].map((Name) => ({ Name, Type: 'string' })),
        },
        PartitionKeys: [{ Name: 'day', Type: 'date' }],
      },
    }),
  );
  const options = { dataMeshAccountId: MESH, region: REGION, endpoint: test.aws.url };
  await new DataMeshProducer({ ...options, credentials: test.admin(PRODUCER) }).createDataProducts({
    sourceDatabaseName: 'sales',
    tableNameRegex: 'people',
    domain: 'Retail',
    dataProductName: 'Orders',
  });
}

/** Grants of SELECT on the table, as Lake Formation lists them: `*`, `id,name`, `-email`; with + for the grant option. */
export async function selectsOf(
  test: TestMesh,
  principal: string,
  table: string,
): Promise<readonly string[]> {
  const { PrincipalResourcePermissions = [] } = await test.clients(MESH).lakeFormation.send(
    new ListPermissionsCommand({
      CatalogId: MESH,
      MaxResults: 1000,
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: table } },
    }),
  );
  return PrincipalResourcePermissions.flatMap(({ Resource, PermissionsWithGrantOption = [] }) => {
    const { TableWithColumns } = Resource ?? {};
    if (!TableWithColumns) {
      return [];
    }
    const { ColumnNames, ColumnWildcard } = TableWithColumns;
    const excluded = ColumnWildcard?.ExcludedColumnNames ?? [];
    const columns = ColumnNames?.join(',') ?? (excluded.length > 0 ? `-${excluded.join(',')}` : '*');
    return [`${columns}${PermissionsWithGrantOption.includes('SELECT') ? '+' : ''}`];
  }).sort();
}
