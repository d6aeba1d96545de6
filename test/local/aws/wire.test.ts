import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CreateDatabaseCommand,
  GetDatabaseCommand,
  GetUserDefinedFunctionCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { IAMClient, ListUsersCommand } from '@aws-sdk/client-iam';
import { LakeFormationClient, StartTransactionCommand } from '@aws-sdk/client-lakeformation';
import { GetObjectCommand, HeadBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SignatureV4 } from '@smithy/signature-v4';
import { MESH, REGION, refused, rootOf, startTestAws, type TestAws } from './support.ts';

interface Raw {
  readonly service?: string;
  readonly region?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  /** What is sent instead of the signed body. */
  readonly tampered?: string;
  readonly at?: Date;
}

describe('the wire', () => {
  let aws: TestAws;
  beforeAll(async () => {
    aws = await startTestAws();
  });
  afterAll(async () => {
    // Whatever was thrown at it, it still answers.
    const { Account } = await new STSClient(aws.as(MESH)).send(new GetCallerIdentityCommand({}));
    await aws.close();
    expect(Account).toBe(MESH);
  });

  /** A request with a correct signature over whatever it says. */
  async function send({
    service = 'glue',
    region = REGION,
    method = 'POST',
    path = '/',
    headers = {},
    body = '',
    tampered,
    at,
  }: Raw) {
    const { host, hostname, port } = new URL(aws.url);
    const signer = new SignatureV4({ service, region, credentials: rootOf(MESH), sha256: Sha256 });
    const signed = await signer.sign(
      {
        method,
        protocol: 'http:',
        hostname,
        port: Number(port),
        path,
        query: {},
        headers: { host, ...headers },
        body,
      },
      at ? { signingDate: at } : {},
    );
    const response = await fetch(`${aws.url}${path}`, {
      method,
      headers: signed.headers,
      body: tampered ?? body,
    });
    return {
      status: response.status,
      text: await response.text(),
      type: response.headers.get('x-amzn-errortype'),
    };
  }
  const target = (operation: string) => ({
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSGlue.${operation}`,
  });

  it('refuses a wrong secret in the words of each protocol', async () => {
    const wrong = aws.as({ ...rootOf(MESH), secretAccessKey: 'guessed' });

    const errors = await Promise.all([
      refused(new GlueClient(wrong).send(new GetDatabaseCommand({ Name: 'x' }))),
      refused(new IAMClient(wrong).send(new ListUsersCommand({}))),
      refused(new S3Client(wrong).send(new ListBucketsCommand({}))),
      refused(new LakeFormationClient(wrong).send(new StartTransactionCommand({}))),
    ]);

    expect(errors.map(({ name }) => name)).toEqual([
      'InvalidSignatureException',
      'SignatureDoesNotMatch',
      'SignatureDoesNotMatch',
      'InvalidSignatureException',
    ]);
  });

  it('refuses an access key that nobody has', async () => {
    const unknown = aws.as({ accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' });

    const errors = await Promise.all([
      refused(new GlueClient(unknown).send(new GetDatabaseCommand({ Name: 'x' }))),
      refused(new STSClient(unknown).send(new GetCallerIdentityCommand({}))),
      refused(new S3Client(unknown).send(new ListBucketsCommand({}))),
    ]);

    expect(errors.map(({ name }) => name)).toEqual([
      'UnrecognizedClientException',
      'InvalidClientTokenId',
      'InvalidAccessKeyId',
    ]);
  });

  it.each([
    [
      'a scope of another service',
      { service: 's3', headers: target('GetDatabases'), body: '{}' },
      /correct service: 'glue'/,
    ],
    [
      'a scope of another region',
      { region: 'eu-north-1', headers: target('GetDatabases'), body: '{}' },
      /valid region/,
    ],
    [
      'a date of long ago',
      { headers: target('GetDatabases'), body: '{}', at: new Date(Date.now() - 3_600_000) },
      /Signature expired/,
    ],
    [
      'a body that was changed on the way',
      { headers: target('GetDatabases'), body: '{}', tampered: '{"MaxResults":1}' },
      /does not match/,
    ],
  ])('refuses %s', async (_what, request, words) => {
    const { status, text, type } = await send(request);

    expect([status, type]).toEqual([400, 'InvalidSignatureException']);
    expect(text).toMatch(words);
  });

  it('refuses calls without a signature in the shape of their protocol', async () => {
    const json = await fetch(aws.url, { method: 'POST', headers: target('GetDatabases'), body: '{}' });
    const form = await fetch(aws.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'Action=ListUsers&Version=2010-05-08',
    });

    expect([json.status, (await json.json()) as unknown]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Request is missing Authentication Token' },
    ]);
    expect([form.status, await form.text()]).toEqual([
      403,
      expect.stringMatching(/^<ErrorResponse .*<Code>MissingAuthenticationToken<\/Code>/),
    ]);
  });

  it.each([
    ['not JSON', '{"Name":'],
    ['a list', '[1]'],
    ['text', '"Name"'],
  ])('answers a body that is %s with a serialisation error', async (_what, body) => {
    const { status, type } = await send({ headers: target('GetDatabase'), body });

    expect([status, type]).toEqual([400, 'SerializationException']);
  });

  it('names required members that are missing and members of the wrong type', async () => {
    const missing = await send({ headers: target('CreateDatabase'), body: '{"DatabaseInput":{}}' });
    const wrong = await send({ headers: target('GetDatabase'), body: '{"Name":{"a":1}}' });

    expect([missing.status, missing.text]).toEqual([
      400,
      expect.stringMatching(
        /Value null at 'DatabaseInput.Name' failed to satisfy constraint: Member must not be null/,
      ),
    ]);
    expect([wrong.status, wrong.text]).toEqual([400, expect.stringMatching(/Name must be a string/)]);
  });

  it('answers 404 for an operation that AWS does not have and 501 for one that only the stand-in lacks', async () => {
    const unknown = await send({ headers: target('MakeCoffee'), body: '{}' });
    const path = await send({ service: 'lakeformation', path: '/MakeCoffee', body: '{}' });
    const lacking = await refused(
      new GlueClient(aws.as(MESH)).send(
        new GetUserDefinedFunctionCommand({ DatabaseName: 'd', FunctionName: 'f' }),
      ),
    );
    const service = await send({
      service: 'athena',
      headers: { 'x-amz-target': 'AmazonAthena.ListWorkGroups' },
      body: '{}',
    });

    expect([unknown.status, unknown.type, path.status]).toEqual([404, 'UnknownOperationException', 404]);
    expect(lacking).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect([service.status, service.type]).toEqual([501, 'NotImplemented']);
  });

  it('answers an unknown action of a query service, and a form without one, in XML', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const unknown = await send({ service: 'iam', headers, body: 'Action=MakeCoffee&Version=2010-05-08' });
    const none = await send({ service: 'iam', headers, body: 'a=b' });

    expect([unknown.status, unknown.text]).toEqual([
      400,
      expect.stringContaining('<Code>InvalidAction</Code>'),
    ]);
    expect([none.status, none.text]).toEqual([400, expect.stringContaining('<Code>MissingAction</Code>')]);
  });

  it('refuses a body of more than 16 MiB, a path that cannot be decoded, and XML that is none', async () => {
    const huge = await fetch(aws.url, {
      method: 'POST',
      headers: target('GetDatabases'),
      body: 'x'.repeat(17 * 1024 * 1024),
    });
    const path = await fetch(`${aws.url}/%E0%A4%A`, { method: 'POST', body: '{}' });
    const xml = await send({
      service: 's3',
      method: 'PUT',
      path: '/bucket?tagging=',
      headers: { 'content-type': 'application/xml' },
      body: '<Tagging><TagSet>',
    });

    expect([huge.status, path.status]).toEqual([413, 400]);
    expect(xml.status).toBeGreaterThanOrEqual(400);
    expect(xml.text).toMatch(/^<\?xml.*<Error>/);
  });

  it('takes a wrong content type without falling over', async () => {
    const { status } = await send({
      headers: { ...target('GetDatabases'), 'content-type': 'text/html' },
      body: '{}',
    });

    expect(status).toBe(200);
  });

  it('answers HEAD without a body, and objects with 501 since it has none', async () => {
    const s3 = new S3Client(aws.as(MESH));
    const missing = await refused(s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })));
    const object = await refused(s3.send(new GetObjectCommand({ Bucket: 'nowhere', Key: 'k' })));

    expect(missing).toMatchObject({ name: 'NotFound', $metadata: { httpStatusCode: 404 } });
    expect(object).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
  });

  it('listens on the loopback address alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((all) => all ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4');

    const reached = await Promise.all(others.map(({ address }) => reaches(address, aws.port)));

    expect(reached).not.toContain(true);
    expect(await reaches('127.0.0.1', aws.port)).toBe(true);
  });

  it('carries names and text of any script unharmed', async () => {
    const glue = new GlueClient(aws.as(MESH));
    const Description = 'Bücher & <Zahlen> 売上 🚀';
    await glue.send(new CreateDatabaseCommand({ DatabaseInput: { Name: 'schrift', Description } }));

    const { Database } = await glue.send(new GetDatabaseCommand({ Name: 'schrift' }));

    expect(Database?.Description).toBe(Description);
  });
});

function reaches(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1000 });
    const end = (reached: boolean) => {
      socket.destroy();
      resolve(reached);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(false));
  });
}
