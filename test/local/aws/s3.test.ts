import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { CONSUMER, MESH, PRODUCER, present, refusal, startTestAws, type TestAws } from './support.ts';

describe('S3', () => {
  let aws: TestAws;
  let s3: S3Client;
  beforeAll(async () => {
    aws = await startTestAws();
    s3 = new S3Client(aws.as(PRODUCER));
  });
  afterAll(() => aws.close());

  const make = (Bucket: string, client = s3) => client.send(new CreateBucketCommand({ Bucket }));
  const statement = (bucket: string, principal: string, more: object = {}) => ({
    Sid: 'AwsDataMeshUtilsBucketPolicyStatement-x',
    Effect: 'Allow',
    Principal: { AWS: principal },
    Action: ['s3:Get*', 's3:List*'],
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    ...more,
  });
  const put = (Bucket: string, ...statements: object[]) =>
    s3.send(
      new PutBucketPolicyCommand({
        Bucket,
        Policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
      }),
    );

  it('makes buckets whose names are unique among all accounts', async () => {
    await make('acme-data');
    await make('acme-data');

    expect(await refusal(make('acme-data', new S3Client(aws.as(MESH))))).toBe('BucketAlreadyExists');
    expect(await refusal(make('Acme_Data'))).toBe('InvalidBucketName');
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([
      'acme-data',
    ]);
    expect(
      (await s3.send(new GetBucketLocationCommand({ Bucket: 'acme-data' }))).LocationConstraint,
    ).toBeUndefined();
  });

  it('keeps a bucket policy as compact JSON and says when there is none', async () => {
    await make('with-policy');
    const none = await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: 'with-policy' })));
    await put('with-policy', statement('with-policy', CONSUMER));

    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: 'with-policy' }));
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: 'with-policy' }));

    expect(none).toBe('NoSuchBucketPolicy');
    expect(JSON.parse(present(Policy)).Statement[0].Principal).toEqual({ AWS: CONSUMER });
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: 'with-policy' })))).toBe(
      'NoSuchBucketPolicy',
    );
  });

  it('refuses a policy over 20 kilobytes, for principals that do not exist, or about another bucket (X-05)', async () => {
    await make('strict');
    const one = statement('strict', CONSUMER);

    const codes = [
      await refusal(put('strict', ...Array.from({ length: 120 }, () => one))),
      await refusal(put('strict', statement('strict', `arn:aws:iam::${CONSUMER}:role/Ghost`))),
      await refusal(put('strict', statement('other', CONSUMER))),
      await refusal(put('strict', { ...one, Action: 'glue:*' })),
      await refusal(s3.send(new PutBucketPolicyCommand({ Bucket: 'strict', Policy: 'not json' }))),
      await refusal(put('nowhere', one)),
    ];

    expect(codes).toEqual([
      'PolicyTooLarge',
      'MalformedPolicy',
      'MalformedPolicy',
      'MalformedPolicy',
      'MalformedPolicy',
      'NoSuchBucket',
    ]);
  });

  it('lets another account in by the bucket’s policy and keeps out whom it denies', async () => {
    await make('shared');
    const reader = await anIamUser(aws, CONSUMER, 'Reader');
    const list = () =>
      new S3Client(aws.as(reader)).send(new ListObjectsV2Command({ Bucket: 'shared' })).then(
        () => 'listed',
        (error: Error) => error.name,
      );
    const before = await list();
    await put('shared', statement('shared', CONSUMER));
    const allowed = await list();

    await put(
      'shared',
      statement('shared', CONSUMER),
      statement('shared', reader.arn, { Sid: 'No', Effect: 'Deny' }),
    );

    expect([before, allowed, await list()]).toEqual(['AccessDenied', 'listed', 'AccessDenied']);
  });

  it('asks IAM for each action on the bucket', async () => {
    const user = await anIamUser(aws, PRODUCER, 'ReadsPolicies', [
      { Effect: 'Allow', Action: 's3:GetBucketPolicy', Resource: 'arn:aws:s3:::shared' },
    ]);
    const client = new S3Client(aws.as(user));

    expect((await client.send(new GetBucketPolicyCommand({ Bucket: 'shared' }))).Policy).toBeDefined();
    expect(await refusal(client.send(new GetBucketPolicyCommand({ Bucket: 'with-policy' })))).toBe(
      'AccessDenied',
    );
    expect(await refusal(client.send(new DeleteBucketCommand({ Bucket: 'shared' })))).toBe('AccessDenied');
  });

  it('tags buckets, and forgets them when they are deleted', async () => {
    await make('tagged');
    const none = await refusal(s3.send(new GetBucketTaggingCommand({ Bucket: 'tagged' })));
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: 'tagged',
        Tagging: { TagSet: [{ Key: 'Solution', Value: 'Mesh & more' }] },
      }),
    );

    const { TagSet } = await s3.send(new GetBucketTaggingCommand({ Bucket: 'tagged' }));
    await s3.send(new HeadBucketCommand({ Bucket: 'tagged' }));
    await s3.send(new DeleteBucketCommand({ Bucket: 'tagged' }));

    expect([none, TagSet]).toEqual(['NoSuchTagSet', [{ Key: 'Solution', Value: 'Mesh & more' }]]);
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: 'tagged' })))).toBe('NotFound');
  });
});
