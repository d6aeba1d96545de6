import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  type Credentials,
  MESH,
  PRODUCER,
  present,
  refusal,
  refused,
  startTestAws,
  type TestAws,
} from './support.ts';

describe('STS', () => {
  let aws: TestAws;
  let user: Credentials;
  beforeAll(async () => {
    aws = await startTestAws();
    user = await aUser('Ana', [{ Effect: 'Allow', Action: 'sts:*', Resource: '*' }]);
  });
  afterAll(() => aws.close());

  async function aUser(name: string, statements: readonly object[]): Promise<Credentials> {
    const iam = new IAMClient(aws.as(PRODUCER));
    await iam.send(new CreateUserCommand({ UserName: name }));
    const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'own', PolicyDocument: document }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return {
      accessKeyId: present(AccessKey?.AccessKeyId),
      secretAccessKey: present(AccessKey?.SecretAccessKey),
    };
  }

  async function aRole(account: string, name: string, statement: object): Promise<string> {
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] };
    const iam = new IAMClient(aws.as(account));
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        Path: '/AwsDataMesh/',
        AssumeRolePolicyDocument: JSON.stringify(trust),
      }),
    );
    return present(Role?.Arn);
  }

  const assume = (who: Credentials, RoleArn: string, more: object = {}) =>
    new STSClient(aws.as(who)).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ana-1', ...more }));

  it('gives a role of another account to a user whom the trust policy names', async () => {
    const role = await aRole(MESH, 'Reader', {
      Principal: { AWS: `arn:aws:iam::${PRODUCER}:user/Ana` },
      Action: 'sts:AssumeRole',
    });

    const { Credentials: given } = await assume(user, role);

    const session = {
      accessKeyId: present(given?.AccessKeyId),
      secretAccessKey: present(given?.SecretAccessKey),
      sessionToken: present(given?.SessionToken),
    };
    const who = await new STSClient(aws.as(session)).send(new GetCallerIdentityCommand({}));
    expect(who).toMatchObject({ Account: MESH, Arn: `arn:aws:sts::${MESH}:assumed-role/Reader/ana-1` });
  });

  it('refuses a role that does not trust the caller and names principal, action and resource', async () => {
    const role = await aRole(MESH, 'Closed', {
      Principal: { AWS: `arn:aws:iam::${MESH}:root` },
      Action: 'sts:AssumeRole',
    });

    const error = await refused(assume(user, role));

    expect(error.name).toBe('AccessDenied');
    expect(error.message).toContain(
      `User: arn:aws:iam::${PRODUCER}:user/Ana is not authorized to perform: sts:AssumeRole on resource: ${role}`,
    );
  });

  const named = { AWS: `arn:aws:iam::${PRODUCER}:user/Ana` };
  const sessionOf = async (role: string, more: object = {}, by: Credentials = user) => {
    const { Credentials: given } = await assume(by, role, more);
    return {
      accessKeyId: present(given?.AccessKeyId),
      secretAccessKey: present(given?.SecretAccessKey),
      sessionToken: present(given?.SessionToken),
    };
  };

  it('asks for the external id that a trust policy demands', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'mesh-7' } };
    const role = await aRole(MESH, 'External', { Principal: named, Action: 'sts:AssumeRole', Condition });

    const codes = [
      await refusal(assume(user, role)),
      await refusal(assume(user, role, { ExternalId: 'mesh-8' })),
    ];
    const { AssumedRoleUser } = await assume(user, role, { ExternalId: 'mesh-7' });

    expect(codes).toEqual(['AccessDenied', 'AccessDenied']);
    expect(AssumedRoleUser?.Arn).toContain('/External/');
  });

  it('takes session tags and a source identity only where the trust policy lets them, and tests them as conditions', async () => {
    const plain = await aRole(MESH, 'Plain', { Principal: named, Action: 'sts:AssumeRole' });
    const tagged = await aRole(MESH, 'Tagged', {
      Principal: named,
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'aws:RequestTag/person': 'U1', 'sts:SourceIdentity': 'ana' } },
    });
    const Tags = [{ Key: 'person', Value: 'U1' }];

    const refusals = [
      await refused(assume(user, plain, { Tags })),
      await refused(assume(user, plain, { SourceIdentity: 'ana' })),
      await refused(assume(user, tagged, { Tags: [{ Key: 'person', Value: 'U2' }], SourceIdentity: 'ana' })),
    ];
    const { SourceIdentity } = await assume(user, tagged, { Tags, SourceIdentity: 'ana' });

    expect(refusals.map(({ message }) => /perform: (\S+)/.exec(message)?.[1])).toEqual([
      'sts:TagSession',
      'sts:SetSourceIdentity',
      'sts:AssumeRole',
    ]);
    expect(SourceIdentity).toBe('ana');
  });

  it('carries transitive tags and the source identity into the next role, where they cannot be changed', async () => {
    const first = await aRole(PRODUCER, 'First', {
      Principal: named,
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    });
    await allowRole(PRODUCER, 'First');
    const second = await aRole(MESH, 'Second', {
      Principal: { AWS: first },
      Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'],
    });
    const session = await sessionOf(first, {
      Tags: [{ Key: 'team', Value: 'sales' }],
      TransitiveTagKeys: ['team'],
      SourceIdentity: 'ana',
    });

    const next = await assume(session, second);
    const changed = await refusal(assume(session, second, { SourceIdentity: 'ben' }));

    expect([next.SourceIdentity, changed]).toEqual(['ana', 'AccessDenied']);
  });

  it('caps a chained role at one hour and every session at what the role allows', async () => {
    const first = await aRole(PRODUCER, 'ChainOne', { Principal: named, Action: 'sts:AssumeRole' });
    await allowRole(PRODUCER, 'ChainOne');
    const second = await aRole(MESH, 'ChainTwo', { Principal: { AWS: first }, Action: 'sts:AssumeRole' });
    const session = await sessionOf(first);

    const errors = [
      await refused(assume(session, second, { DurationSeconds: 3601 })),
      await refused(assume(user, first, { DurationSeconds: 7200 })),
      await refused(assume(user, first, { DurationSeconds: 60 })),
    ];
    const { Credentials: given } = await assume(session, second, { DurationSeconds: 3600 });

    expect(errors.map(({ name }) => name)).toEqual(['ValidationError', 'ValidationError', 'ValidationError']);
    expect(errors[0]?.message).toBe(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    );
    expect(present(given?.Expiration).getTime() - aws.clock.now()).toBeLessThanOrEqual(3_600_000);
  });

  it.each([['a b'], ['Zoë'], ['x'], ['n'.repeat(65)], ['ana/ben']])(
    'refuses the session name %p',
    async (RoleSessionName) => {
      const role = `arn:aws:iam::${MESH}:role/AwsDataMesh/Reader`;

      expect(await refusal(assume(user, role, { RoleSessionName }))).toBe('ValidationError');
    },
  );

  it('narrows a session by the policy that came with it', async () => {
    const role = await aRole(PRODUCER, 'Wide', { Principal: named, Action: 'sts:AssumeRole' });
    await allowRole(PRODUCER, 'Wide');
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' }],
    });
    const session = await sessionOf(role, { Policy });
    const iam = new IAMClient(aws.as(session));

    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'Wide' }));
    const error = await refused(iam.send(new ListRolesCommand({})));

    expect(Role?.RoleName).toBe('Wide');
    expect(error.message).toContain('because no session policy allows the iam:ListRoles action');
  });

  it('ends a session when its time is over', async () => {
    const role = await aRole(PRODUCER, 'Short', { Principal: named, Action: 'sts:AssumeRole' });
    const session = await sessionOf(role, { DurationSeconds: 900 });
    const who = () => new STSClient(aws.as(session)).send(new GetCallerIdentityCommand({}));
    await who();

    aws.clock.advance(901);

    expect(await refusal(who())).toBe('ExpiredToken');
  });

  it('lets no root user assume a role, and nobody a role whose policies do not allow it', async () => {
    const role = await aRole(MESH, 'ForAccount', { Principal: { AWS: PRODUCER }, Action: 'sts:AssumeRole' });
    const powerless = await aUser('Powerless', [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }]);

    const root = await refused(
      assume({ accessKeyId: `AKIAROOT${PRODUCER}`, secretAccessKey: `secret-of-${PRODUCER}` }, role),
    );
    const other = await refusal(assume(powerless, role));
    const { AssumedRoleUser } = await assume(user, role);

    expect([root.message, other]).toEqual(['Roles may not be assumed by root accounts.', 'AccessDenied']);
    expect(AssumedRoleUser?.Arn).toContain('/ForAccount/');
  });

  it('does not trust a role that was made again under the name of a trusted one until the policy is written anew', async () => {
    const iam = new IAMClient(aws.as(PRODUCER));
    const first = await aRole(PRODUCER, 'Renewed', { Principal: named, Action: 'sts:AssumeRole' });
    const second = await aRole(MESH, 'TrustsRenewed', {
      Principal: { AWS: first },
      Action: 'sts:AssumeRole',
    });
    await iam.send(new DeleteRoleCommand({ RoleName: 'Renewed' }));
    await aRole(PRODUCER, 'Renewed', { Principal: named, Action: 'sts:AssumeRole' });
    await allowRole(PRODUCER, 'Renewed');
    const session = await sessionOf(first);
    const mesh = new IAMClient(aws.as(MESH));

    const before = await refusal(assume(session, second));
    const { Role } = await mesh.send(new GetRoleCommand({ RoleName: 'TrustsRenewed' }));
    const shown = decodeURIComponent(present(Role?.AssumeRolePolicyDocument));
    const rewrite = (PolicyDocument: string) =>
      mesh.send(new UpdateAssumeRolePolicyCommand({ RoleName: 'TrustsRenewed', PolicyDocument }));
    const asShown = await refusal(rewrite(shown));
    await rewrite(shown.replace(/AROA\w+/, first));

    expect([before, asShown]).toEqual(['AccessDenied', 'MalformedPolicyDocumentException']);
    expect(shown).toMatch(/"AWS":"AROA[A-Z2-7]{17}"/);
    expect((await assume(session, second)).AssumedRoleUser?.Arn).toContain('TrustsRenewed');
  });

  async function allowRole(account: string, name: string): Promise<void> {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    await new IAMClient(aws.as(account)).send(
      new PutRolePolicyCommand({ RoleName: name, PolicyName: 'all', PolicyDocument: document }),
    );
  }
});
