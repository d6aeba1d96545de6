import { CreateTableCommand, DeleteTableCommand } from '@aws-sdk/client-glue';
import { DeleteRolePolicyCommand, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriftLine, Finding, Remedy } from '../../../src/mesh/drift/finding.ts';
import { findingSentence } from '../../../src/mesh/drift/finding-sentence.ts';
import { localTables } from '../support/observe.ts';
import { approve, ask } from '../support/requests.ts';
import {
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  OTHER_CONSUMER,
  PRODUCER,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

const ID = 'LinksTZskVKR7C7WgdSP3d';
const OTHER_ID = 'OtherTZskVKR7C7WgdSP3d';
const ADMINISTRATOR = `arn:aws:iam::${CONSUMER}:user/administrator`;

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
  await imported(ID, CONSUMER, ['orders', 'customers']);
  await imported(OTHER_ID, OTHER_CONSUMER, ['orders']);
});
afterAll(() => test?.close());

async function imported(id: string, subscriber: string, tables: readonly string[]): Promise<void> {
  await ask(test, id, { subscriber, tables });
  await approve(test, id);
  await test.mesh().importSubscription({ subscriptionId: id, by: BEN, job: `import-${id}` });
}

async function drift(): Promise<readonly DriftLine[]> {
  const lines: DriftLine[] = [];
  for await (const line of test.mesh().drift({ owner: PRODUCER })) {
    lines.push(line);
  }
  return lines;
}

async function onlyFinding(): Promise<Finding> {
  const [line, ...others] = await drift();
  expect(others).toEqual([]);
  if (line === undefined || line.kind === 'unread') {
    throw new Error(`no finding: ${JSON.stringify(line)}`);
  }
  return line;
}

function mend(finding: string, remedy: Remedy, job: string): Promise<Finding> {
  return test.mesh({ actor: BEN }).repair({ owner: PRODUCER, finding, remedy, by: BEN, job });
}

/** As an administrator of the account does it in the console, who gives themselves what that takes. */
async function deleteByHand(Name: string): Promise<void> {
  const { glue, lakeFormation } = test.clients(CONSUMER);
  await lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: ADMINISTRATOR },
      Resource: { Table: { DatabaseName: DATABASE, Name } },
      Permissions: ['DROP'],
    }),
  );
  await glue.send(new DeleteTableCommand({ DatabaseName: DATABASE, Name }));
}

async function linkByHand(Name: string, target: string): Promise<void> {
  const { glue, lakeFormation } = test.clients(CONSUMER);
  await lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: ADMINISTRATOR },
      Resource: { Database: { Name: DATABASE } },
      Permissions: ['CREATE_TABLE'],
    }),
  );
  const TargetTable = { CatalogId: MESH, DatabaseName: DATABASE, Name: target };
  await glue.send(new CreateTableCommand({ DatabaseName: DATABASE, TableInput: { Name, TargetTable } }));
}

describe('links that were imported against those that a consumer has', () => {
  it('finds a link that was deleted by hand, and makes exactly it again', async () => {
    expect(await drift()).toEqual([]);
    await deleteByHand('orders');

    const found = await onlyFinding();
    await mend(found.id, 'repair', 'link-1');

    expect(found).toMatchObject({
      kind: 'missing',
      where: 'link',
      principal: CONSUMER,
      table: 'orders',
      subscriptionId: ID,
      remedies: ['repair', 'end', 'ignore'],
    });
    expect(findingSentence(found)).toContain(
      `imported ${DATABASE}.orders, and its account has no link to it`,
    );
    expect(await drift()).toEqual([]);
    expect(await localTables(test, CONSUMER)).toEqual(['customers', 'orders']);
    const kinds = [];
    for await (const { kind } of test.mesh().history(ID)) {
      kinds.push(kind);
    }
    expect(kinds).toEqual(['approve', 'repair']);
    await expect(mend(found.id, 'repair', 'link-2')).rejects.toMatchObject({ code: 'DRIFT_GONE' });
  });

  it('does not claim to have mended what has the name and may not be seen', async () => {
    await deleteByHand('orders');
    await linkByHand('orders', 'customers');

    const found = await onlyFinding();

    expect(found).toMatchObject({ kind: 'missing', where: 'link', table: 'orders' });
    await expect(mend(found.id, 'repair', 'hidden-1')).rejects.toMatchObject({ code: 'LINK_NAME_TAKEN' });
    expect(await onlyFinding()).toEqual(found);
  });

  it('says that a link leads elsewhere and leaves it, and makes the right one once the name is free', async () => {
    await test.clients(CONSUMER).lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: {
          DataLakePrincipalIdentifier: `arn:aws:iam::${CONSUMER}:role/AwsDataMesh/DataMeshConsumer`,
        },
        Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
        Permissions: ['DESCRIBE'],
      }),
    );

    const found = await onlyFinding();

    expect(found).toMatchObject({
      kind: 'altered',
      where: 'link',
      table: 'orders',
      remedies: ['end', 'ignore'],
    });
    expect(findingSentence(found)).toContain('until somebody of that account renames it');
    await expect(mend(found.id, 'repair', 'link-3')).rejects.toMatchObject({ code: 'NO_SUCH_REMEDY' });
    expect(await onlyFinding()).toEqual(found);
    await deleteByHand('orders');
    await mend((await onlyFinding()).id, 'repair', 'link-4');
    expect(await drift()).toEqual([]);
  });

  it('says that an account could not be read, and still finds and mends what is missing elsewhere', async () => {
    const { iam } = test.clients(OTHER_CONSUMER);
    const policy = { RoleName: 'DataMeshConsumer', PolicyName: 'NoGlue' };
    const Statement = [{ Effect: 'Deny', Action: 'glue:*', Resource: '*' }];
    await iam.send(
      new PutRolePolicyCommand({
        ...policy,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
      }),
    );
    await deleteByHand('customers');

    const lines = await drift();
    const found = lines.find(({ kind }) => kind === 'missing');
    const unread = lines.find(({ kind }) => kind === 'unread');

    expect(lines).toHaveLength(2);
    expect(unread).toMatchObject({ owner: PRODUCER, consumer: OTHER_CONSUMER });
    await expect(mend('000000000000', 'repair', 'link-5')).rejects.toMatchObject({
      code: unread?.kind === 'unread' ? unread.code : '',
    });
    await mend(found && found.kind !== 'unread' ? found.id : '', 'repair', 'link-6');
    expect(await drift()).toEqual([unread]);
    await iam.send(new DeleteRolePolicyCommand(policy));
    expect(await drift()).toEqual([]);
  });

  it('says nothing of links after the access has ended', async () => {
    await test.mesh().revoke({ subscriptionId: ID, by: BEN, job: 'end-links' });

    expect(await drift()).toEqual([]);
    expect(await localTables(test, CONSUMER)).toEqual([]);
  });
});
