import {
  BatchGetSecretValueCommand,
  CancelRotateSecretCommand,
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutResourcePolicyCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { CONSUMER, MESH, present, refusal, refused, startTestAws, type TestAws } from './support.ts';

describe('Secrets Manager', () => {
  let aws: TestAws;
  let secrets: SecretsManagerClient;
  beforeAll(async () => {
    aws = await startTestAws();
    secrets = new SecretsManagerClient(aws.as(MESH));
  });
  afterAll(() => aws.close());

  const make = async (Name: string, SecretString = 'first') =>
    present((await secrets.send(new CreateSecretCommand({ Name, SecretString }))).ARN);
  const value = async (SecretId: string, more: object = {}) =>
    (await secrets.send(new GetSecretValueCommand({ SecretId, ...more }))).SecretString;

  it('moves AWSCURRENT with each new value and keeps the one before as AWSPREVIOUS', async () => {
    const arn = await make('data-mesh/slack/app');
    const { VersionId } = await secrets.send(
      new PutSecretValueCommand({ SecretId: arn, SecretString: 'second' }),
    );

    expect(await value('data-mesh/slack/app')).toBe('second');
    expect(await value(arn, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
    expect(await value(arn, { VersionId })).toBe('second');
    expect(await value(arn.replace(/-.{6}$/, ''))).toBe('second');
    expect(await refusal(value(arn, { VersionStage: 'AWSPENDING' }))).toBe('ResourceNotFoundException');
  });

  it('moves a stage by hand only from where it is, and plain reads follow it', async () => {
    const arn = await make('by-hand');
    const first = present((await secrets.send(new GetSecretValueCommand({ SecretId: arn }))).VersionId);
    const { VersionId: second } = await secrets.send(
      new PutSecretValueCommand({ SecretId: arn, SecretString: 'second' }),
    );
    const move = (more: object) =>
      secrets.send(
        new UpdateSecretVersionStageCommand({ SecretId: arn, VersionStage: 'AWSCURRENT', ...more }),
      );

    const blind = await refusal(move({ MoveToVersionId: first }));
    await move({ MoveToVersionId: first, RemoveFromVersionId: second });

    expect(blind).toBe('InvalidParameterException');
    expect([await value(arn), await value(arn, { VersionStage: 'AWSPREVIOUS' })]).toEqual([
      'first',
      'second',
    ]);
  });

  it('takes the same token with the same value once, and refuses it with another', async () => {
    const arn = await make('idempotent');
    const ClientRequestToken = 'a'.repeat(36);
    const put = (SecretString: string) =>
      secrets.send(new PutSecretValueCommand({ SecretId: arn, SecretString, ClientRequestToken }));

    await put('second');
    await put('second');

    expect(await refusal(put('third'))).toBe('ResourceExistsException');
    expect(await refusal(make('idempotent'))).toBe('ResourceExistsException');
  });

  it('reads up to twenty secrets in one call, with an entry for each that it may not or cannot give', async () => {
    const ids = [await make('batch/one', '1'), await make('batch/two', '2')];
    const user = await anIamUser(aws, MESH, 'BatchReader', [
      { Effect: 'Allow', Action: 'secretsmanager:BatchGetSecretValue', Resource: '*' },
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: `arn:aws:secretsmanager:us-east-1:${MESH}:secret:batch/one-??????`,
      },
    ]);

    const own = await secrets.send(new BatchGetSecretValueCommand({ SecretIdList: [...ids, 'batch/none'] }));
    const theirs = await new SecretsManagerClient(aws.as(user)).send(
      new BatchGetSecretValueCommand({ SecretIdList: ids }),
    );

    expect(own.SecretValues?.map(({ SecretString }) => SecretString)).toEqual(['1', '2']);
    expect(own.Errors?.map(({ SecretId, ErrorCode }) => [SecretId, ErrorCode])).toEqual([
      ['batch/none', 'ResourceNotFoundException'],
    ]);
    expect([theirs.SecretValues?.length, theirs.Errors?.[0]?.ErrorCode]).toEqual([
      1,
      'AccessDeniedException',
    ]);
    expect(
      await refusal(
        secrets.send(new BatchGetSecretValueCommand({ SecretIdList: Array.from({ length: 21 }, String) })),
      ),
    ).toBe('InvalidParameterException');
  });

  it('rotates in stages: an empty pending version is filled, tested and made current', async () => {
    const arn = await make('rotating', 'old');
    const token = 'r'.repeat(36);
    const RotationLambdaARN = `arn:aws:lambda:us-east-1:${MESH}:function:rotate`;
    const rotate = (more: object = {}) =>
      secrets.send(new RotateSecretCommand({ SecretId: arn, ClientRequestToken: token, ...more }));
    const none = await refusal(rotate());
    await rotate({ RotationLambdaARN, RotationRules: { AutomaticallyAfterDays: 30 } });
    const current = present((await secrets.send(new GetSecretValueCommand({ SecretId: arn }))).VersionId);

    await secrets.send(
      new PutSecretValueCommand({
        SecretId: arn,
        SecretString: 'new',
        ClientRequestToken: token,
        VersionStages: ['AWSPENDING'],
      }),
    );
    const during = [await value(arn), await value(arn, { VersionStage: 'AWSPENDING' })];
    await secrets.send(
      new UpdateSecretVersionStageCommand({
        SecretId: arn,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: token,
        RemoveFromVersionId: current,
      }),
    );

    expect([none, ...during, await value(arn)]).toEqual(['InvalidRequestException', 'old', 'new', 'new']);
    expect(await secrets.send(new DescribeSecretCommand({ SecretId: arn }))).toMatchObject({
      RotationEnabled: true,
      RotationRules: { AutomaticallyAfterDays: 30 },
    });
    await secrets.send(new CancelRotateSecretCommand({ SecretId: arn }));
  });

  it('can be deleted with a time to think, restored, and is gone when that is over', async () => {
    const arn = await make('leaving');
    await secrets.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));
    const marked = await refused(value(arn));
    await secrets.send(new RestoreSecretCommand({ SecretId: arn }));
    const restored = await value(arn);
    await secrets.send(new DeleteSecretCommand({ SecretId: arn, RecoveryWindowInDays: 7 }));

    aws.clock.advance(7 * 86_400 + 1);

    expect(marked).toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringContaining('marked for deletion'),
    });
    expect([restored, await refusal(value(arn))]).toEqual(['first', 'ResourceNotFoundException']);
    await make('leaving', 'anew');
  });

  it('lists by name page by page, and keeps IAM’s word about each secret and its tags', async () => {
    await make('teams/sales', 's');
    await make('teams/hr', 'h');
    const Filters = [{ Key: 'name' as const, Values: ['teams/'] }];
    const first = await secrets.send(new ListSecretsCommand({ Filters, MaxResults: 1 }));
    const second = await secrets.send(
      new ListSecretsCommand({ Filters, MaxResults: 1, NextToken: first.NextToken }),
    );
    const user = await anIamUser(aws, MESH, 'SalesOnly', [
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: `arn:aws:secretsmanager:us-east-1:${MESH}:secret:teams/sales-*`,
      },
    ]);
    const read = (SecretId: string) =>
      new SecretsManagerClient(aws.as(user)).send(new GetSecretValueCommand({ SecretId }));

    expect([first.SecretList?.[0]?.Name, second.SecretList?.[0]?.Name, second.NextToken]).toEqual([
      'teams/sales',
      'teams/hr',
      undefined,
    ]);
    expect((await read('teams/sales')).SecretString).toBe('s');
    expect(await refused(read('teams/hr'))).toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining('secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager'),
    });
  });

  it('opens a secret to another account by its resource policy', async () => {
    const arn = await make('shared');
    const reader = await anIamUser(aws, CONSUMER, 'Reader');
    const read = () =>
      new SecretsManagerClient(aws.as(reader)).send(new GetSecretValueCommand({ SecretId: arn }));
    const before = await refusal(read());
    const policy = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: CONSUMER },
          Action: 'secretsmanager:GetSecretValue',
          Resource: '*',
        },
      ],
    };

    await secrets.send(
      new PutResourcePolicyCommand({ SecretId: arn, ResourcePolicy: JSON.stringify(policy) }),
    );

    expect([before, (await read()).SecretString]).toEqual(['AccessDeniedException', 'first']);
  });
});
