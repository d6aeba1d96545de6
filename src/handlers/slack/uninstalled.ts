import type { App } from '@slack/bolt';
import type { SlackDependencies } from './register-handlers.ts';

interface Envelope {
  readonly event_id: string;
  readonly team_id?: string;
  readonly enterprise_id?: string;
}

/** `app_uninstalled`, and `tokens_revoked` where the bot's token is among them: one job. Bolt asks for no token for these two. */
export function registerUninstalled(app: App, { jobs, now }: SlackDependencies): void {
  const tell = ({ event_id: id, team_id, enterprise_id }: Envelope): Promise<void> =>
    jobs.send({
      kind: 'uninstalled',
      id,
      at: now(),
      workspace: team_id ?? enterprise_id ?? '',
      ...(enterprise_id ? { enterprise: enterprise_id } : {}),
      user: '-',
      reply: {},
    });
  app.event('app_uninstalled', async ({ body }) => tell(body));
  app.event('tokens_revoked', async ({ event, body }) => {
    if ((event.tokens.bot ?? []).length > 0) {
      await tell(body);
    }
  });
}
