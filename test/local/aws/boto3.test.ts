import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESH, rootOf, startTestAws, type TestAws } from './support.ts';

/** A Python that has boto3: the one of the path, or Debian's. */
const python = ['/usr/bin/python3', 'python3'].find(
  (command) => spawnSync(command, ['-c', 'import boto3']).status === 0,
);
const cli = spawnSync('aws', ['--version']).status === 0;

const run = promisify(execFile);

/** A test that needs a program of the machine; without it, one clear line says what was skipped. */
function needing(present: boolean, what: string): typeof it | typeof it.skip {
  if (!present) {
    process.stderr.write(`skipped: ${what} is not on this machine\n`);
  }
  return present ? it : it.skip;
}

describe('clients that are not ours', () => {
  let aws: TestAws;
  beforeAll(async () => {
    aws = await startTestAws();
  });
  afterAll(() => aws.close());

  needing(python !== undefined, 'python3 with boto3')(
    'boto3 takes a mesh of three accounts through its life, and botocore’s models find no fault',
    async () => {
      const { stdout } = await run(python ?? '', [path.join(__dirname, 'boto3_flow.py'), aws.url]);

      expect(stdout).toMatch(/^2\d steps, \d{2,} answers, 0 faults\n$/);
    },
    60_000,
  );

  needing(cli, 'the AWS CLI')(
    'the AWS CLI finds its account through AWS_ENDPOINT_URL',
    async () => {
      const { accessKeyId, secretAccessKey } = rootOf(MESH);
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL: aws.url,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_DEFAULT_REGION: 'us-east-1',
      };

      const { stdout } = await run('aws', ['sts', 'get-caller-identity', '--output', 'json'], { env });

      expect(JSON.parse(stdout)).toMatchObject({ Account: MESH });
    },
    60_000,
  );
});
