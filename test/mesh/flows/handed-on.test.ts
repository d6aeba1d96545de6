import { CreateRoleCommand } from '@aws-sdk/client-iam';
import {
  GetDataLakeSettingsCommand,
  GrantPermissionsCommand,
  ListPermissionsCommand,
  PutDataLakeSettingsCommand,
  RevokePermissionsCommand,
} from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataMeshConsumer } from '../../../src/mesh/aws/library/data-mesh-consumer.ts';
import type { DriftLine } from '../../../src/mesh/drift/finding.ts';
import { findingSentence } from '../../../src/mesh/drift/finding-sentence.ts';
import { dieAtCall } from '../support/crash.ts';
import { localTables } from '../support/observe.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  DATABASE,
  MESH,
  type MeshOptions,
  PRODUCER,
  REGION,
  startMesh,
  type TestMesh,
} from '../support/test-mesh.ts';

/** Every call with `npm run test:deep`, every fifth otherwise. */
const STRIDE = process.env['MESH_TEST_DEEP'] ? 1 : 5;
const ANALYST = `arn:aws:iam::${CONSUMER}:role/analyst`;
const REPORTER = `arn:aws:iam::${CONSUMER}:role/reporter`;
const OWN_ROLE = `arn:aws:iam::${CONSUMER}:role/AwsDataMesh/DataMeshConsumer`;

let test: TestMesh;
/** Each life of the app is some minutes later, when the lease of the one that died has run out. */
let lives = 0;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
  for (const RoleName of ['analyst', 'reporter']) {
    await test
      .clients(CONSUMER)
      .iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust() }));
  }
});
afterAll(() => test?.close());

const aLife = (options: MeshOptions = {}) => {
  lives += 1;
  const ahead = lives * 61_000;
  return test.mesh({ now: () => new Date(Date.now() + ahead), ...options });
};
const consumer = (signal?: AbortSignal) =>
  new DataMeshConsumer({
    dataMeshAccountId: MESH,
    region: REGION,
    endpoint: test.aws.url,
    credentials: test.admin(CONSUMER),
    ...(signal ? { signal } : {}),
  });

function trust(): string {
  const Principal = { AWS: `arn:aws:iam::${CONSUMER}:root` };
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }],
  });
}

async function imported(id: string, tables: readonly string[] = ['orders', 'customers']): Promise<void> {
  const mesh = aLife();
  await mesh.requestAccess({
    id,
    subscriber: CONSUMER,
    database: DATABASE,
    tables,
    permissions: ['SELECT'],
    requestedBy: ANA,
    requestedVia: 'slack',
  });
  await mesh.approve({
    subscriptionId: id,
    by: BEN,
    job: `approve-${id}`,
    grantable: ['SELECT', 'DESCRIBE'],
  });
  await mesh.importSubscription({ subscriptionId: id, by: ANA, job: `import-${id}` });
}

const revoke = (id: string, job = `revoke-${id}`, options: MeshOptions = {}) =>
  aLife(options).revoke({ subscriptionId: id, by: BEN, job });

/** What a role holds in its own account's list: `link orders: DESCRIBE`, `mesh orders: SELECT`. */
async function heldBy(role: string): Promise<readonly string[]> {
  const { PrincipalResourcePermissions = [] } = await test
    .clients(CONSUMER)
    .lakeFormation.send(new ListPermissionsCommand({ MaxResults: 1000 }));
  return PrincipalResourcePermissions.filter(
    ({ Principal }) => Principal?.DataLakePrincipalIdentifier === role,
  )
    .flatMap(({ Resource, Permissions = [] }) => {
      const table = Resource?.Table ?? Resource?.TableWithColumns;
      const where = (table ?? Resource?.Database)?.CatalogId === MESH ? 'mesh' : 'link';
      return Permissions.map((name) => `${where} ${table?.Name ?? '*'}: ${name}`);
    })
    .sort();
}

const EVERYTHING = [
  'link *: DESCRIBE',
  'link customers: DESCRIBE',
  'link orders: DESCRIBE',
  'mesh customers: DESCRIBE',
  'mesh customers: SELECT',
  'mesh orders: DESCRIBE',
  'mesh orders: SELECT',
];

