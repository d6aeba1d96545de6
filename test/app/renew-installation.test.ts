import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import manifest from '../../infra/slack-manifest.json' with { type: 'json' };
import { createInstallSecrets } from '../../src/app/install-secrets.ts';
import { createRenewInstallation } from '../../src/app/renew-installation.ts';
import { createSecretReader } from '../../src/app/secret-reader.ts';
import { createSlackSecrets } from '../../src/app/slack-secrets.ts';
import { createDynamoLeases } from '../../src/mesh/aws/dynamo-leases.ts';
import { createClock } from '../../src/mesh/aws/patience.ts';
import {
  BOT_TOKEN,
  startTestSlack,
  type TestSlack,
  testClient,
} from '../local/slack/support/slack-for-tests.ts';
import { MESH, makeAppTables, REGION, startAccounts, type TestMesh } from '../mesh/support/test-mesh.ts';

const CLIENT = { id: '111.222', secret: 'client-secret-of-the-tests' };
const ROTATING = { ...manifest, settings: { ...manifest.settings, token_rotation_enabled: true } };
const HOURS = 3600;
const NAME = 'data-mesh/slack/install/T0MESH';

describe('a token that ends', () => {
  let slack: TestSlack;
  let mesh: TestMesh;
  let manager: SecretsManagerClient;
  beforeEach(async () => {
    slack = await startTestSlack({ client: CLIENT, manifest: ROTATING });
    mesh = await startAccounts();
    await makeAppTables(mesh.clients(MESH));
    manager = new SecretsManagerClient({
      region: REGION,
      endpoint: mesh.aws.url,
      credentials: mesh.admin(MESH),
    });
    const installs = createInstallSecrets(manager, 'data-mesh');
    await installs.write('T0MESH', {
      botToken: BOT_TOKEN,
      botId: 'B0MESH',
      botUserId: 'U0BOT',
      workspace: 'T0MESH',
    });
  });
  afterEach(async () => {
    await slack.close();
    await mesh.close();
  });

  const now = (): number => Math.floor(slack.clock.now() / 1000);

  /** One worker, with a cache of its own. */
  function aWorker(app: Readonly<Record<string, unknown>> = { tokenRotation: true }) {
    const read = createSecretReader(manager);
    const appSecret = JSON.stringify({
      signingSecret: 's',
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      ...app,
    });
    const secrets = createSlackSecrets(
      (name) => (name.endsWith('/slack/app') ? Promise.resolve(appSecret) : read(name)),
      'data-mesh',
      slack.clock.now,
    );
    const clock = createClock(() => new Date(), undefined);
    const renew = createRenewInstallation({
      secrets,
      installs: createInstallSecrets(manager, 'data-mesh'),
      leases: createDynamoLeases(
        DynamoDBDocumentClient.from(mesh.clients(MESH).dynamodb),
        'AwsDataMeshSlack',
        clock,
      ),
      clock,
      slackApiUrl: `${slack.url}/api/`,
      now,
    });
    return { renew: () => renew('T0MESH'), secrets };
  }
  const kept = async (): Promise<Record<string, unknown>> => {
    const { SecretString = '{}' } = await manager.send(new GetSecretValueCommand({ SecretId: NAME }));
    return JSON.parse(SecretString);
  };
  const team = async (token: string) => (await testClient(slack.url, token).auth.test()).team_id;

  it('stays as it is where nobody asked for rotation', async () => {
    const { botToken } = await aWorker({}).renew();

    expect(botToken).toBe(BOT_TOKEN);
  });

  it('is had for one that never ends, and renewed half-way, kept before it is used', async () => {
    const worker = aWorker();
    const first = await worker.renew();
    const early = await worker.renew();
    slack.clock.advance(6 * HOURS + 1);
    const second = await worker.renew();

    expect(first).toMatchObject({ expiresAt: now() + 6 * HOURS - 1, refreshToken: expect.any(String) });
    expect(early.botToken).toBe(first.botToken);
    expect(second.botToken).not.toBe(first.botToken);
    expect(await kept()).toEqual(second);
    expect([await team(first.botToken), await team(second.botToken)]).toEqual(['T0MESH', 'T0MESH']);
  });

  it('is renewed once by two workers at once, and both have the new one', async () => {
    await aWorker().renew();
    slack.clock.advance(7 * HOURS);

    const [one, other] = await Promise.all([aWorker().renew(), aWorker().renew()]);

    expect(one?.botToken).toBe(other?.botToken);
    expect(await kept()).toMatchObject({ botToken: one?.botToken });
    expect(await team(String(one?.botToken))).toBe('T0MESH');
  });

  it('is renewed where it ended long ago, and read again by who still has the old one', async () => {
    const worker = aWorker();
    const reader = aWorker().secrets;
    await worker.renew();
    const before = await reader.install('T0MESH');
    slack.clock.advance(13 * HOURS);
    const after = await worker.renew();

    expect(before.botToken).not.toBe(after.botToken);
    expect((await reader.install('T0MESH')).botToken).toBe(after.botToken);
  });

  it('is not renewed where a worker died between Slack and the secret; it works until its end, and that is told', async () => {
    const first = await aWorker().renew();
    slack.clock.advance(7 * HOURS);
    mesh.aws.faults.inject({ operation: 'PutSecretValue', kind: 'error', count: 99 });
    await expect(aWorker().renew()).rejects.toThrow();
    mesh.aws.faults.clear();

    await expect(aWorker().renew()).rejects.toMatchObject({
      code: 'TOKEN_NOT_RENEWED',
      details: { code: 'invalid_refresh_token', expiresAt: first.expiresAt },
    });
    expect(await team(first.botToken)).toBe('T0MESH');
  });

  it('is taken from the secret where somebody else renewed it with the same refresh token', async () => {
    const first = await aWorker().renew();
    slack.clock.advance(7 * HOURS);
    const second = await aWorker().renew();
    // The secret as a worker may have read it that lost its lease: Slack refuses, and what is kept by then counts.
    await manager.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: JSON.stringify(first) }));
    mesh.hook = async ({ operation }) => {
      if (operation === 'TransactWriteItems') {
        mesh.hook = () => undefined;
        await manager.send(
          new PutSecretValueCommand({ SecretId: NAME, SecretString: JSON.stringify(second) }),
        );
      }
    };

    expect((await aWorker().renew()).botToken).toBe(second.botToken);
  });
});
