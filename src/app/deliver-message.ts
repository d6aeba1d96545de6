import type { Logger } from '@aws-lambda-powertools/logger';
import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { clip, typed } from '../blocks/text.ts';
import { ConfigurationError } from '../mesh/errors.ts';
import { DEAD_TOKEN } from './dead-token.ts';
import type { SlackClients } from './slack-clients.ts';
import type { Delivery, KeptMessage, MessageOutbox } from './slack-table/message-outbox.ts';
import { contentOf, MOST_UNKNOWN, type Shown, shownWith } from './thread-lines.ts';

export interface DeliveryParts {
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly outbox: Pick<MessageOutbox, 'find' | 'list' | 'markPosted' | 'markRefused' | 'countPost'>;
  readonly clients: SlackClients;
  /** Where to say that a message found no place. */
  readonly adminChannel: () => Promise<string | undefined>;
}

/** The message is gone or cannot be edited any more: it is posted anew. */
const POST_ANEW = ['message_not_found', 'cant_update_message', 'edit_window_closed', 'channel_not_found'];
/** Slack's own trouble, which waiting mends. Every other refusal stays one however often it is tried. */
const TRANSIENT = [
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'request_timeout',
  'ratelimited',
  'rate_limited',
  'token_expired', // the worker renews it at the next tick of the schedule
];

/**
 * Shows the newest kept content; what Slack shows already, or what a later delivery will bring, is passed over. Throws `ParentToComeError` where it
 * is a line of a thread that does not exist yet, unless there was waiting enough: better beside its thread than nowhere.
 */
export async function deliverMessage(
  parts: DeliveryParts,
  delivery: Delivery,
  { mayWait }: { readonly mayWait: boolean },
): Promise<void> {
  const { outbox, clients, log } = parts;
  const message = await outbox.find(delivery.subscriptionId, delivery.key);
  if (!message || message.Order > delivery.order || (message.PostedOrder ?? '') >= message.Order) {
    return; // superseded or shown already
  }
  const fields = { subscription_id: message.SubscriptionId, key: message.Key };
  if ((message.UnknownPosts ?? 0) >= MOST_UNKNOWN) {
    log.error('Slack did not say whether it took a message; it is not posted again', fields);
    return;
  }
  const shown = await shownWith(outbox, message, mayWait);
  try {
    await outbox.markPosted(shown.parts, await showWithLivingToken(parts, message, shown));
    log.info('message delivered', fields);
  } catch (error) {
    if (error instanceof ConfigurationError && error.code === 'NOT_INSTALLED') {
      log.error('a message found no place in Slack', { ...fields, code: 'not_installed' });
      await outbox.markRefused(shown.parts);
      return;
    }
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    if (code === undefined || TRANSIENT.includes(code)) {
      throw error;
    }
    await outbox.markRefused(shown.parts);
    await tellAdmins(parts, await clients(message.Workspace, message.Enterprise), message, shown, code);
  }
}

/** A token that Slack refuses may have been replaced since it was read: the app was installed again. */
async function showWithLivingToken(
  parts: DeliveryParts,
  message: KeptMessage,
  shown: Shown,
): Promise<Posted> {
  const { Workspace, Enterprise } = message;
  try {
    return await show(parts, await parts.clients(Workspace, Enterprise), message, shown);
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError && DEAD_TOKEN.includes(error.data.error))) {
      throw error;
    }
    return show(parts, await parts.clients(Workspace, Enterprise, { refresh: true }), message, shown);
  }
}

async function show(
  parts: DeliveryParts,
  client: WebClient,
  message: KeptMessage,
  shown: Shown,
): Promise<Posted> {
  if (message.PostedChannel && message.PostedTs) {
    const place = { channel: message.PostedChannel, ts: message.PostedTs };
    try {
      await client.chat.update({ ...place, ...contentOf(...shown.parts) });
      return place;
    } catch (error) {
      if (!(error instanceof WebAPIPlatformError && POST_ANEW.includes(error.data.error))) {
        throw error;
      }
    }
  }
  try {
    return await post(parts, client, message, shown);
  } catch (error) {
    if (shown.thread && error instanceof WebAPIPlatformError && error.data.error === 'thread_not_found') {
      return post(parts, client, message, { parts: shown.parts });
    }
    throw error;
  }
}

interface Posted {
  readonly channel: string;
  readonly ts: string;
}

/** Slack offers no key that would make a post happen once: it is counted before, and taken off the count when it certainly did not happen. */
async function post(
  { outbox }: DeliveryParts,
  client: WebClient,
  message: KeptMessage,
  shown: Shown,
): Promise<Posted> {
  await outbox.countPost(shown.parts, 1);
  try {
    const { channel = message.Channel, ts = '' } = await client.chat.postMessage({
      channel: message.Channel,
      ...contentOf(...shown.parts),
      ...(shown.thread ? { thread_ts: shown.thread } : {}),
      unfurl_links: false,
    });
    return { channel, ts };
  } catch (error) {
    if (error instanceof WebAPIPlatformError || error instanceof WebAPIRateLimitedError) {
      await outbox.countPost(shown.parts, -1);
    }
    throw error;
  }
}

/** A notice that found no place is told to the admins once, with the reason; it never holds up what it is about. */
async function tellAdmins(
  { adminChannel, log }: DeliveryParts,
  client: WebClient,
  message: KeptMessage,
  shown: Shown,
  code: string,
): Promise<void> {
  const fields = { subscription_id: message.SubscriptionId, key: message.Key, code };
  log.error('a message found no place in Slack', fields);
  const channel = await adminChannel();
  if (!channel || channel === message.Channel) {
    return;
  }
  const text = `A message for <#${message.Channel}> could not be shown there (${typed(code, 60)}). It says: ${contentOf(...shown.parts).text}`;
  try {
    await client.chat.postMessage({ channel, text: clip(text, 3900) });
  } catch (error) {
    if (!(error instanceof WebAPIPlatformError)) {
      throw error;
    }
    log.error('the admin channel could not be told either', { ...fields, admin_code: error.data.error });
  }
}
