import { GetTableCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  GrantPermissionsCommand,
  LakeFormationClient,
  PutDataLakeSettingsCommand,
} from '@aws-sdk/client-lakeformation';
import {
  AcceptResourceShareInvitationCommand,
  AssociateResourceShareCommand,
  CreateResourceShareCommand,
  DeleteResourceShareCommand,
  DisassociateResourceShareCommand,
  GetResourceShareAssociationsCommand,
  GetResourceShareInvitationsCommand,
  GetResourceSharesCommand,
  ListPrincipalsCommand,
  ListResourcesCommand,
  RAMClient,
  RejectResourceShareInvitationCommand,
} from '@aws-sdk/client-ram';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { acceptShares, aLakeAdmin, aTable } from './lake.ts';
import {
  CONSUMER,
  type Credentials,
  MESH,
  PRODUCER,
  present,
  refusal,
  startTestAws,
  type TestAws,
} from './support.ts';

describe('RAM', () => {
  let aws: TestAws;
  let admin: Credentials & { arn: string };
  let consumer: Credentials & { arn: string };
  let theirs: RAMClient;
  beforeAll(async () => {
    aws = await startTestAws();
    admin = await aLakeAdmin(aws, MESH, 'Admin');
    consumer = await aLakeAdmin(aws, CONSUMER, 'Consumer');
    theirs = new RAMClient(aws.as(consumer));
    await aTable(aws, admin, 'sales', 'orders');
    await aTable(aws, admin, 'sales', 'refunds');
  });
  afterAll(() => aws.close());

  const grant = (Name: string, who = CONSUMER) =>
    new LakeFormationClient(aws.as(admin)).send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: who },
        Resource: { Table: { DatabaseName: 'sales', Name } },
        Permissions: ['DESCRIBE'],
      }),
    );
  const invitations = async (client = theirs) =>
    (await client.send(new GetResourceShareInvitationsCommand({}))).resourceShareInvitations ?? [];
  const reads = (Name: string, by: Credentials = consumer) =>
    new GlueClient(aws.as(by))
      .send(new GetTableCommand({ CatalogId: MESH, DatabaseName: 'sales', Name }))
      .then(
        () => true,
        () => false,
      );

  it('lets an account leave a share, which ends every grant in it, and invites it anew with the next grant', async () => {
    await grant('orders');
    await acceptShares(aws, consumer);
    const { resourceShares = [] } = await theirs.send(
      new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
    );
    const resourceShareArn = present(resourceShares[0]?.resourceShareArn);
    const before = await reads('orders');

    await theirs.send(new DisassociateResourceShareCommand({ resourceShareArn, principals: [CONSUMER] }));
    const left = await reads('orders');
    await grant('refunds');

    expect(resourceShares[0]).toMatchObject({
      owningAccountId: MESH,
      status: 'ACTIVE',
      name: expect.stringMatching(/^LakeFormation-V4-/),
    });
    expect([before, left]).toEqual([true, false]);
    expect((await invitations()).filter(({ status }) => status === 'PENDING')).toHaveLength(1);
  });

  it('refuses to accept twice, to accept what was rejected, and what is older than twelve hours', async () => {
    const accept = (resourceShareInvitationArn: string | undefined) =>
      theirs.send(
        new AcceptResourceShareInvitationCommand({
          resourceShareInvitationArn: present(resourceShareInvitationArn),
        }),
      );
    const open = async () =>
      present((await invitations()).find(({ status }) => status === 'PENDING')).resourceShareInvitationArn;
    const mine = new RAMClient(aws.as(MESH));
    const share = () => mine.send(new CreateResourceShareCommand({ name: 'own', principals: [CONSUMER] }));
    const first = await open();
    await accept(first);
    await share();
    const second = await open();
    await theirs.send(
      new RejectResourceShareInvitationCommand({ resourceShareInvitationArn: present(second) }),
    );
    await share();
    const third = await open();

    const codes = [await refusal(accept(first)), await refusal(accept(second))];
    aws.clock.advance(12 * 3600 + 1);
    codes.push(
      await refusal(accept(third)),
      await refusal(accept(third?.replace(/.$/, '0').replace(/..$/, 'ff'))),
      await refusal(accept('nonsense')),
    );

    expect(codes).toEqual([
      'ResourceShareInvitationAlreadyAcceptedException',
      'ResourceShareInvitationAlreadyRejectedException',
      'ResourceShareInvitationExpiredException',
      'ResourceShareInvitationArnNotFoundException',
      'MalformedArnException',
    ]);
  });

  it('sends no invitation inside one organisation (X-06)', async () => {
    aws.settings.organisations = [[MESH, PRODUCER]];
    const producer = await aLakeAdmin(aws, PRODUCER, 'Producer');

    await grant('orders', PRODUCER);

    expect(await invitations(new RAMClient(aws.as(producer)))).toEqual([]);
    expect(await reads('orders', producer)).toBe(true);
  });

  it('shows a new invitation, and a share inside an organisation, only after a while when told so (X-06)', async () => {
    aws.settings.ramPropagationMs = 5000;
    await aTable(aws, admin, 'late', 'news');
    const producer = await aLakeAdmin(aws, PRODUCER, 'LateProducer');
    const theirShares = async () =>
      (
        await new RAMClient(aws.as(producer)).send(
          new GetResourceSharesCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
        )
      ).resourceShares;
    const { resourceShare } = await new RAMClient(aws.as(MESH)).send(
      new CreateResourceShareCommand({ name: 'late', principals: [CONSUMER, PRODUCER] }),
    );
    const arn = present(resourceShare?.resourceShareArn);
    const sees = async () => [
      (await invitations()).some(({ resourceShareArn }) => resourceShareArn === arn),
      (await theirShares())?.some(({ resourceShareArn }) => resourceShareArn === arn),
    ];

    const early = await sees();
    aws.clock.advance(6);

    expect([early, await sees()]).toEqual([
      [false, false],
      [true, true],
    ]);
    aws.settings.ramPropagationMs = 0;
  });

  it('makes one share per table in the first version of cross-account sharing', async () => {
    const settings = {
      DataLakeAdmins: [{ DataLakePrincipalIdentifier: admin.arn }],
      Parameters: { CROSS_ACCOUNT_VERSION: '1' },
    };
    await new LakeFormationClient(aws.as(admin)).send(
      new PutDataLakeSettingsCommand({ DataLakeSettings: settings }),
    );
    await grant('orders');
    await grant('refunds');

    const { resourceShares = [] } = await new RAMClient(aws.as(MESH)).send(
      new GetResourceSharesCommand({ resourceOwner: 'SELF' }),
    );

    expect(resourceShares.filter(({ name }) => name?.startsWith('LakeFormation-V1-'))).toHaveLength(2);
  });

  it('tells both sides what is shared and with whom, page by page', async () => {
    const mine = new RAMClient(aws.as(MESH));
    const { resourceShareAssociations = [] } = await mine.send(
      new GetResourceShareAssociationsCommand({ associationType: 'PRINCIPAL' }),
    );
    const { resources = [] } = await mine.send(
      new ListResourcesCommand({ resourceOwner: 'SELF', resourceType: 'glue:Table' }),
    );
    const { principals = [] } = await theirs.send(
      new ListPrincipalsCommand({ resourceOwner: 'OTHER-ACCOUNTS' }),
    );
    const first = await mine.send(new GetResourceSharesCommand({ resourceOwner: 'SELF', maxResults: 1 }));

    expect(
      resourceShareAssociations.some(
        ({ associatedEntity, status, external }) =>
          associatedEntity === PRODUCER && status === 'ASSOCIATED' && external === false,
      ),
    ).toBe(true);
    expect(resources.map(({ arn }) => arn)).toContain(`arn:aws:glue:us-east-1:${MESH}:table/sales/orders`);
    expect(principals.map(({ id }) => id)).toContain(MESH);
    expect([first.resourceShares?.length, typeof first.nextToken]).toEqual([1, 'string']);
  });

  it('shares what is one’s own, with accounts that are written rightly', async () => {
    const mine = new RAMClient(aws.as(MESH));
    const { resourceShare } = await mine.send(
      new CreateResourceShareCommand({ name: 'hand-made', tags: [{ key: 'a', value: 'b' }] }),
    );
    const resourceShareArn = present(resourceShare?.resourceShareArn);
    const associate = (more: object) =>
      refusal(mine.send(new AssociateResourceShareCommand({ resourceShareArn, ...more })));

    const codes = [
      await associate({ resourceArns: [`arn:aws:glue:us-east-1:${CONSUMER}:catalog`] }),
      await associate({ resourceArns: ['nonsense'] }),
      await associate({ principals: ['12'] }),
      await refusal(theirs.send(new DeleteResourceShareCommand({ resourceShareArn }))),
    ];
    await mine.send(new DeleteResourceShareCommand({ resourceShareArn }));

    expect(codes).toEqual([
      'OperationNotPermittedException',
      'MalformedArnException',
      'InvalidParameterException',
      'UnknownResourceException',
    ]);
    expect(await refusal(mine.send(new AssociateResourceShareCommand({ resourceShareArn })))).toBe(
      'UnknownResourceException',
    );
  });
});
