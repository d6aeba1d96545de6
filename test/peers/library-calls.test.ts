import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import * as z from 'zod/mini';
import { STATUSES, type Subscription } from '../../src/mesh/subscriptions/subscription.ts';
import { grantsOf } from '../mesh/support/observe.ts';
import { ask, endAll, forget } from '../mesh/support/requests.ts';
import {
  ANA,
  BEN,
  CONSUMER,
  MESH,
  type SeenCall,
  startMesh,
  type TestMesh,
} from '../mesh/support/test-mesh.ts';
import { type Library, openLibrary } from './support/library.ts';

let test: TestMesh;
let library: Library;
const made: string[] = [];
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
  library = await openLibrary(test);
});
afterEach(async () => {
  test.hook = () => undefined;
  await endAll(test);
  for (const id of made.splice(0)) {
    await forget(test, id);
  }
});
afterAll(() => test?.close());

const END = 4_000_000_000;
const SELECT_HELD = ['*: DESCRIBE', 'orders: DESCRIBE', 'orders: SELECT'];

const Text = z.strictObject({ S: z.string() });
const Texts = z.strictObject({ L: z.array(Text) });
const TextsOrNull = z.union([Texts, z.strictObject({ NULL: z.literal(true) })]);
const LocalDate = z.strictObject({ S: z.string().check(z.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)) });
/** The library's attributes and their types; further attributes do not disturb it. */
const LibraryItem = z.object({
  SubscriptionId: Text,
  OwnerPrincipal: z.strictObject({ S: z.string().check(z.regex(/^\d{12}$/)) }),
  SubscriberPrincipal: z.strictObject({ S: z.string().check(z.regex(/^\d{12}$/)) }),
  RequestedGrants: Texts,
  Status: z.strictObject({ S: z.enum(STATUSES) }),
  DatabaseName: Text,
  TableName: Texts,
  CreationDate: LocalDate,
  CreatedBy: Text,
  PermittedGrants: z.optional(Texts),
  GrantableGrants: z.optional(TextsOrNull),
  GrantedTableARNs: z.optional(TextsOrNull),
  RamShares: z.optional(
    z.strictObject({
      M: z.record(
        z.string(),
        z.strictObject({
          M: z.strictObject({ type: z.strictObject({ S: z.enum(['Table', 'Database']) }), arn: Text }),
        }),
      ),
    }),
  ),
  Notes: z.optional(z.strictObject({ SS: z.array(z.string()) })),
  UpdatedDate: z.optional(LocalDate),
  UpdatedBy: z.optional(Text),
  ImportedToConsumer: z.optional(z.strictObject({ BOOL: z.boolean() })),
});

function named(id: string): string {
  made.push(id);
  return id;
}

/** The record as the library reads it; fails where an attribute has a type that it does not know. */
async function readByLibrary(id: string) {
  const parsed = LibraryItem.safeParse(await library.get(id));
  expect(parsed.error?.issues).toBeUndefined();
  return parsed.data;
}

/** Right after the first call that fits was applied. */
function meanwhile(fits: (call: SeenCall) => boolean, act: () => Promise<unknown>): void {
  let isDone = false;
  test.hook = async (call) => {
    if (!isDone && fits(call)) {
      isDone = true;
      await act();
    }
  };
}

/** Lets a job die when its first call of an operation was applied: the answer never comes. */
async function dieAfter(operation: string, run: (signal: AbortSignal) => Promise<unknown>): Promise<void> {
  const controller = new AbortController();
  await new Promise<void>((resolve, reject) => {
    test.hook = (call) => {
      if (call.operation !== operation) {
        return undefined;
      }
      resolve();
      return new Promise(() => undefined);
    };
    run(controller.signal).then(
      () => reject(new Error(`ended without ${operation}`)),
      reject, // a refusal before that call; what is thrown after it is heard by nobody
    );
  });
  controller.abort();
  test.hook = () => undefined;
  await letLeasesRunOut();
}

