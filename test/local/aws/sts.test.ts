import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Credentials, MESH, PRODUCER, present, refused, startTestAws, type TestAws } from './support.ts';

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
});
