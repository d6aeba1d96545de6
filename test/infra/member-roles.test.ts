import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import * as z from 'zod';
import {
  type Credentials,
  MESH,
  PRODUCER,
  present,
  refusal,
  startTestAws,
  type TestAws,
} from '../local/aws/support.ts';
import { aMeshApp, someSettings } from './support/a-mesh-app.ts';
import { resolve } from './support/resolve.ts';
import { rolesOf, templateOf } from './support/template.ts';

/** The roles of both templates in the stand-in, which enforces trust and policies: who may take which role, and who may not. */
const EXTERNAL_ID = 'drawn-at-random-for-the-producer';
const MEMBER_ROLE = `arn:aws:iam::${PRODUCER}:role/AwsDataMesh/DataMeshProducer`;
const CENTRAL = `DataMeshAdminProducer-${PRODUCER}`;
const PERSON = {
  ExternalId: EXTERNAL_ID,
  SourceIdentity: 'U0BO@T0MESH',
  Tags: [{ Key: 'MeshUser', Value: 'U0BO' }],
};

const Rendered = z.object({
  RoleName: z.string(),
  Path: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })),
});

let aws: TestAws;
let administrator: Credentials;
let app: Credentials;
let stranger: Credentials;

beforeAll(async () => {
  aws = await startTestAws();
  const settings = someSettings({ members: [{ account: PRODUCER, sides: ['producer'] }] });
  const fulfilment = rolesOf(templateOf(aMeshApp(settings))).find(
    ({ name }) => name === 'data-mesh-fulfilment',
  );
  const { arn: admin, keys } = await makeAdministrator(); // takes the functions' roles in Lambda's place
  administrator = keys;
  await makeRole(MESH, 'data-mesh-fulfilment', [admin], fulfilment?.statements ?? []);
  await makeRole(MESH, 'another-role', [admin], [{ Effect: 'Allow', Action: '*', Resource: '*' }]);
  const [member] = Object.values(
    templateOf(aMeshApp(settings), 'member').findResources('AWS::IAM::Role', {
      Properties: { RoleName: 'DataMeshProducer' },
    }),
  );
  const role = Rendered.parse(
    resolve(member?.['Properties'], {
      AppRoleArn: `arn:aws:iam::${MESH}:role/data-mesh-fulfilment`,
      ExternalId: EXTERNAL_ID,
      'AWS::Partition': 'aws',
      'AWS::AccountId': PRODUCER,
    }),
  );
  await makeMemberRole(role);
  await makeRole(MESH, CENTRAL, [MEMBER_ROLE], [], '/AwsDataMesh/');
  await makeRole(MESH, 'DataMeshManager', [MEMBER_ROLE], [], '/AwsDataMesh/');
  app = await assume(administrator, `arn:aws:iam::${MESH}:role/data-mesh-fulfilment`);
  stranger = await assume(administrator, `arn:aws:iam::${MESH}:role/another-role`);
}, 240_000);
afterAll(() => aws.close());

async function makeAdministrator(): Promise<{ arn: string; keys: Credentials }> {
  const iam = new IAMClient(aws.as(MESH));
  const UserName = 'administrator';
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: 'Everything', PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  iam.destroy();
  return {
    arn: present(User?.Arn),
    keys: {
      accessKeyId: present(AccessKey?.AccessKeyId),
      secretAccessKey: present(AccessKey?.SecretAccessKey),
    },
  };
}

async function makeRole(
  account: string,
  RoleName: string,
  trusted: readonly string[],
  statements: readonly unknown[],
  Path = '/',
) {
  const iam = new IAMClient(aws.as(account));
  const Action = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'];
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: trusted }, Action }],
  };
  await iam.send(new CreateRoleCommand({ RoleName, Path, AssumeRolePolicyDocument: JSON.stringify(trust) }));
  if (statements.length > 0) {
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'Function', PolicyDocument }));
  }
  iam.destroy();
}

async function makeMemberRole({
  RoleName,
  Path,
  AssumeRolePolicyDocument,
  Policies,
}: z.infer<typeof Rendered>) {
  const iam = new IAMClient(aws.as(PRODUCER));
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path,
      AssumeRolePolicyDocument: JSON.stringify(AssumeRolePolicyDocument),
    }),
  );
  for (const { PolicyName, PolicyDocument } of Policies) {
    await iam.send(
      new PutRolePolicyCommand({ RoleName, PolicyName, PolicyDocument: JSON.stringify(PolicyDocument) }),
    );
  }
  iam.destroy();
}

async function assume(
  who: Credentials,
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<Credentials> {
  const sts = new STSClient(aws.as(who));
  try {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'mesh', ...more }),
    );
    return {
      accessKeyId: present(Credentials?.AccessKeyId),
      secretAccessKey: present(Credentials?.SecretAccessKey),
      sessionToken: present(Credentials?.SessionToken),
    };
  } finally {
    sts.destroy();
  }
}

it('the app takes the member role with its external id, as the person who acts, and goes on into the mesh', async () => {
  const member = await assume(app, MEMBER_ROLE, PERSON);

  await expect(assume(member, `arn:aws:iam::${MESH}:role/AwsDataMesh/${CENTRAL}`)).resolves.toBeDefined();
});

it('is refused without the external id, and with another', async () => {
  expect(await refusal(assume(app, MEMBER_ROLE))).toBe('AccessDenied');
  expect(await refusal(assume(app, MEMBER_ROLE, { ExternalId: 'guessed-external-id-xx' }))).toBe(
    'AccessDenied',
  );
});

it('nobody else of the mesh account is let in, whatever rights they have there', async () => {
  expect(await refusal(assume(stranger, MEMBER_ROLE, PERSON))).toBe('AccessDenied');
  expect(await refusal(assume(administrator, MEMBER_ROLE, PERSON))).toBe('AccessDenied');
});

it('the member role goes on to its own role in the mesh, and to no other that would have it', async () => {
  const member = await assume(app, MEMBER_ROLE, PERSON);

  expect(await refusal(assume(member, `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshManager`))).toBe(
    'AccessDenied',
  );
});

it('the app takes no role that the settings do not name', async () => {
  expect(await refusal(assume(app, `arn:aws:iam::${MESH}:role/AwsDataMesh/DataMeshManager`))).toBe(
    'AccessDenied',
  );
  expect(await refusal(assume(app, `arn:aws:iam::${MESH}:role/another-role`))).toBe('AccessDenied');
});
