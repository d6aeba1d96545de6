import { CreateDatabaseCommand, GetDatabaseCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  ListRolesCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { anIamUser } from './lake.ts';
import { MESH, refusal, refused, startTestAws, type TestAws } from './support.ts';

describe('time and faults', () => {
  let aws: TestAws;
  const calls: string[] = [];
  beforeAll(async () => {
    aws = await startTestAws({
      onCall: ({ operation, error }) => void calls.push(`${operation}${error ? ` ${error}` : ''}`),
    });
  });
  afterEach(() => {
    aws.faults.clear();
    aws.settings.iamPropagationMs = 0;
  });
  afterAll(() => aws.close());

  const who = () => new STSClient(aws.as(MESH)).send(new GetCallerIdentityCommand({}));
  const glue = () => new GlueClient(aws.as(MESH));
  async function steer(
    path: string,
    body: object,
    method = 'POST',
  ): Promise<{ status: number; body: unknown }> {
    const response = await fetch(`${aws.url}/_sim/${path}`, { method, body: JSON.stringify(body) });
    return { status: response.status, body: await response.json() };
  }

  it('throttles as many calls of an operation as asked for, and no others', async () => {
    aws.faults.inject({ service: 'glue', operation: 'GetDatabase', kind: 'throttle', count: 2 });

    const codes = [];
    for (let attempt = 0; attempt < 3; attempt++) {
      codes.push(await refusal(glue().send(new GetDatabaseCommand({ Name: 'none' }))));
    }

    expect(codes).toEqual(['ThrottlingException', 'ThrottlingException', 'EntityNotFoundException']);
    expect((await who()).Account).toBe(MESH);
  });

  it('answers the error that was asked for, by default a fault of the service', async () => {
    aws.faults.inject({ operation: 'glue:GetDatabase', kind: 'error', count: 1 });
    aws.faults.inject({
      operation: 'glue:GetDatabase',
      kind: 'error',
      code: 'ConcurrentModificationException',
      count: 1,
    });

    const first = await refused(glue().send(new GetDatabaseCommand({ Name: 'none' })));
    const second = await refused(glue().send(new GetDatabaseCommand({ Name: 'none' })));

    expect(first).toMatchObject({ name: 'InternalServiceException', $metadata: { httpStatusCode: 500 } });
    expect(second.name).toBe('ConcurrentModificationException');
  });

  it('applies a call whose answer it drops', async () => {
    aws.faults.inject({ operation: 'CreateDatabase', kind: 'drop', count: 1 });

    await refused(glue().send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'dropped' } })));

    expect((await glue().send(new GetDatabaseCommand({ Name: 'dropped' }))).Database?.Name).toBe('dropped');
  });

  it('slows calls down until that is taken back', async () => {
    aws.faults.inject({ kind: 'slow', ms: 120 });
    const started = performance.now();
    await who();
    const slow = performance.now() - started;
    aws.faults.clear();
    const again = performance.now();
    await who();

    expect(slow).toBeGreaterThan(115);
    expect(performance.now() - again).toBeLessThan(100);
  });

  it('does not know a new principal for as long as IAM would take to spread the word', async () => {
    const iam = new IAMClient(aws.as(MESH));
    aws.settings.iamPropagationMs = 5000;
    await iam.send(new CreateUserCommand({ UserName: 'Newcomer' }));
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${MESH}:user/Newcomer` },
      Action: 'sts:AssumeRole',
    };
    const trust = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    const make = () =>
      iam.send(new CreateRoleCommand({ RoleName: 'ForNewcomer', AssumeRolePolicyDocument: trust }));

    const early = await refused(make());
    aws.clock.advance(6);

    expect(early).toMatchObject({
      name: 'MalformedPolicyDocumentException',
      message: `Invalid principal in policy: "AWS":"arn:aws:iam::${MESH}:user/Newcomer"`,
    });
    expect((await make()).Role?.RoleName).toBe('ForNewcomer');
  });

  it('goes by the trust and the policies that were there before, until IAM has spread the change', async () => {
    const root = new IAMClient(aws.as(MESH));
    const who = `arn:aws:iam::${MESH}:user/Changed`;
    const trusts = (action: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { AWS: who }, Action: action }],
      });
    const may = (action: string) =>
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
      });
    await root.send(new CreateUserCommand({ UserName: 'Changed' }));
    const { AccessKey } = await root.send(new CreateAccessKeyCommand({ UserName: 'Changed' }));
    await root.send(
      new CreateRoleCommand({ RoleName: 'Taken', AssumeRolePolicyDocument: trusts('sts:AssumeRole') }),
    );
    const credentials = {
      accessKeyId: AccessKey?.AccessKeyId ?? '',
      secretAccessKey: AccessKey?.SecretAccessKey ?? '',
    };
    const iam = new IAMClient({ ...aws.as(MESH), credentials });
    const sts = new STSClient({ ...aws.as(MESH), credentials });
    const take = () =>
      outcome(
        sts.send(
          new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${MESH}:role/Taken`, RoleSessionName: 'someone' }),
        ),
      );
    const list = () => outcome(iam.send(new ListRolesCommand({})));
    const outcome = (call: Promise<unknown>) =>
      call.then(
        () => 'done',
        (error: unknown) => (error instanceof Error ? error.name : ''),
      );
    const policy = { UserName: 'Changed', PolicyName: 'Some' };

    aws.clock.advance(6); // until here everything is known everywhere
    aws.settings.iamPropagationMs = 5000;
    await root.send(new PutUserPolicyCommand({ ...policy, PolicyDocument: may('iam:ListRoles') }));
    const early = [await list(), await take()];
    aws.clock.advance(6);
    const settled = [await list(), await take()];
    await root.send(new DeleteUserPolicyCommand(policy));
    await root.send(
      new UpdateAssumeRolePolicyCommand({ RoleName: 'Taken', PolicyDocument: trusts('sts:TagSession') }),
    );
    const late = [await list(), await take()];
    aws.clock.advance(6);

    expect(early).toEqual(['AccessDenied', 'done']);
    expect(settled).toEqual(['done', 'done']);
    expect(late).toEqual(['done', 'done']);
    expect([await list(), await take()]).toEqual(['AccessDenied', 'AccessDenied']);
  });

  it('is steered over HTTP: clock, faults and settings, with a reason for what it does not take', async () => {
    const before = aws.clock.now();

    const moved = await steer('clock', { advanceSeconds: 3600 });
    const injected = await steer('faults', {
      target: 'aws',
      operation: 'sts:GetCallerIdentity',
      kind: 'throttle',
      count: 1,
    });
    const wrong = await steer('faults', { kind: 'explode' });
    const cleared = await steer('settings', { iamPropagationMs: 10 });

    expect([moved.status, injected.status, wrong.status, cleared.status]).toEqual([200, 200, 400, 200]);
    expect(aws.clock.now() - before).toBeGreaterThanOrEqual(3_600_000);
    expect(await refusal(who())).toBe('Throttling');
    expect(aws.settings.iamPropagationMs).toBe(10);
  });

  it('takes no orders from a page of another origin or under another name', async () => {
    const foreign = await fetch(`${aws.url}/_sim/clock`, { headers: { origin: 'https://example.com' } });

    expect(foreign.status).toBe(403);
  });

  it('tells an observer of every call after it was applied, and loses the answer when the observer throws', async () => {
    const seen: string[] = [];
    const watched = await startTestAws({
      onCall: ({ operation }) => {
        seen.push(operation);
        if (operation === 'CreateDatabase') {
          throw new Error('crash between call and answer');
        }
      },
    });
    await refused(
      new GlueClient(watched.as(MESH)).send(
        new CreateDatabaseCommand({ DatabaseInput: { Name: 'applied' } }),
      ),
    );

    const { Database } = await new GlueClient(watched.as(MESH)).send(
      new GetDatabaseCommand({ Name: 'applied' }),
    );
    await watched.close();

    expect(Database?.Name).toBe('applied');
    expect(seen).toEqual(['CreateDatabase', 'GetDatabase']);
    expect(calls).toContain('GetDatabase ThrottlingException');
  });

  it('asks no policy where IAM is switched off, and still who the caller is', async () => {
    const open = await startTestAws({ enforceIam: false });
    const user = await anIamUser(open, MESH, 'Powerless', [{ Effect: 'Deny', Action: '*', Resource: '*' }]);

    const { Users } = await new IAMClient(open.as(user)).send(new ListUsersCommand({}));
    const stranger = await refusal(
      new IAMClient(open.as({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' })).send(
        new ListUsersCommand({}),
      ),
    );
    await open.close();

    expect([Users?.length, stranger]).toEqual([1, 'InvalidClientTokenId']);
  });
});
