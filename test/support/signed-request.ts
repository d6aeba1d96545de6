import { createHmac, randomUUID } from 'node:crypto';
import type { Laptop } from '../../local/start.ts';

export interface SignedOptions {
  readonly secret?: string;
  /** Seconds by which the timestamp is off. */
  readonly skew?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts to the app's URL as Slack would, signed: for requests that a well-behaved client cannot send any more. A text goes as it is. */
export async function postSigned(
  laptop: Laptop,
  payload: unknown,
  { secret, skew = 0, headers = {} }: SignedOptions = {},
): Promise<{ status: number; body: string }> {
  const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const body = new URLSearchParams({ payload: text }).toString();
  const timestamp = Math.floor(laptop.clock.now() / 1000) + skew;
  const signature = createHmac('sha256', secret ?? laptop.seeded.signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  const response = await fetch(`${laptop.url}/slack/events`, {
    method: 'POST',
    headers: {
      ...headers,
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(timestamp),
      'x-slack-signature': `v0=${signature}`,
    },
    body,
  });
  return { status: response.status, body: await response.text() };
}

export interface Click {
  readonly user: string;
  readonly channel: string;
  readonly ts: string;
  readonly actionId: string;
  readonly value: string;
  readonly workspace?: string;
  readonly enterprise?: string;
  readonly actionTs?: string;
}

/** A `block_actions` payload of a button in a message. Without a response URL, so that answers come as ephemerals in the channel. */
export function click({
  user,
  channel,
  ts,
  actionId,
  value,
  workspace = 'T0MESH',
  enterprise,
  actionTs,
}: Click): unknown {
  return {
    type: 'block_actions',
    user: { id: user, username: user, name: user, team_id: workspace },
    api_app_id: 'A0MESH',
    token: 'verification',
    container: { type: 'message', message_ts: ts, channel_id: channel, is_ephemeral: false },
    trigger_id: `1.2.${randomUUID()}`,
    team: { id: workspace, domain: 'sample' },
    enterprise: enterprise ? { id: enterprise, name: 'Sample' } : null,
    is_enterprise_install: false,
    channel: { id: channel, name: 'a-channel' },
    message: { type: 'message', ts, text: '' },
    actions: [
      {
        type: 'button',
        action_id: actionId,
        block_id: 'decide',
        text: { type: 'plain_text', text: 'Approve' },
        value,
        action_ts: actionTs ?? `${Date.now() / 1000}`,
      },
    ],
  };
}

export interface Submission {
  readonly user: string;
  readonly view: unknown;
}

export function submission({ user, view }: Submission): unknown {
  return {
    type: 'view_submission',
    team: { id: 'T0MESH', domain: 'sample' },
    user: { id: user, username: user, name: user, team_id: 'T0MESH' },
    api_app_id: 'A0MESH',
    token: 'verification',
    trigger_id: `1.2.${randomUUID()}`,
    enterprise: null,
    is_enterprise_install: false,
    response_urls: [],
    view,
  };
}