/** A dead job holds the bucket for a minute more; the queue delivers it again after that. */
async function letLeasesRunOut(): Promise<void> {
  const { documents } = test.clients(MESH);
  const TableName = 'AwsDataMeshSlack';
  const { Items = [] } = await documents.send(
    new ScanCommand({
      TableName,
      FilterExpression: 'begins_with(pk, :lease) AND attribute_exists(Holder)',
      ExpressionAttributeValues: { ':lease': 'lease#' },
    }),
  );
  for (const { pk, sk } of Items) {
    await documents.send(
      new UpdateCommand({
        TableName,
        Key: { pk, sk },
        UpdateExpression: 'SET HeldUntil = :over',
        ExpressionAttributeValues: { ':over': 1 },
      }),
    );
  }
}

const granting = ({ operation }: SeenCall) => operation === 'BatchGrantPermissions';
/** An import claims the record first, and then enters the consumer's account. */
const importing = ({ account }: SeenCall) => account === CONSUMER;

const approving = (id: string, signal?: AbortSignal): Promise<Subscription> =>
  test
    .mesh({ actor: BEN, ...(signal ? { signal } : {}) })
    .approve({ subscriptionId: id, by: BEN, job: `approve-${id}`, expiresAt: END });

describe('under the roles that we install, the library', () => {
  it('asks, finds its request again and lists it, and we decide on it', async () => {
    const id = named('theirs');
    await library.request(id);
    const [duplicate] = await library.findDuplicates();
    const [pending] = await library.listPending();

    const record = await approving(id);

    expect(duplicate?.['SubscriptionId']).toEqual({ S: id });
    expect(pending?.['SubscriptionId']).toEqual({ S: id });
    expect(await library.listPending()).toEqual([]);
    expect(record).toMatchObject({ status: 'Active', permitted: ['SELECT', 'DESCRIBE'], expiresAt: END });
    expect((await library.listAccess()).map((item) => item['Status'])).toEqual([{ S: 'Active' }]);
    expect(await grantsOf(test, CONSUMER)).toEqual(SELECT_HELD);
  });

  it('reads a record of ours at every step of its life', async () => {
    const id = named('ours');
    const mesh = test.mesh({ actor: BEN });
    const act = (job: string) => ({ subscriptionId: id, by: BEN, job });
    const steps: Readonly<Record<string, () => Promise<unknown>>> = {
      Pending: () => ask(test, id, { reason: 'weekly report', durationSeconds: END }),
      Granting: () => dieAfter('TransactWriteItems', (signal) => approving(id, signal)),
      Granted: () => approving(id),
      Imported: () => mesh.importSubscription({ ...act('import'), by: ANA }),
      Modified: () =>
        mesh.modify({
          ...act('modify'),
          permissions: ['SELECT', 'INSERT'],
          grantable: ['SELECT'],
          note: 'may write',
        }),
      Revoked: () => mesh.revoke({ ...act('revoke'), note: 'over' }),
    };
    const seen: unknown[] = [];

    for (const [step, run] of Object.entries(steps)) {
      await run();
      const item = await readByLibrary(id);
      seen.push([
        step,
        item?.Status.S,
        item?.PermittedGrants?.L.map(({ S }) => S).join(),
        item?.ImportedToConsumer?.BOOL,
      ]);
    }

    expect(seen).toEqual([
      ['Pending', 'Pending', undefined, undefined],
      ['Granting', 'Pending', 'SELECT,DESCRIBE', undefined],
      ['Granted', 'Active', 'SELECT,DESCRIBE', undefined],
      ['Imported', 'Active', 'SELECT,DESCRIBE', true],
      ['Modified', 'Active', 'SELECT,DESCRIBE,INSERT', true],
      ['Revoked', 'Deleted', 'SELECT,DESCRIBE,INSERT', true],
    ]);
    expect(await library.listAccess()).toEqual([]);
  });

  it('reads what we denied and what was withdrawn', async () => {
    const [denied, withdrawn] = [named('denied'), named('withdrawn')];
    await ask(test, denied);
    await test
      .mesh({ actor: BEN })
      .deny({ subscriptionId: denied, by: BEN, job: 'deny', note: 'ask for refunds' });
    await ask(test, withdrawn, { permissions: ['INSERT'] });
    await test.mesh().withdraw({ subscriptionId: withdrawn, by: ANA, job: 'withdraw' });

    const records = [await readByLibrary(denied), await readByLibrary(withdrawn)];

    expect(records.map((item) => [item?.Status.S, item?.PermittedGrants])).toEqual([
      ['Denied', undefined],
      ['Deleted', undefined],
    ]);
    expect(records[0]?.Notes?.SS).toEqual([expect.stringMatching(/ask for refunds$/)]);
  });

  it('meets its own conditions on our records as on its own', async () => {
    const id = named('conditions');
    await ask(test, id);
    const waiting = [await library.update('delete', id)];
    await approving(id);
    const active = [await library.update('deny', id)];
    await test.mesh({ actor: BEN }).revoke({ subscriptionId: id, by: BEN, job: 'revoke' });
    const ended = [await library.update('deny', id), await library.update('delete', id)];

    expect({ waiting, active, ended }).toEqual({ waiting: [false], active: [false], ended: [false, false] });
    expect((await readByLibrary(id))?.Status.S).toBe('Deleted');
  });
});

