import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Catalogue, Jobs } from '../handlers/ports.ts';
import { MeshError } from '../mesh/errors.ts';
import { installPage } from './install-pages.ts';
import { makeInstallState, readInstallState } from './install-state.ts';
import { BOT_SCOPES } from './slack-scopes.ts';
import type { SlackSecrets } from './slack-secrets.ts';

const INSTALL_PATH = '/slack/install';
const REDIRECT_PATH = '/slack/oauth_redirect';
const COOKIE = 'mesh_install';
const AGAIN = { href: INSTALL_PATH, label: 'Begin again' };

export function isInstallPath(path: string): boolean {
  return path === INSTALL_PATH || path === REDIRECT_PATH;
}

export interface InstallFlow {
  readonly secrets: Pick<SlackSecrets, 'app'>;
  readonly jobs: Jobs;
  readonly catalogue: Pick<Catalogue, 'installOutcome'>;
  /** `https://slack.com/api/`, or the stand-in's. */
  readonly slackApiUrl: string;
  /** Epoch seconds. */
  readonly now: () => number;
}

/**
 * The way by which further workspaces install the app. This function writes nothing: the state is signed and bound to the browser by a
 * cookie, and the code, which lives for ten minutes, goes to the worker in one job.
 * @see https://docs.slack.dev/authentication/installing-with-oauth
 */
export async function installFlow(
  flow: InstallFlow,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    return await answer(flow, event);
  } catch (error) {
    if (error instanceof MeshError) {
      return installPage({
        status: 503,
        title: 'Not now',
        sentence: `${error.userMessage} Nothing was installed.`,
        next: AGAIN,
      });
    }
    throw error;
  }
}

async function answer(
  flow: InstallFlow,
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { clientId, clientSecret } = await flow.secrets.app();
  if (!clientId || !clientSecret) {
    return installPage({
      status: 404,
      title: 'One workspace only',
      sentence:
        'This installation of Mesh serves one workspace, so it cannot be added to others. An operator can put the client id and secret of the Slack app into the secret data-mesh/slack/app.',
    });
  }
  const query = new URLSearchParams(event.rawQueryString);
  if (event.rawPath === INSTALL_PATH) {
    return begin(flow, event, clientId, clientSecret);
  }
  const outcome = query.get('outcome');
  return outcome === null ? finish(flow, event, query, clientSecret) : tell(flow, outcome);
}

function begin(
  { slackApiUrl, now }: InstallFlow,
  event: APIGatewayProxyEventV2,
  clientId: string,
  clientSecret: string,
): APIGatewayProxyStructuredResultV2 {
  const { nonce, state } = makeInstallState(clientSecret, now());
  const consent = new URL('/oauth/v2/authorize', slackApiUrl);
  consent.search = new URLSearchParams({
    client_id: clientId,
    scope: BOT_SCOPES.join(','),
    state,
  }).toString();
  return installPage({
    status: 200,
    title: 'Add Mesh to your workspace',
    sentence:
      'Slack will ask which workspace, and show what Mesh may use there. The workspace has to be known to the mesh: a mesh admin names it with the first team or among the admins.',
    next: { href: consent.href, label: 'Add to Slack' },
    cookies: [cookie(event, nonce, 600)],
  });
}

async function finish(
  { jobs, now }: InstallFlow,
  event: APIGatewayProxyEventV2,
  query: URLSearchParams,
  clientSecret: string,
): Promise<APIGatewayProxyStructuredResultV2> {
  const cookies = [cookie(event, '', 0)];
  const read = readInstallState(clientSecret, now(), query.get('state') ?? '', nonceOf(event));
  if ('fault' in read) {
    const sentence =
      read.fault === 'expired'
        ? 'More than ten minutes have passed since you began. Nothing was installed.'
        : 'This link was used already, or was begun in another browser. Nothing was installed by it.';
    return installPage({ status: 400, title: 'Not installed', sentence, next: AGAIN, cookies });
  }
  const code = query.get('code');
  if (query.get('error') !== null || !code || code.length > 500) {
    const sentence =
      query.get('error') === 'access_denied'
        ? 'You cancelled in Slack. Nothing was installed.'
        : 'Slack sent no code. Nothing was installed.';
    return installPage({ status: 200, title: 'Not installed', sentence, next: AGAIN, cookies });
  }
  const { nonce } = read;
  await jobs.send({
    kind: 'install',
    id: `install-${nonce}`,
    at: now(),
    workspace: '-',
    user: '-',
    reply: {},
    code,
    nonce,
  });
  // Another address, so that asking again does not carry the code.
  return {
    statusCode: 303,
    headers: { location: `${REDIRECT_PATH}?outcome=${nonce}`, 'cache-control': 'no-store' },
    cookies,
    body: '',
  };
}

async function tell({ catalogue }: InstallFlow, nonce: string): Promise<APIGatewayProxyStructuredResultV2> {
  const found = /^[\w-]{32}$/.test(nonce) ? await catalogue.installOutcome(nonce) : undefined;
  return found
    ? installPage({
        status: 200,
        title: found.installed ? 'Mesh is installed' : 'Not installed',
        sentence: found.sentence,
        ...(found.installed ? {} : { next: AGAIN }),
      })
    : installPage({
        status: 200,
        title: 'One moment',
        sentence:
          'Mesh asks Slack for its key to the workspace. This page shows the outcome by itself; if it still says this after ten minutes, begin again.',
        next: AGAIN,
        again: true,
      });
}

/** Lax: the browser has to bring it when Slack sends it back here. Not Secure on the laptop only, which has no https. */
function cookie({ headers }: APIGatewayProxyEventV2, value: string, seconds: number): string {
  const isLaptop = /^(127\.0\.0\.1|localhost)(:|$)/.test(headers['host'] ?? '');
  return `${COOKIE}=${value}; Max-Age=${seconds}; Path=/slack; HttpOnly; SameSite=Lax${isLaptop ? '' : '; Secure'}`;
}

/** API Gateway hands cookies over apart from the headers. */
function nonceOf({ cookies = [], headers }: APIGatewayProxyEventV2): string | undefined {
  const all = [...cookies, ...(headers['cookie'] ?? '').split(';')].map((each) => each.trim());
  return all.find((each) => each.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) || undefined;
}
