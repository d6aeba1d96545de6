import type { SlackAppProbe } from '../handlers/doctor/doctor-ports.ts';
import { BOT_SCOPES } from './slack-scopes.ts';
import type { SlackSecrets } from './slack-secrets.ts';

/** What the app's own secrets say, for the doctor. */
export function createSlackAppProbe(secrets: Pick<SlackSecrets, 'app' | 'install'>): SlackAppProbe {
  return {
    scopes: BOT_SCOPES,
    adminChannel: async () => (await secrets.app()).adminChannel,
    tokenEnd: async ({ workspace, enterprise }) => (await secrets.install(workspace, enterprise)).expiresAt,
  };
}
