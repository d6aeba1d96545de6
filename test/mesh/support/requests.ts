import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import type { AccessRequest } from '../../../src/mesh/verbs/requests.ts';
import { ANA, BEN, CONSUMER, DATABASE, MESH, PRODUCER, type TestMesh } from './test-mesh.ts';

/** Asks for tables; by default for SELECT on `orders` by the consumer. */
export function ask(test: TestMesh, id: string, changes: Partial<AccessRequest> = {}): Promise<Subscription> {
  return test.mesh().requestAccess({
    id,
    subscriber: CONSUMER,
    database: DATABASE,
    tables: ['orders'],
    permissions: ['SELECT'],
    requestedBy: ANA,
    requestedVia: 'slack',
    ...changes,
  });
}

export function approve(
  test: TestMesh,
  id: string,
  changes: Parameters<ReturnType<TestMesh['mesh']>['approve']>[0] | object = {},
) {
  return test.mesh({ actor: BEN }).approve({ subscriptionId: id, by: BEN, job: `approve-${id}`, ...changes });
}

/** Ends everything that is live or waiting, so that the next case begins with nothing granted. */
export async function endAll(test: TestMesh): Promise<void> {
  const mesh = test.mesh({ actor: BEN });
  for await (const record of mesh.listSubscriptions({ statuses: ['Active', 'Pending'] })) {
    const act = { subscriptionId: record.id, by: BEN, job: `end-${record.id}-${record.version ?? 0}` };
    if (record.status === 'Active') {
      await mesh.revoke(act);
    } else {
      await (record.fulfilment ? mesh.rollBack(act) : mesh.withdraw(act));
    }
  }
}

const TableName = 'AwsDataMeshSubscriptions';

/** What is stored, attribute by attribute. */
export async function stored(
  test: TestMesh,
  id: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  return (
    await test
      .clients(MESH)
      .documents.send(new GetCommand({ TableName, Key: { SubscriptionId: id }, ConsistentRead: true }))
  ).Item;
}

/** A record as the Python library writes a request. */
export async function putAsLibrary(
  test: TestMesh,
  id: string,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const Item = {
    SubscriptionId: id,
    OwnerPrincipal: PRODUCER,
    SubscriberPrincipal: CONSUMER,
    RequestedGrants: ['SELECT'],
    Status: 'Pending',
    DatabaseName: DATABASE,
    TableName: ['orders'],
    CreationDate: '2026-01-05 09:30:00',
    CreatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminConsumer-${CONSUMER}/session`,
    ...changes,
  };
  await test.clients(MESH).documents.send(new PutCommand({ TableName, Item }));
}

/** An update as the Python library makes it: what it sets, and always who and when. */
export async function updateAsLibrary(
  test: TestMesh,
  id: string,
  values: Readonly<Record<string, unknown>>,
  note?: string,
): Promise<void> {
  const set = {
    ...values,
    UpdatedDate: '2026-01-05 10:00:00',
    UpdatedBy: `arn:aws:sts::${MESH}:assumed-role/DataMeshAdminProducer-${PRODUCER}/session`,
  };
  const names = Object.keys(set);
  await test.clients(MESH).documents.send(
    new UpdateCommand({
      TableName,
      Key: { SubscriptionId: id },
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}${note === undefined ? '' : ' ADD Notes :note'}`,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(set).map(([name, value]) => [`:${name}`, value])),
        ...(note === undefined ? {} : { ':note': new Set([note]) }),
      },
    }),
  );
}

export async function forget(test: TestMesh, id: string): Promise<void> {
  await test.clients(MESH).documents.send(new DeleteCommand({ TableName, Key: { SubscriptionId: id } }));
}
