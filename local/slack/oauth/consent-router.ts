import express, { type Request, type Response, Router } from 'express';
import { onlyFromHere } from '../control/only-from-here.ts';
import type { Core } from '../core.ts';
import { consentPage, refusalPage } from './consent-page.ts';

interface Asked {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly state: string;
}

/** `/oauth/v2/authorize`: a person lets the app into a workspace. @see https://docs.slack.dev/authentication/installing-with-oauth */
export function createConsentRouter(core: Core): Router {
  const router = Router();
  router.use(onlyFromHere(core.baseUrl, 'application/x-www-form-urlencoded'));
  router.get('/authorize', (request: Request, response: Response) => {
    const asked = read(core, request.query);
    const refusal = refuse(core, asked);
    response.type('html').set('content-security-policy', POLICY);
    response.status(refusal ? 400 : 200).send(refusal ? refusalPage(refusal) : consentPage(core, asked));
  });
  router.post(
    '/authorize',
    express.urlencoded({ extended: false }),
    (request: Request, response: Response) => {
      const asked = read(core, request.body);
      const teamId = String(request.body['team']);
      const workspace = core.world.workspaces.find(({ id }) => id === teamId);
      const refusal = refuse(core, asked) ?? (workspace ? undefined : 'invalid_team');
      if (refusal || !workspace) {
        response
          .status(400)
          .type('html')
          .send(refusalPage(refusal ?? 'invalid_team'));
        return;
      }
      const back = new URL(asked.redirectUri);
      if (request.body['answer'] === 'allow') {
        const user = workspace.users.find(({ isAdmin }) => isAdmin)?.id ?? workspace.users[0]?.id ?? '';
        const code = core.codes.issue({ teamId, user, scopes: asked.scopes, redirectUri: asked.redirectUri });
        back.searchParams.set('code', code);
      } else {
        back.searchParams.set('error', 'access_denied');
      }
      back.searchParams.set('state', asked.state);
      response.redirect(302, back.toString());
    },
  );
  return router;
}

const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

function read(core: Core, given: Readonly<Record<string, unknown>>): Asked {
  const text = (name: string): string => (typeof given[name] === 'string' ? given[name] : '');
  return {
    clientId: text('client_id'),
    scopes: text('scope')
      .split(',')
      .filter((scope) => scope !== ''),
    redirectUri: text('redirect_uri') || (redirectUrls(core)[0] ?? ''),
    state: text('state'),
  };
}

function refuse(core: Core, { clientId, scopes, redirectUri }: Asked): string | undefined {
  const { bot, bot_optional: optional = [] } = core.manifest.oauth_config.scopes;
  if (clientId !== core.client.id) {
    return 'invalid_client_id';
  }
  if (!redirectUrls(core).some((known) => redirectUri === known || redirectUri.startsWith(`${known}/`))) {
    return 'bad_redirect_uri';
  }
  return scopes.length === 0 || scopes.some((scope) => !bot.includes(scope) && !optional.includes(scope))
    ? 'invalid_scope'
    : undefined;
}

/** The manifest's redirect URLs, with the app's own address in place of `https://HOST`. */
function redirectUrls({ manifest, appUrl }: Core): readonly string[] {
  return (manifest.oauth_config.redirect_urls ?? []).map((url) => url.replace(/^https:\/\/HOST/, appUrl()));
}