/** The mesh's role administers the account's data lake, or does not. */
async function letOwnRoleAdminister(isAdmin: boolean): Promise<void> {
  const { lakeFormation } = test.clients(CONSUMER);
  const { DataLakeSettings = {} } = await lakeFormation.send(new GetDataLakeSettingsCommand({}));
  const others = (DataLakeSettings.DataLakeAdmins ?? []).filter(
    ({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier !== OWN_ROLE,
  );
  await lakeFormation.send(
    new PutDataLakeSettingsCommand({
      DataLakeSettings: {
        ...DataLakeSettings,
        DataLakeAdmins: isAdmin ? [...others, { DataLakePrincipalIdentifier: OWN_ROLE }] : others,
      },
    }),
  );
}

async function drift(): Promise<readonly DriftLine[]> {
  const lines: DriftLine[] = [];
  for await (const line of aLife().drift({ owner: PRODUCER })) {
    lines.push(line);
  }
  return lines;
}

const sentences = async () =>
  (await drift()).map((line) => (line.kind === 'unread' ? line.code : findingSentence(line)));

const onLink = (principal: string) => ({
  Principal: { DataLakePrincipalIdentifier: principal },
  Resource: { Table: { DatabaseName: DATABASE, Name: 'orders' } },
  Permissions: ['DESCRIBE' as const],
});

describe('tables handed on to roles of the consumer’s account', () => {
  it('are on record, and what the mesh’s role may take there is taken at the end; the record says who has to do the rest', async () => {
    const id = 'Hand1TZskVKR7C7WgdSP3d';
    await imported(id);

    await consumer().grantToRoles(id, [ANALYST]);
    const given = await heldBy(ANALYST);
    const ended = await revoke(id);

    expect(given).toEqual(EVERYTHING);
    expect(ended).toMatchObject({
      status: 'Deleted',
      handedOn: [{ principal: ANALYST, tables: ['customers', 'orders'] }],
      fulfilment: { phase: 'Revoked', cause: { code: 'LOCAL_GRANTS_LEFT' } },
    });
    expect(ended.fulfilment?.cause?.message).toContain(`take-back --subscription-id ${id}`);
    expect(await heldBy(ANALYST)).toEqual(EVERYTHING.filter((each) => each.startsWith('mesh')));
    expect(await localTables(test, CONSUMER)).toEqual([]);

    // AWS lets nobody revoke what is not shared any more; with a new grant, what was handed on would be alive again.
    expect(await consumer().takeBackFromRoles(id)).toMatchObject({ handedOn: [{ principal: ANALYST }] });
    const again = 'HandaTZskVKR7C7WgdSP3d';
    await imported(again);
    const settled = await consumer().takeBackFromRoles(id);
    await revoke(again);

    expect(settled.handedOn).toBeUndefined();
    expect(settled.fulfilment?.cause).toBeUndefined();
    expect(await heldBy(ANALYST)).toEqual([]);
  });

  it('are taken back wholly where the mesh’s role administers the account’s data lake', async () => {
    const id = 'Hand2TZskVKR7C7WgdSP3d';
    await letOwnRoleAdminister(true);
    try {
      await imported(id);
      await consumer().grantToRoles(id, [ANALYST]);
      await consumer().grantToRoles(id, [REPORTER]);

      const ended = await revoke(id);

      expect(ended).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
      expect(ended.fulfilment?.cause).toBeUndefined();
      expect(ended.handedOn).toBeUndefined();
      expect([...(await heldBy(ANALYST)), ...(await heldBy(REPORTER))]).toEqual([]);
    } finally {
      await letOwnRoleAdminister(false);
    }
  });

  it('stay as far as another subscription of the account was handed on to the same role', async () => {
    const [id, other] = ['Hand3TZskVKR7C7WgdSP3d', 'Hand4TZskVKR7C7WgdSP3d'];
    await imported(id);
    await imported(other, ['orders']);
    await consumer().grantToRoles(id, [ANALYST]);
    await consumer().grantToRoles(other, [ANALYST]);

    const kept = await consumer().takeBackFromRoles(id);

    expect(kept.handedOn).toBeUndefined();
    expect(await heldBy(ANALYST)).toEqual(EVERYTHING.filter((each) => !each.includes('customers')));
    await consumer().deleteSubscription({ subscriptionId: other });
    expect(await heldBy(ANALYST)).toEqual([]);
    await revoke(other);
    await revoke(id);
  });

  it('are given up with the access by the account’s administrator', async () => {
    const id = 'Hand5TZskVKR7C7WgdSP3d';
    await imported(id);
    await consumer().grantToRoles(id, [ANALYST]);

    await consumer().deleteSubscription({ subscriptionId: id });
    const ended = await revoke(id);

    expect(ended.status).toBe('Deleted');
    expect(ended.fulfilment?.cause).toBeUndefined();
    expect(await heldBy(ANALYST)).toEqual([]);
  });

  it('are compared: what is missing, and what was given past the mesh', async () => {
    const id = 'Hand6TZskVKR7C7WgdSP3d';
    const { lakeFormation } = test.clients(CONSUMER);
    await imported(id);
    await consumer().grantToRoles(id, [ANALYST]);
    expect(await drift()).toEqual([]);

    await lakeFormation.send(new RevokePermissionsCommand(onLink(ANALYST)));
    await lakeFormation.send(new GrantPermissionsCommand(onLink(REPORTER)));

    expect(await drift()).toMatchObject([
      {
        kind: 'missing',
        where: 'local',
        on: 'link',
        principal: ANALYST,
        table: 'orders',
        remedies: ['ignore'],
      },
      {
        kind: 'excess',
        where: 'local',
        on: 'link',
        principal: REPORTER,
        table: 'orders',
        remedies: ['ignore'],
      },
    ]);
    expect(await sentences()).toEqual([
      expect.stringContaining('does not hold it any more'),
      expect.stringContaining('which its account gave without the mesh'),
    ]);
    await lakeFormation.send(new RevokePermissionsCommand(onLink(REPORTER)));
    await consumer().grantToRoles(id, [ANALYST]);
    expect(await drift()).toEqual([]);
    const { readers } = await aLife().readers(DATABASE, 'orders');
    expect(readers.flatMap(({ grounds }) => grounds.flatMap(({ handedOn = [] }) => handedOn))).toEqual([
      ANALYST,
    ]);
    await consumer().takeBackFromRoles(id);
    await revoke(id);
  });

  it('are compared on the tables of the mesh too where the mesh’s role sees them', async () => {
    const id = 'Hand7TZskVKR7C7WgdSP3d';
    const { lakeFormation } = test.clients(CONSUMER);
    const onTable = (principal: string) => ({
      Principal: { DataLakePrincipalIdentifier: principal },
      Resource: { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' } },
      Permissions: ['DESCRIBE' as const],
    });
    await imported(id);
    await consumer().grantToRoles(id, [ANALYST]);
    await lakeFormation.send(new RevokePermissionsCommand(onTable(ANALYST)));
    await lakeFormation.send(new GrantPermissionsCommand(onTable(REPORTER)));
    expect(await drift()).toEqual([]);

    await letOwnRoleAdminister(true);
    try {
      expect(await drift()).toMatchObject([
        { kind: 'missing', on: 'target', principal: ANALYST, permissions: ['DESCRIBE'] },
        { kind: 'excess', on: 'target', principal: REPORTER, permissions: ['DESCRIBE'] },
      ]);
      await lakeFormation.send(new RevokePermissionsCommand(onTable(REPORTER)));
      expect(await revoke(id)).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
      expect(await heldBy(ANALYST)).toEqual([]);
    } finally {
      await letOwnRoleAdminister(false);
    }
  });

  it('keep an end from being confirmed while the mesh’s role sees them stand', async () => {
    const [id, again] = ['Hand8TZskVKR7C7WgdSP3d', 'HandbTZskVKR7C7WgdSP3d'];
    await letOwnRoleAdminister(true);
    try {
      await imported(id, ['orders']);
      await consumer().grantToRoles(id, [ANALYST]);
      // Somebody takes the tables from the account by hand, and with them from everybody there the right to revoke.
      await test.clients(MESH).lakeFormation.send(
        new RevokePermissionsCommand({
          Principal: { DataLakePrincipalIdentifier: CONSUMER },
          Resource: { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' } },
          Permissions: ['ALL'],
        }),
      );

      const stuck = await revoke(id);

      expect(stuck).toMatchObject({
        status: 'Active',
        fulfilment: { phase: 'RevokeFailed', cause: { code: 'LOCAL_GRANTS_LEFT' } },
        handedOn: [{ principal: ANALYST }],
      });
      expect(await heldBy(ANALYST)).toEqual(['mesh orders: DESCRIBE', 'mesh orders: SELECT']);

      await imported(again);
      expect(await revoke(id, 'once-more')).toMatchObject({
        status: 'Deleted',
        fulfilment: { phase: 'Revoked' },
      });
      expect(await heldBy(ANALYST)).toEqual([]);
      await revoke(again);
    } finally {
      await letOwnRoleAdminister(false);
    }
  });

  it('leave nothing behind wherever handing on, taking back or the end dies', async () => {
    await letOwnRoleAdminister(true);
    try {
      for (let n = 1, isDone = false; !isDone; n += STRIDE) {
        const id = `Die${String(n).padStart(4, '0').replaceAll('0', 'a').replaceAll('1', 'b')}ZskVKR7C7WgdSP3`;
        await imported(id);
        const handing = await dieAtCall(test, n, (signal) => consumer(signal).grantToRoles(id, [ANALYST]));
        await consumer().grantToRoles(id, [ANALYST]);
        expect(await heldBy(ANALYST)).toEqual(EVERYTHING);
        const ending = await dieAtCall(test, n, (signal) => revoke(id, `revoke-${id}`, { signal }));
        const ended = await revoke(id);

        expect([n, ended.status, ended.fulfilment?.phase, ended.handedOn]).toEqual([
          n,
          'Deleted',
          'Revoked',
          undefined,
        ]);
        expect([n, ...(await heldBy(ANALYST))]).toEqual([n]);
        isDone = handing === 'ended' && ending === 'ended';
      }
    } finally {
      await letOwnRoleAdminister(false);
    }
  });
});
