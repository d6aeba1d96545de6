import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { grantsOf, tagGrantsOf } from '../support/observe.ts';
import { approve, ask, endAll } from '../support/requests.ts';
import { BEN, CONSUMER, DATABASE, MESH, PRODUCER, startMesh, type TestMesh } from '../support/test-mesh.ts';
import { publishPeople, selectsOf } from '../support/wide-table.ts';

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders']);
  await publishPeople(test);
}, 60_000);
afterAll(() => test?.close());
afterEach(async () => {
  test.hook = () => undefined;
  await endAll(test);
  expect(await grantsOf(test, CONSUMER)).toEqual([]);
});

const BOTH = ['SELECT', 'INSERT'] as const;
const mesh = () => test.mesh({ actor: BEN });
const end = (id: string) => mesh().revoke({ subscriptionId: id, by: BEN, job: `end-${id}` });

/** One that may hand on what it has, and one of the same consumer that has the same and may not. */
async function twoOf(name: string): Promise<readonly [string, string]> {
  const [handing, plain] = [`${name}-handing`, `${name}-plain`];
  await ask(test, handing, { permissions: BOTH });
  await ask(test, plain, { permissions: [...BOTH, 'DELETE'] });
  await approve(test, handing, { permissions: BOTH, grantable: BOTH });
  await approve(test, plain, { permissions: BOTH });
  expect(await grantsOf(test, CONSUMER)).toEqual(HANDING);
  return [handing, plain];
}

const HANDING = ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: INSERT+', 'orders: SELECT+'];
const PLAIN = ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: INSERT', 'orders: SELECT'];

async function rightsOfDrift(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of mesh().drift({})) {
    found.push(line.kind === 'unread' ? line.code : `${line.kind}: ${line.permissions.join()}`);
  }
  return found;
}

describe('grant options that others of the consumer do not need', () => {
  it('go with the subscription that had them, and the others keep their permissions', async () => {
    const [handing] = await twoOf('end');

    const ended = await end(handing);

    expect([ended.status, ended.fulfilment?.phase]).toEqual(['Deleted', 'Revoked']);
    expect(await grantsOf(test, CONSUMER)).toEqual(PLAIN);
    expect(await rightsOfDrift()).toEqual([]);
  });

  it('stay where somebody else has them too', async () => {
    const [handing, plain] = await twoOf('stay');

    await end(plain);

    expect(await grantsOf(test, CONSUMER)).toEqual(HANDING);
    expect((await end(handing)).status).toBe('Deleted');
  });

  it('go when a change takes them away, also with a permission that others need', async () => {
    const [handing] = await twoOf('change');

    const changed = await mesh().modify({
      subscriptionId: handing,
      by: BEN,
      job: 'change-options',
      permissions: ['SELECT'],
      grantable: [],
    });

    expect([changed.fulfilment?.phase, changed.grantable]).toEqual(['Granted', []]);
    expect(await grantsOf(test, CONSUMER)).toEqual(PLAIN);
  });

  it('go when the agreed time is over', async () => {
    const [handing] = await twoOf('time');
    const soon = Math.floor(Date.now() / 1000) + 60;
    await mesh().modify({
      subscriptionId: handing,
      by: BEN,
      job: 'end-soon',
      permissions: BOTH,
      grantable: BOTH,
      expiresAt: soon,
    });
    const later = test.mesh({ actor: BEN, now: () => new Date((soon + 60) * 1000) });

    const ended = await later.expire({ subscriptionId: handing, by: BEN, job: 'time-is-over' });

    expect(ended.status).toBe('Deleted');
    expect(await grantsOf(test, CONSUMER)).toEqual(PLAIN);
  });

  it('go from columns too', async () => {
    const columns = { people: { include: ['id', 'name'] } };
    await ask(test, 'columns-handing', { tables: ['people'] });
    await ask(test, 'columns-plain', { tables: ['people'], permissions: ['SELECT', 'ALTER'] });
    await approve(test, 'columns-handing', { permissions: ['SELECT'], grantable: ['SELECT'], columns });
    await approve(test, 'columns-plain', { permissions: ['SELECT'], columns });
    expect(await selectsOf(test, CONSUMER, 'people')).toEqual(['id,name+']);

    const ended = await end('columns-handing');

    expect(ended.status).toBe('Deleted');
    expect(await selectsOf(test, CONSUMER, 'people')).toEqual(['id,name']);
  });

  it('go from a grant by tags too', async () => {
    const product = { tables: ['orders', 'people'], follow: { kind: 'product', name: 'Orders' } } as const;
    await ask(test, 'tags-handing', product);
    await ask(test, 'tags-plain', { ...product, permissions: ['SELECT', 'ALTER'] });
    await approve(test, 'tags-handing', { permissions: ['SELECT'], grantable: ['SELECT'] });
    await approve(test, 'tags-plain', { permissions: ['SELECT'] });
    expect((await tagGrantsOf(test, CONSUMER)).join()).toContain('SELECT+');

    const ended = await end('tags-handing');

    const left = (await tagGrantsOf(test, CONSUMER)).join();
    expect(ended.status).toBe('Deleted');
    expect(left).toContain('DESCRIBE,SELECT');
    expect(left).not.toContain('+');
  });

  it('go without the permissions of others also where the job dies between taking and giving back', async () => {
    const [handing] = await twoOf('dies');
    const controller = new AbortController();
    const dying = test.mesh({ actor: BEN, signal: controller.signal });
    await new Promise<void>((resolve) => {
      test.hook = ({ operation }) => {
        if (operation !== 'BatchRevokePermissions') {
          return undefined;
        }
        resolve();
        return new Promise(() => undefined); // applied, and its answer never arrives
      };
      dying.revoke({ subscriptionId: handing, by: BEN, job: `end-${handing}` }).catch(() => undefined);
    });
    controller.abort();
    test.hook = () => undefined;
    expect(await grantsOf(test, CONSUMER)).toEqual(['*: DESCRIBE', 'orders: DESCRIBE']);

    const ended = await end(handing);

    expect(ended.status).toBe('Deleted');
    expect(await grantsOf(test, CONSUMER)).toEqual(PLAIN);
  });
});

it('two that end at the same time leave nothing to each other', async () => {
  const ids = await twoOf('together');

  const ended = await Promise.all(ids.map(end));

  expect(ended.map(({ status }) => status)).toEqual(['Deleted', 'Deleted']);
  expect(await grantsOf(test, CONSUMER)).toEqual([]);
});

it('drift names an option that nobody decided, and takes it away', async () => {
  await ask(test, 'drift-plain', { permissions: BOTH });
  await approve(test, 'drift-plain', { permissions: BOTH });
  await test.clients(MESH).lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: CONSUMER },
      Resource: { Table: { CatalogId: MESH, DatabaseName: DATABASE, Name: 'orders' } },
      Permissions: ['INSERT'],
      PermissionsWithGrantOption: ['INSERT'],
    }),
  );
  const found = [];
  for await (const line of mesh().drift({ owner: PRODUCER })) {
    found.push(line);
  }
  expect(found).toMatchObject([{ kind: 'excess', permissions: ['INSERT'], grantable: ['INSERT'] }]);
  const [finding] = found;

  await mesh().repair({
    owner: PRODUCER,
    finding: finding?.kind === 'unread' ? '' : (finding?.id ?? ''),
    remedy: 'revoke',
    by: BEN,
    job: 'take-option',
  });

  expect(await grantsOf(test, CONSUMER)).toEqual(PLAIN);
  expect(await rightsOfDrift()).toEqual([]);
});
