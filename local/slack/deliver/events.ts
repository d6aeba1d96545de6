import { randomBytes } from 'node:crypto';
import type { Core } from '../core.ts';
import type { Json } from '../state/world.ts';
import type { Timers } from '../timers.ts';
import type { Delivered } from './deliver.ts';

/** Waits before each retry. @see https://docs.slack.dev/apis/events-api#retries */
const RETRY_AFTER_MS = [0, 60_000, 300_000] as const;

/** Tells the app of an event that its manifest subscribes to; retries three times. Resolves after the first try. */
export type SendEvent = (teamId: string, event: Json) => Promise<Delivered | undefined>;

export function createEvents(core: Core, timers: Timers): SendEvent {
  const subscribed = new Set(core.manifest.settings.event_subscriptions?.bot_events ?? []);
  return async (teamId, event) => {
    const type = String(event['type']);
    if (!subscribed.has(type)) {
      return undefined;
    }
    const envelope = envelopeOf(core, teamId, event);
    const attempt = async (retry: number, reason?: string): Promise<Delivered> => {
      const delivered = await core.deliver({
        kind: `event:${type}`,
        contentType: 'application/json',
        body: JSON.stringify(envelope),
        shown: envelope,
        headers:
          reason === undefined ? {} : { 'x-slack-retry-num': String(retry), 'x-slack-retry-reason': reason },
      });
      const wait = RETRY_AFTER_MS[retry];
      if (delivered.error && wait !== undefined && delivered.headers['x-slack-no-retry'] !== '1') {
        timers.after(wait, () => void attempt(retry + 1, delivered.reason ?? 'unknown_error'));
      }
      return delivered;
    };
    return attempt(0);
  };
}

function envelopeOf({ world, clock }: Core, teamId: string, event: Json): Json {
  const { enterprise, botUserId } = world.workspace(teamId);
  return {
    token: 'verification-token-of-the-stand-in',
    team_id: teamId,
    ...(enterprise ? { enterprise_id: enterprise.id } : {}),
    context_team_id: teamId,
    context_enterprise_id: enterprise?.id ?? null,
    api_app_id: world.appId,
    event,
    type: 'event_callback',
    event_id: `Ev${randomBytes(8).toString('hex').slice(0, 10).toUpperCase()}`,
    event_time: Math.floor(clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterprise?.id ?? null,
        team_id: teamId,
        user_id: botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}