describe('between the claim of a job that dies and its next delivery, the library', () => {
  it.each(['TransactWriteItems', 'BatchGrantPermissions'])(
    'denies after %s: nothing stays granted',
    async (operation) => {
      const id = named(`dies-denied-${operation}`);
      await ask(test, id);
      await dieAfter(operation, (signal) => approving(id, signal));
      const took = await library.update('deny', id);

      const record = await approving(id);

      expect(took).toBe(true);
      expect(record).toMatchObject({ status: 'Denied', fulfilment: { phase: 'Denied' } });
      expect(record.notes).toContain('not now');
      expect((await readByLibrary(id))?.Status.S).toBe('Denied');
      expect(await grantsOf(test, CONSUMER)).toEqual([]);
    },
  );

  it.each([
    ['approves', 'approve'],
    ['approves with a grant option', 'approveWithGrantOption'],
    ['updates the grants', 'updateGrants'],
  ] as const)('%s: the decision that is on the ledger is carried out, with its end', async (_, call) => {
    const id = named(`dies-${call}`);
    await ask(test, id);
    await dieAfter('TransactWriteItems', (signal) => approving(id, signal));
    const took = await library.update(call, id);

    const record = await approving(id);

    expect(took).toBe(true);
    expect(record).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE'],
      grantable: [],
      expiresAt: END,
    });
    expect(Object.keys((await readByLibrary(id))?.RamShares?.M ?? {})).toEqual(['orders']);
    expect((await test.mesh().getSubscription(id))?.ramShares['orders']?.arn).not.toContain('recorded');
    expect(await grantsOf(test, CONSUMER)).toEqual(SELECT_HELD);
  });

  it('asks for the same once more: the job finds its decision on the ledger and ends what it began', async () => {
    const id = named('dies-asked');
    await ask(test, id);
    await dieAfter('BatchGrantPermissions', (signal) => approving(id, signal));
    await library.request(id);

    const record = await approving(id);

    expect(record).toMatchObject({ status: 'Active', expiresAt: END, fulfilment: { phase: 'Granted' } });
    expect(await grantsOf(test, CONSUMER)).toEqual(SELECT_HELD);
  });
});

