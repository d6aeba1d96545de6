import { SlackError, WebAPIPlatformError } from '@slack/web-api';
import type { SlackFault, SlackProbe } from '../handlers/doctor/slack-probe.ts';
import { UpstreamError } from '../mesh/errors.ts';
import type { SlackClients } from './slack-clients.ts';

/** Questions to Slack's Web API that change nothing. */
export function createSlackProbe(clients: SlackClients): SlackProbe {
  return {
    async scopes({ workspace, enterprise }) {
      const client = await clients(workspace, enterprise);
      try {
        // The scopes of a token come with every answer to it, in a header that the client puts here.
        const { response_metadata: metadata } = await client.auth.test();
        return metadata?.scopes ?? [];
      } catch (cause) {
        if (cause instanceof SlackError) {
          throw new UpstreamError('SLACK_REFUSED', `auth.test of ${workspace}: ${codeOf(cause)}`, {
            retryable: false,
            userMessage: `Slack did not accept the app's token there (${codeOf(cause)}).`,
            cause,
          });
        }
        throw cause;
      }
    },
    async user({ workspace, enterprise }, id) {
      const client = await clients(workspace, enterprise);
      return asked(async () => {
        const { user } = await client.users.info({ user: id });
        return user?.deleted
          ? 'is deactivated in Slack'
          : user?.is_bot
            ? 'is a bot'
            : user?.is_restricted || user?.is_ultra_restricted
              ? 'is a guest, who may do nothing in the mesh'
              : undefined;
      });
    },
    async group({ workspace, enterprise }, id) {
      const client = await clients(workspace, enterprise);
      return asked(async () => {
        const { users = [] } = await client.usergroups.users.list({ usergroup: id });
        return users.length === 0 ? 'has nobody in it' : undefined;
      });
    },
    async channel({ workspace, enterprise }, id) {
      const client = await clients(workspace, enterprise);
      return asked(async () => {
        const { channel } = await client.conversations.info({ channel: id });
        return channel?.is_archived
          ? 'is archived'
          : channel?.is_member
            ? undefined
            : 'does not have the app in it';
      });
    },
  };
}

/** Refusals that say something about the app's rights or Slack's state, and nothing about what was asked for. */
const UNASKED = ['missing_scope', 'ratelimited', 'internal_error', 'fatal_error', 'service_unavailable'];

async function asked(ask: () => Promise<string | undefined>): Promise<SlackFault | undefined> {
  try {
    const says = await ask();
    return says === undefined ? undefined : { kind: 'wrong', says };
  } catch (error) {
    if (error instanceof WebAPIPlatformError && !UNASKED.includes(error.data.error)) {
      return { kind: 'wrong', says: `could not be found: Slack answered ${error.data.error}` };
    }
    if (error instanceof SlackError) {
      return { kind: 'unasked', says: `could not be checked: Slack answered ${codeOf(error)}` };
    }
    throw error;
  }
}

function codeOf(error: SlackError): string {
  return error instanceof WebAPIPlatformError ? error.data.error : 'nothing that could be used';
}
