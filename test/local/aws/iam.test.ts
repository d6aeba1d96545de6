import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListPolicyVersionsCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  waitUntilRoleExists,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { MESH, PRODUCER, present, refusal, refused, startTestAws, type TestAws } from './support.ts';

const document = (...statements: object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource = '*') => ({ Effect: 'Allow', Action, Resource });
const trust = (principal: object) =>
  document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });

describe('IAM', () => {
  let aws: TestAws;
  let iam: IAMClient;
  beforeAll(async () => {
    aws = await startTestAws();
    iam = new IAMClient(aws.as(MESH));
  });
  afterAll(() => aws.close());

  async function aPolicy(name: string): Promise<string> {
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: name,
        Path: '/AwsDataMesh/',
        PolicyDocument: document(allow('s3:*')),
      }),
    );
    return present(Policy?.Arn);
  }

  it('keeps at most five versions of a policy and never deletes the default one', async () => {
    const PolicyArn = await aPolicy('Versions');
    const next = () =>
      iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: document(allow('glue:*')),
          SetAsDefault: true,
        }),
      );
    for (let version = 2; version <= 5; version++) {
      await next();
    }

    const sixth = await refused(next());
    const ofDefault = await refusal(iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v5' })));
    await iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v1' }));
    const { PolicyVersion } = await next();

    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn }));
    expect(sixth).toMatchObject({
      name: 'LimitExceededException',
      message: expect.stringContaining('up to 5 versions'),
    });
    expect(ofDefault).toBe('DeleteConflictException');
    expect(PolicyVersion).toMatchObject({ VersionId: 'v6', IsDefaultVersion: true });
    expect(Versions?.map(({ VersionId }) => VersionId)).toEqual(['v6', 'v5', 'v4', 'v3', 'v2']);
  });

  it('refuses to delete what is still attached', async () => {
    const PolicyArn = await aPolicy('Attached');
    await iam.send(
      new CreateRoleCommand({ RoleName: 'Holder', AssumeRolePolicyDocument: trust({ AWS: MESH }) }),
    );
    await iam.send(new AttachRolePolicyCommand({ RoleName: 'Holder', PolicyArn }));

    const codes = [
      await refusal(iam.send(new DeletePolicyCommand({ PolicyArn }))),
      await refusal(iam.send(new DeleteRoleCommand({ RoleName: 'Holder' }))),
      await refusal(
        iam.send(
          new AttachRolePolicyCommand({
            RoleName: 'Holder',
            PolicyArn: 'arn:aws:iam::aws:policy/NoSuchPolicy',
          }),
        ),
      ),
    ];

    expect(codes).toEqual(['DeleteConflictException', 'DeleteConflictException', 'NoSuchEntityException']);
  });

  it('refuses a trust policy whose principal does not exist, and documents that are no policies', async () => {
    const make = (text: string) =>
      iam.send(new CreateRoleCommand({ RoleName: 'Bad', AssumeRolePolicyDocument: text }));

    const ghost = await refused(make(trust({ AWS: `arn:aws:iam::${PRODUCER}:role/Ghost` })));
    const codes = [
      await refusal(make('{')),
      await refusal(make(document({ Effect: 'Allow', Action: 'sts:AssumeRole' }))),
      await refusal(
        iam.send(
          new CreatePolicyCommand({
            PolicyName: 'Bad',
            PolicyDocument: document({ Effect: 'Allow', Action: 's3:*' }),
          }),
        ),
      ),
      await refusal(
        iam.send(
          new CreatePolicyCommand({
            PolicyName: 'Bad',
            PolicyDocument: document({ ...allow('s3:*'), Principal: '*' }),
          }),
        ),
      ),
    ];

    expect(ghost).toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"arn:aws:iam::${PRODUCER}:role/Ghost"`,
    });
    expect(new Set(codes)).toEqual(new Set(['MalformedPolicyDocumentException']));
  });

  it('makes a service-linked role once', async () => {
    const make = () =>
      iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'lakeformation.amazonaws.com' }));

    const { Role } = await make();
    const again = await refused(make());
    await waitUntilRoleExists(
      { client: iam, maxWaitTime: 5 },
      { RoleName: 'AWSServiceRoleForLakeFormationDataAccess' },
    );

    expect(Role?.Arn).toBe(
      `arn:aws:iam::${MESH}:role/aws-service-role/lakeformation.amazonaws.com/AWSServiceRoleForLakeFormationDataAccess`,
    );
    expect(again).toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining('has been taken in this account'),
    });
  });

  it('hands the document of a trust policy back as a URL-encoded text, and lists roles page by page', async () => {
    await iam.send(
      new CreateRoleCommand({ RoleName: 'Encoded', AssumeRolePolicyDocument: trust({ AWS: MESH }) }),
    );

    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Encoded' }));
    const first = await iam.send(new ListRolesCommand({ MaxItems: 1 }));
    const second = await iam.send(new ListRolesCommand({ MaxItems: 1, Marker: first.Marker }));

    expect(decodeURIComponent(present(Role?.AssumeRolePolicyDocument))).toBe(trust({ AWS: MESH }));
    expect([first.IsTruncated, first.Roles?.length, second.Roles?.length]).toEqual([true, 1, 1]);
    expect(first.Roles?.[0]?.RoleName).not.toBe(second.Roles?.[0]?.RoleName);
  });

  it('allows a user two access keys and forgets one that was deactivated or deleted', async () => {
    const user = await anIamUser(aws, MESH, 'Keys');
    const second = await iam.send(new CreateAccessKeyCommand({ UserName: 'Keys' }));
    const third = await refusal(iam.send(new CreateAccessKeyCommand({ UserName: 'Keys' })));
    const who = (keys = user) => new STSClient(aws.as(keys)).send(new GetCallerIdentityCommand({}));
    await who();

    await iam.send(
      new UpdateAccessKeyCommand({ UserName: 'Keys', AccessKeyId: user.accessKeyId, Status: 'Inactive' }),
    );
    const inactive = await refusal(who());
    await iam.send(
      new DeleteAccessKeyCommand({ UserName: 'Keys', AccessKeyId: present(second.AccessKey?.AccessKeyId) }),
    );
    const deleted = await refusal(
      who({
        ...user,
        accessKeyId: present(second.AccessKey?.AccessKeyId),
        secretAccessKey: present(second.AccessKey?.SecretAccessKey),
      }),
    );

    expect([third, inactive, deleted]).toEqual([
      'LimitExceededException',
      'InvalidClientTokenId',
      'InvalidClientTokenId',
    ]);
  });

  describe('deciding', () => {
    it('refuses what no policy allows, naming principal, action and resource', async () => {
      const user = await anIamUser(aws, MESH, 'Narrow', [
        allow('iam:GetRole', `arn:aws:iam::${MESH}:role/AwsDataMesh/*`),
      ]);

      const error = await refused(
        new IAMClient(aws.as(user)).send(new GetRoleCommand({ RoleName: 'Encoded' })),
      );

      expect(error).toMatchObject({
        name: 'AccessDenied',
        message: `User: arn:aws:iam::${MESH}:user/Narrow is not authorized to perform: iam:GetRole on resource: arn:aws:iam::${MESH}:role/Encoded because no identity-based policy allows the iam:GetRole action`,
      });
    });

    it('lets an explicit deny beat every allow', async () => {
      const user = await anIamUser(aws, MESH, 'Denied', [
        allow('iam:*'),
        { Effect: 'Deny', Action: 'iam:List*', Resource: '*' },
      ]);

      const error = await refused(new IAMClient(aws.as(user)).send(new ListRolesCommand({})));

      expect(error.message).toContain(
        'is not authorized to perform: iam:ListRoles with an explicit deny in an identity-based policy',
      );
    });

    it('gives a user what the groups of the user may', async () => {
      await iam.send(new CreateUserCommand({ UserName: 'Member' }));
      await iam.send(new CreateGroupCommand({ GroupName: 'Readers' }));
      const { Policy } = await iam.send(
        new CreatePolicyCommand({
          PolicyName: 'ReadRoles',
          PolicyDocument: document(allow('iam:ListRoles')),
        }),
      );
      await iam.send(new AttachGroupPolicyCommand({ GroupName: 'Readers', PolicyArn: present(Policy?.Arn) }));
      await iam.send(new AddUserToGroupCommand({ GroupName: 'Readers', UserName: 'Member' }));
      const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'Member' }));
      const keys = {
        accessKeyId: present(AccessKey?.AccessKeyId),
        secretAccessKey: present(AccessKey?.SecretAccessKey),
      };

      const { Roles } = await new IAMClient(aws.as(keys)).send(new ListRolesCommand({}));

      expect(Roles?.length).toBeGreaterThan(0);
    });

    it.each([
      ['StringEquals on a tag of the request', { StringEquals: { 'aws:RequestTag/team': 'sales' } }, true],
      ['StringEquals on another value', { StringEquals: { 'aws:RequestTag/team': 'hr' } }, false],
      ['StringLike', { StringLike: { 'aws:RequestTag/team': 'sal*' } }, true],
      ['StringNotEquals', { StringNotEquals: { 'aws:RequestTag/team': 'sales' } }, false],
      [
        'StringEqualsIfExists on a key that is not there',
        { StringEqualsIfExists: { 'aws:RequestTag/none': 'x' } },
        true,
      ],
      [
        'ForAllValues on tag keys',
        { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'other'] } },
        true,
      ],
      ['ForAnyValue on tag keys', { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['other'] } }, false],
      ['Bool', { Bool: { 'aws:SecureTransport': 'true' } }, true],
      ['Null', { Null: { 'aws:RequestTag/team': 'true' } }, false],
      ['ArnLike', { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/Cond*' } }, true],
      [
        'DateLessThan on the virtual time',
        { DateLessThan: { 'aws:CurrentTime': '2001-01-01T00:00:00Z' } },
        false,
      ],
      [
        'two conditions of which one fails',
        { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:username': 'Nobody' } },
        false,
      ],
    ])('honours %s', async (name, Condition, expected) => {
      const suffix = name.replace(/\W/g, '').slice(0, 30);
      const user = await anIamUser(aws, MESH, `Cond${suffix}`, [{ ...allow('iam:CreateUser'), Condition }]);

      const made = new IAMClient(aws.as(user)).send(
        new CreateUserCommand({ UserName: `Made${suffix}`, Tags: [{ Key: 'team', Value: 'sales' }] }),
      );

      expect(
        await made.then(
          () => true,
          () => false,
        ),
      ).toBe(expected);
    });

    it('fills policy variables in from the caller', async () => {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
      const own = 'arn:aws:iam::*:user/${aws:username}';
      const user = await anIamUser(aws, MESH, 'Selfish', [allow('iam:CreateAccessKey', own)]);

      const mine = await new IAMClient(aws.as(user)).send(
        new CreateAccessKeyCommand({ UserName: 'Selfish' }),
      );
      const other = await refusal(
        new IAMClient(aws.as(user)).send(new CreateAccessKeyCommand({ UserName: 'Narrow' })),
      );

      expect([mine.AccessKey?.UserName, other]).toEqual(['Selfish', 'AccessDenied']);
    });

    it('counts white space out of the size of a policy and refuses one that is too large', async () => {
      const long = (count: number) =>
        document(allow(Array.from({ length: count }, (_, index) => `s3:GetObjectNumber${index}`)));
      await iam.send(
        new CreateRoleCommand({ RoleName: 'Sized', AssumeRolePolicyDocument: trust({ AWS: MESH }) }),
      );

      const spaced = await iam.send(
        new PutRolePolicyCommand({
          RoleName: 'Sized',
          PolicyName: 'p',
          PolicyDocument: `${' '.repeat(20_000)}${document(allow('s3:*'))}`,
        }),
      );
      const large = await refusal(
        iam.send(new PutRolePolicyCommand({ RoleName: 'Sized', PolicyName: 'q', PolicyDocument: long(500) })),
      );
      const ofUser = await refusal(
        iam.send(
          new PutUserPolicyCommand({ UserName: 'Selfish', PolicyName: 'q', PolicyDocument: long(100) }),
        ),
      );

      expect([spaced.$metadata.httpStatusCode, large, ofUser]).toEqual([
        200,
        'LimitExceededException',
        'LimitExceededException',
      ]);
    });
  });
});