describe('while a job of ours is at work, the library', () => {
  it('updates the grants in the middle of a change: ours holds, its note stays', async () => {
    const id = named('modifying');
    await ask(test, id);
    await approving(id);
    meanwhile(granting, () => library.update('updateGrants', id));

    const record = await test
      .mesh({ actor: BEN })
      .modify({ subscriptionId: id, by: BEN, job: 'modify', permissions: ['SELECT', 'ALTER'], note: 'ours' });

    expect(record).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE', 'ALTER'],
      expiresAt: END,
    });
    expect((await readByLibrary(id))?.Notes?.SS.sort()).toEqual([
      expect.stringMatching(/ours$/),
      'may write',
    ]);
    expect(await grantsOf(test, CONSUMER)).toEqual([
      '*: DESCRIBE',
      'orders: ALTER',
      'orders: DESCRIBE',
      'orders: SELECT',
    ]);
  });

  it.each(['delete', 'consumerDelete'] as const)(
    'ends it in the middle of an import (%s): it does not come back',
    async (call) => {
      const id = named(`importing-${call}`);
      await ask(test, id);
      await approving(id);
      meanwhile(importing, () => library.update(call, id));

      const attempt = test.mesh().importSubscription({ subscriptionId: id, by: ANA, job: 'import' });
      await expect(attempt).rejects.toMatchObject({ code: 'ENDED_MEANWHILE' });
      const left = await test.mesh().getSubscription(id);
      const ended = await test.mesh({ actor: BEN }).revoke({ subscriptionId: id, by: BEN, job: 'revoke' });

      expect(left).toMatchObject({ status: 'Deleted', imported: false, expiresAt: END });
      expect(ended).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' }, expiresAt: END });
      expect((await readByLibrary(id))?.Status.S).toBe('Deleted');
      expect(await grantsOf(test, CONSUMER)).toEqual([]);
    },
  );

  it('marks the import that we make: it is imported once, and stays so', async () => {
    const id = named('importing-both');
    await ask(test, id);
    await approving(id);
    meanwhile(importing, () => library.update('import', id));

    const record = await test.mesh().importSubscription({ subscriptionId: id, by: ANA, job: 'import' });

    expect(record).toMatchObject({
      status: 'Active',
      imported: true,
      expiresAt: END,
      fulfilment: { phase: 'Granted' },
    });
    expect((await readByLibrary(id))?.ImportedToConsumer).toEqual({ BOOL: true });
  });
});

describe('what the library did alone', () => {
  it('an approval without any of our attributes can be changed and ended here', async () => {
    const id = named('alone');
    await library.request(id);
    await library.update('approve', id);
    const mesh = test.mesh({ actor: BEN });

    const changed = await mesh.modify({
      subscriptionId: id,
      by: BEN,
      job: 'modify',
      permissions: ['INSERT'],
    });
    const held = await grantsOf(test, CONSUMER);
    const ended = await mesh.revoke({ subscriptionId: id, by: BEN, job: 'revoke' });

    expect(changed).toMatchObject({ status: 'Active', permitted: ['DESCRIBE', 'INSERT'] });
    expect(held).toEqual(expect.arrayContaining(['orders: DESCRIBE', 'orders: INSERT']));
    expect(ended.status).toBe('Deleted');
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });

  it.each(['Denied', 'Deleted'] as const)(
    'asking again over a record that is %s hides the request, and asking here makes one that is seen',
    async (status) => {
      const id = named(`again-${status}`);
      await library.request(id, { Status: { S: status } });

      const request = await ask(test, named(`again-${status}-here`));

      expect(request).toMatchObject({ status: 'Pending', predecessor: id });
      expect((await library.listPending()).map((item) => item['SubscriptionId'])).toEqual([
        { S: request.id },
      ]);
    },
  );

  it('asking again over an active record takes our attributes, and the end comes back from the ledger', async () => {
    const id = named('again-Active');
    await ask(test, id);
    await approving(id);
    await library.request(id, { Status: { S: 'Active' } });
    const bare = await test.mesh().getSubscription(id);
    const again = await ask(test, 'again-Active-here');

    const record = await test.mesh({ actor: BEN }).restore({ subscriptionId: id, by: BEN, job: 'restore' });

    expect(bare?.expiresAt).toBeUndefined();
    expect(again.id).toBe(id);
    expect(record).toMatchObject({
      status: 'Active',
      permitted: ['SELECT', 'DESCRIBE'],
      expiresAt: END,
      fulfilment: { phase: 'Granted' },
    });
    expect(await grantsOf(test, CONSUMER)).toEqual(SELECT_HELD);
  });

  it('ending it as the consumer, then asking again, hides a granted record: revoking it still takes the grants', async () => {
    const id = named('ended-and-asked');
    await ask(test, id);
    await approving(id);
    await library.update('consumerDelete', id);
    await library.request(id, { Status: { S: 'Deleted' } });

    const ended = await test.mesh({ actor: BEN }).revoke({ subscriptionId: id, by: BEN, job: 'revoke' });

    expect(ended).toMatchObject({ status: 'Deleted', fulfilment: { phase: 'Revoked' } });
    expect(await grantsOf(test, CONSUMER)).toEqual([]);
  });
});
