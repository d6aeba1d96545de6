import {
  CreateResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  RejectResourceShareInvitationCommand,
} from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriftLine, Finding } from '../../../src/mesh/drift/finding.ts';
import { findingSentence } from '../../../src/mesh/drift/finding-sentence.ts';
import type { Subscription } from '../../../src/mesh/subscriptions/subscription.ts';
import { grantsOf } from '../support/observe.ts';
import { approve, ask, updateAsLibrary } from '../support/requests.ts';
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

const ID = 'SharesZskVKR7C7WgdSP3d';
const OTHER = 'SecondZskVKR7C7WgdSP3d';
const HOUR = 3600;

let test: TestMesh;
beforeAll(async () => {
  test = await startMesh(['orders', 'customers']);
  await ask(test, ID, { tables: ['orders', 'customers'] });
  await approve(test, ID);
});
afterAll(() => test?.close());

const now = () => new Date(test.clock.now());

async function drift(): Promise<readonly DriftLine[]> {
  const lines: DriftLine[] = [];
  for await (const line of test.mesh({ now }).drift({ owner: PRODUCER })) {
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

const repair = (finding: string, job: string) =>
  test.mesh({ actor: BEN, now }).repair({ owner: PRODUCER, finding, remedy: 'repair', by: BEN, job });
const importIt = (subscriptionId: string, job: string) =>
  test.mesh({ now }).importSubscription({ subscriptionId, by: BEN, job });

async function record(id = ID): Promise<Subscription> {
  const found = await test.mesh().getSubscription(id);
  if (!found) {
    throw new Error(`no ${id}`);
  }
  return found;
}

async function shareOf(): Promise<string> {
  const { resourceShares = [] } = await test
    .clients(CONSUMER)
    .ram.send(new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }));
  return resourceShares[0]?.resourceShareArn ?? '';
}

const leaveByHand = async () =>
  test
    .clients(CONSUMER)
    .ram.send(
      new DisassociateResourceShareCommand({ resourceShareArn: await shareOf(), principals: [CONSUMER] }),
    );

