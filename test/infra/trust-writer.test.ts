import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { FunctionEnvironment } from '../../local/runtime/function-environment.ts';
import { appTrust } from '../../src/mesh/admin/initialize-member-account.ts';
import { MESH, PRODUCER, REGION, rootOf, startTestAws, type TestAws } from '../local/aws/support.ts';

/** The function of the member stack that adds trust to roles that exist, run as Lambda and CloudFormation would. */
const APP_ROLE = `arn:aws:iam::${MESH}:role/data-mesh-fulfilment`;
const STATEMENT = appTrust(APP_ROLE, 'an-external-id-of-22ch');
const OWN = {
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${PRODUCER}:root` },
  Action: 'sts:AssumeRole',
};

let aws: TestAws;
let iam: IAMClient;
let cloudFormation: Server;
let writer: FunctionEnvironment;
let folder = '';
const answers: Record<string, unknown>[] = [];

beforeAll(async () => {
  aws = await startTestAws();
  iam = new IAMClient(aws.as(PRODUCER));
  const appRole = new IAMClient(aws.as(MESH));
  const Version = '2012-10-17';
  await appRole.send(
    new CreateRoleCommand({
      RoleName: 'data-mesh-fulfilment',
      AssumeRolePolicyDocument: JSON.stringify({
        Version,
        Statement: [{ ...OWN, Principal: { Service: 'lambda.amazonaws.com' } }],
      }),
    }),
  );
  await iam.send(
    new CreateRoleCommand({
      RoleName: 'DataMeshProducer',
      Path: '/AwsDataMesh/',
      AssumeRolePolicyDocument: JSON.stringify({ Version, Statement: [OWN] }),
    }),
  );
  cloudFormation = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      answers.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
      response.end();
    });
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
  writer = await startWriter();
});

afterAll(async () => {
  writer.stop();
  iam.destroy();
  cloudFormation.closeAllConnections();
  await new Promise((resolve) => cloudFormation.close(resolve));
  await aws.close();
  rmSync(folder, { recursive: true });
});

/** Lambda has the SDK beside the code. */
async function startWriter(): Promise<FunctionEnvironment> {
  folder = mkdtempSync(path.join(tmpdir(), 'mesh-trust-'));
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'index.cjs'), readFileSync(path.join('infra', 'trust-writer.cjs')));
  const { accessKeyId, secretAccessKey } = rootOf(PRODUCER);
  const environment = new FunctionEnvironment({
    name: 'trust-writer',
    directory: folder,
    memoryMb: 256,
    clock: aws.clock,
    onOutput: () => undefined,
    variables: {
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL: aws.url,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    },
  });
  await environment.start();
  return environment;
}

async function ask(RequestType: 'Create' | 'Update' | 'Delete', Roles: readonly string[], more: object = {}) {
  await writer.invoke(
    {
      RequestType,
      ResponseURL: `http://127.0.0.1:${portOf(cloudFormation.address())}/answer`,
      StackId: 'stack',
      RequestId: 'request',
      LogicalResourceId: 'Trust',
      ...(RequestType === 'Create' ? {} : { PhysicalResourceId: 'trust' }),
      ResourceProperties: { ServiceToken: 'arn', Statement: STATEMENT, Roles },
      ...more,
    },
    20_000,
  );
  return answers.at(-1);
}

async function trustOf(RoleName: string): Promise<readonly unknown[]> {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).Statement;
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address ? address.port : 0;
}

it('adds the statement of the mesh set-up once, and leaves what was there', async () => {
  const made = await ask('Create', ['DataMeshProducer']);
  const repeated = await ask('Update', ['DataMeshProducer']);

  expect([made, repeated]).toEqual([
    expect.objectContaining({ Status: 'SUCCESS', PhysicalResourceId: 'trust', LogicalResourceId: 'Trust' }),
    expect.objectContaining({ Status: 'SUCCESS' }),
  ]);
  expect(await trustOf('DataMeshProducer')).toEqual([OWN, JSON.parse(JSON.stringify(STATEMENT))]);
});

it('tells CloudFormation when a role is not there, and names it', async () => {
  const answer = await ask('Create', ['DataMeshConsumer']);

  expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('DataMeshConsumer') });
});

it('takes the statement out of a role that the stack no longer names, and does not mind one that is gone', async () => {
  const answer = await ask('Update', [], {
    OldResourceProperties: { Roles: ['DataMeshProducer', 'DataMeshConsumer'] },
  });

  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(await trustOf('DataMeshProducer')).toEqual([OWN]);
});

it('takes it out when the stack is removed', async () => {
  await ask('Create', ['DataMeshProducer']);

  const answer = await ask('Delete', ['DataMeshProducer']);

  expect(answer).toMatchObject({ Status: 'SUCCESS' });
  expect(await trustOf('DataMeshProducer')).toEqual([OWN]);
});
