import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Aws, startAws } from '../../local/aws/start-aws.ts';
import { createClock } from '../../local/clock.ts';
import { rootKeys } from '../../local/seed/accounts.ts';
import { putSecret } from '../../local/seed/app-resources.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { createLightAws } from '../../src/app/light-aws.ts';
import { createLightSecretReader } from '../../src/app/light-secret-reader.ts';

const ACCOUNT = '111111111111';
let aws: Aws;

beforeAll(async () => {
  aws = await startAws({ port: 0, clock: createClock(), accounts: [{ id: ACCOUNT, ...rootKeys(ACCOUNT) }] });
  await putSecret(clientsFor(aws.url, rootKeys(ACCOUNT)), 'data-mesh/slack/app', { signingSecret: 'é🚀' });
});
afterAll(() => aws?.close());

function light(secretAccessKey = rootKeys(ACCOUNT).secretAccessKey) {
  return createLightAws({
    region: 'us-east-1',
    endpoint: aws.url,
    credentials: { accessKeyId: rootKeys(ACCOUNT).accessKeyId, secretAccessKey, sessionToken: undefined },
  });
}

it('signs as the SDK does: the stand-in, which verifies every signature, answers both alike', async () => {
  const { SecretString } = await clientsFor(aws.url, rootKeys(ACCOUNT)).secrets.send(
    new GetSecretValueCommand({ SecretId: 'data-mesh/slack/app' }),
  );

  expect(await createLightSecretReader(light())('data-mesh/slack/app')).toBe(SecretString);
});

it('is refused with a wrong key, and says so without the key', async () => {
  const refused = createLightSecretReader(light('wrong-key'))('data-mesh/slack/app');

  await expect(refused).rejects.toMatchObject({ code: 'AWS_REFUSED', retryable: false });
  await expect(refused).rejects.not.toThrow(/wrong-key/);
});

it('gives up when nothing answers in time', async () => {
  aws.faults.inject({ operation: 'GetSecretValue', kind: 'slow', ms: 2000, count: 1 });

  await expect(createLightSecretReader(light())('data-mesh/slack/app')).rejects.toMatchObject({
    code: 'AWS_UNREACHABLE',
    retryable: true,
  });
});