describe('shares that bring tables to a consumer', () => {
  it('says nothing of an invitation that waits, and finds one that nobody accepted in twelve hours', async () => {
    expect(await drift()).toEqual([]);
    expect(await test.mesh({ now }).invitation(ID)).toMatchObject({ state: 'waiting' });

    test.clock.advance(12 * HOUR + 60);
    const found = await onlyFinding();

    expect(found).toMatchObject({
      kind: 'missing',
      where: 'share',
      share: 'expired',
      principal: CONSUMER,
      subscriptionId: ID,
      remedies: ['repair', 'end', 'ignore'],
    });
    expect(findingSentence(found)).toContain(
      'the invitation to the share that brings it into its account expired',
    );
    await expect(importIt(ID, 'import-late')).rejects.toMatchObject({ code: 'INVITATION_EXPIRED' });
  });

  it('sends a new invitation by granting anew exactly what was decided, which can then be imported', async () => {
    const held = await grantsOf(test, CONSUMER);
    const { id } = await onlyFinding();

    await repair(id, 'invite-1');

    expect(await grantsOf(test, CONSUMER)).toEqual(held);
    expect(await test.mesh({ now }).invitation(ID)).toMatchObject({ state: 'waiting' });
    expect(await record()).toMatchObject({
      status: 'Active',
      imported: false,
      fulfilment: { phase: 'Granted' },
    });
    const kinds = [];
    for await (const { kind } of test.mesh().history(ID)) {
      kinds.push(kind);
    }
    expect(kinds).toEqual(['approve', 'repair']);
    expect(await drift()).toEqual([]);
    await importIt(ID, 'import-2');
    expect(await drift()).toEqual([]);
    expect(await test.mesh({ now }).invitation(ID)).toEqual({ state: 'none' });
  });

  it('goes on with an invitation that the job had begun when it died', async () => {
    await leaveByHand();
    const { id } = await onlyFinding();
    const controller = new AbortController();
    const dying = test.mesh({ actor: BEN, now, signal: controller.signal });
    const request = { owner: PRODUCER, finding: id, remedy: 'repair', by: BEN, job: 'invite-dies' } as const;
    await new Promise<void>((resolve) => {
      test.hook = ({ operation }) => {
        if (operation !== 'BatchRevokePermissions') {
          return undefined;
        }
        resolve();
        return new Promise(() => undefined); // applied, and its answer never arrives
      };
      dying.repair(request).catch(() => undefined);
    });
    controller.abort();
    test.hook = () => undefined;
    expect(await record()).toMatchObject({ status: 'Pending', fulfilment: { phase: 'Granting' } });

    const mended = await test.mesh({ actor: BEN, now }).repair(request);

    expect(mended).toMatchObject({ kind: 'missing', where: 'share', subscriptionId: ID });
    expect(await record()).toMatchObject({ status: 'Active', fulfilment: { phase: 'Granted' } });
    expect(await test.mesh({ now }).invitation(ID)).toMatchObject({ state: 'waiting' });
    await importIt(ID, 'import-after-death');
    expect(await drift()).toEqual([]);
  });

  it('finds that an account left its share, also where the record remembers another', async () => {
    await updateAsLibrary(test, ID, {
      RamShares: { orders: { type: 'Table', arn: (await shareOf()).replace(/.{4}$/, '0000') } },
    });
    expect(await drift()).toEqual([]);

    await leaveByHand();
    const found = await onlyFinding();

    expect(found).toMatchObject({ kind: 'missing', where: 'share', share: 'left', subscriptionId: ID });
    await repair(found.id, 'invite-2');
    expect(await drift()).toEqual([]);
    expect((await record()).imported).toBe(false);
  });

  it('finds that an invitation was declined, and what came with it is declined with it', async () => {
    const { ram } = test.clients(CONSUMER);
    const { resourceShareInvitations = [] } = await ram.send(new GetResourceShareInvitationsCommand({}));
    const open = resourceShareInvitations.find(({ status }) => status === 'PENDING');
    await ram.send(
      new RejectResourceShareInvitationCommand({
        resourceShareInvitationArn: open?.resourceShareInvitationArn ?? '',
      }),
    );

    const found = await onlyFinding();

    expect(found).toMatchObject({ where: 'share', share: 'rejected' });
    await expect(importIt(ID, 'import-declined')).rejects.toMatchObject({ code: 'INVITATION_DECLINED' });
    await repair((await onlyFinding()).id, 'invite-3');
    await importIt(ID, 'import-3');
    expect(await drift()).toEqual([]);
  });

  it('leaves what another subscription holds on the same table as it was', async () => {
    await ask(test, OTHER, { tables: ['orders'], permissions: ['SELECT', 'INSERT'] });
    await approve(test, OTHER, { grantable: ['SELECT'] });
    const held = await grantsOf(test, CONSUMER);

    await test.mesh({ actor: BEN, now }).shareAgain({ subscriptionId: ID, by: BEN, job: 'again-1' });

    expect(await grantsOf(test, CONSUMER)).toEqual(held);
    expect(held).toContain('orders: SELECT+');
    expect(await drift()).toEqual([]);
  });

  it('finds what somebody shared by hand with an account that has no access, and takes it out of that share', async () => {
    const { ram } = test.clients(MESH);
    const resource = `arn:aws:glue:us-east-1:${MESH}:table/${DATABASE}/orders`;
    await ram.send(
      new CreateResourceShareCommand({
        name: 'for the fair',
        principals: [OTHER_CONSUMER, CONSUMER],
        resourceArns: [resource],
      }),
    );

    const found = await onlyFinding();
    await test
      .mesh({ actor: BEN, now })
      .repair({ owner: PRODUCER, finding: found.id, remedy: 'revoke', by: BEN, job: 'by-hand-1' });

    expect(found).toMatchObject({
      kind: 'orphan',
      where: 'share',
      principal: OTHER_CONSUMER,
      table: 'orders',
      remedies: ['revoke', 'ignore'],
    });
    expect(findingSentence(found)).toContain('by the RAM share for the fair, which somebody made by hand');
    expect(await drift()).toEqual([]);
  });

  it('refuses what has ended', async () => {
    await test.mesh({ now }).revoke({ subscriptionId: OTHER, by: BEN, job: 'end-other' });

    await expect(
      test.mesh({ now }).shareAgain({ subscriptionId: OTHER, by: BEN, job: 'again-2' }),
    ).rejects.toMatchObject({ code: 'NOTHING_TO_SHARE' });
    expect((await grantsOf(test, CONSUMER)).join()).toContain('orders: SELECT');
  });
});
