import type { Logger } from '@aws-lambda-powertools/logger';
import type { KnownBlock } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { typed } from '../blocks/text.ts';
import type { SlackClients } from './slack-clients.ts';
import type { Delivery, KeptMessage, MessageOutbox } from './slack-table/message-outbox.ts';

export interface DeliveryParts {
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly outbox: Pick<MessageOutbox, 'find' | 'markPosted'>;
  readonly clients: SlackClients;
  /** Where to say that a message found no place. */
  readonly adminChannel: () => Promise<string | undefined>;
}

/** The message is gone or cannot be edited any more: it is posted anew. */
const POST_ANEW = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found'];
/** Nothing that waiting would mend. */
const PERMANENT = [
  'channel_not_found',
  'not_in_channel',
  'is_archived',
  'account_inactive',
  'token_revoked',
  'restricted_action',
  'invalid_blocks',
  'msg_too_long',
  'msg_blocks_too_long',
  'invalid_arguments',
  'cannot_dm_bot',
  'user_not_found',
];

/** Shows the newest kept content; what Slack shows already, or what a later delivery will bring, is passed over. */
export async function deliverMessage(parts: DeliveryParts, delivery: Delivery): Promise<void> {
  const { outbox, clients, log } = parts;
  const message = await outbox.find(delivery.subscriptionId, delivery.key);
  if (!message || message.Order > delivery.order || (message.PostedOrder ?? '') >= message.Order) {
    return; // superseded or shown already
  }
  const client = await clients(message.Workspace);
  try {
    const posted = await show(parts, client, message);
    await outbox.markPosted(message, posted);
    log.info('message delivered', { subscription_id: message.SubscriptionId, key: message.Key });
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    if (code === undefined || !PERMANENT.includes(code)) {
      throw error;
    }
    await tellAdmins(parts, client, message, code);
  }
}

async function show(
  { outbox }: DeliveryParts,
  client: WebClient,
  message: KeptMessage,
): Promise<{ channel: string; ts: string }> {
  const content = { text: message.Text, blocks: readBlocks(message.Blocks) };
  if (message.PostedChannel && message.PostedTs) {
    try {
      await client.chat.update({ channel: message.PostedChannel, ts: message.PostedTs, ...content });
      return { channel: message.PostedChannel, ts: message.PostedTs };
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError && POST_ANEW.includes(error.data.error))) {
        throw error;
      }
    }
  }
  const parent = message.ThreadOf ? await outbox.find(message.SubscriptionId, message.ThreadOf) : undefined;
  const { channel = message.Channel, ts = '' } = await client.chat.postMessage({
    channel: message.Channel,
    ...content,
    ...(parent?.PostedTs ? { thread_ts: parent.PostedTs } : {}),
    unfurl_links: false,
  });
  return { channel, ts };
}

function readBlocks(text: string): KnownBlock[] {
  return JSON.parse(text);
}

/** A notice that found no place is told to the admins once, with the reason; it never holds up what it is about. */
async function tellAdmins(
  { adminChannel, outbox, log }: DeliveryParts,
  client: WebClient,
  message: KeptMessage,
  code: string,
): Promise<void> {
  log.error('a message found no place in Slack', {
    subscription_id: message.SubscriptionId,
    key: message.Key,
    code,
  });
  const channel = await adminChannel();
  if (!channel || channel === message.Channel) {
    return;
  }
  const text = `A message for ${typed(message.Channel, 40)} could not be shown (${code}): ${message.Text}`;
  const { ts = '' } = await client.chat.postMessage({ channel, text });
  await outbox.markPosted(message, { channel, ts });
}
