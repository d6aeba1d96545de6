import { patiently } from '../mesh/aws/patience.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import type { Leases } from '../mesh/ports/leases.ts';
import type { Clock } from '../mesh/ports.ts';
import type { InstallSecrets } from './install-secrets.ts';
import { askSlack, keptToken, oauthClient, TokenPair } from './oauth-access.ts';
import type { AppSecret, InstallSecret, SlackSecrets } from './slack-secrets.ts';

/** The installation with a token that works; renewed where the token ends before long. Throws `MeshError`. */
export type RenewInstallation = (workspace: string) => Promise<InstallSecret>;

/**
 * Seconds before its end at which a token is renewed: half of the twelve hours that Slack gives, so that people have the other half to
 * install the app again where Slack refuses. @see https://docs.slack.dev/authentication/using-token-rotation
 */
const EARLY = 6 * 3600;

interface Parts {
  readonly secrets: Pick<SlackSecrets, 'app' | 'install' | 'forget'>;
  readonly installs: Pick<InstallSecrets, 'write'>;
  readonly leases: Leases;
  readonly clock: Clock;
  readonly slackApiUrl: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * Renews a token under a lease: a refresh token is good once, and Secrets Manager has no conditional write. Whoever comes second reads again.
 * The new pair is kept before anybody uses it; the token before it works until it ends, so that caches need not know.
 */
export function createRenewInstallation({
  secrets,
  installs,
  leases,
  clock,
  slackApiUrl,
  now,
}: Parts): RenewInstallation {
  const readAnew = (workspace: string): Promise<InstallSecret> => {
    secrets.forget(workspace);
    return secrets.install(workspace);
  };

  async function renew(app: AppSecret, install: InstallSecret): Promise<InstallSecret> {
    const { workspace } = install;
    try {
      const pair = await askForPair(slackApiUrl, app, install);
      const renewed = { ...install, ...keptToken(pair, now()) };
      // Slack has spent the old refresh token: nothing matters now but that this one is kept.
      await patiently(clock, 'keeping a renewed token', () => installs.write(workspace, renewed));
      secrets.forget(workspace);
      return renewed;
    } catch (error) {
      const current = await readAnew(workspace);
      if (current.botToken !== install.botToken) {
        return current; // somebody else was first after all
      }
      throw error;
    }
  }

  return async (workspace) => {
    const app = await secrets.app();
    const isDue = (install: InstallSecret): boolean =>
      install.expiresAt === undefined ? app.tokenRotation === true : install.expiresAt - now() <= EARLY;
    const known = await readAnew(workspace);
    if (!isDue(known)) {
      return known;
    }
    const lease = await leases.take([`slack-install-${workspace}`]);
    try {
      const current = await readAnew(workspace);
      return isDue(current) ? await renew(app, current) : current;
    } finally {
      await lease?.release();
    }
  };
}

async function askForPair(
  slackApiUrl: string,
  { clientId = '', clientSecret = '' }: AppSecret,
  { workspace, botToken, refreshToken, expiresAt }: InstallSecret,
): Promise<TokenPair> {
  const client = oauthClient(slackApiUrl);
  const credentials = { client_id: clientId, client_secret: clientSecret };
  const answer = await askSlack(
    () =>
      refreshToken === undefined
        ? client.oauth.v2.exchange({ ...credentials, token: botToken })
        : client.oauth.v2.access({
            ...credentials,
            grant_type: 'refresh_token',
            refresh_token: refreshToken,
          }),
    (code) => notRenewed(workspace, code, expiresAt),
  );
  return TokenPair.parse(answer);
}

function notRenewed(workspace: string, code: string, expiresAt: number | undefined): ConfigurationError {
  return new ConfigurationError(
    'TOKEN_NOT_RENEWED',
    `Slack does not renew the token of ${workspace}: ${code}`,
    {
      userMessage: `Slack did not renew the key of Mesh to workspace ${workspace} (${code}). An operator has to look at the client id and secret in data-mesh/slack/app, or install the app there again at /slack/install.`,
      details: { workspace, code, ...(expiresAt === undefined ? {} : { expiresAt }) },
    },
  );
}
