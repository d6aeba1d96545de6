import { messageJson } from '../api/message-json.ts';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import { issueReplyUrl } from '../reply-urls.ts';
import { type Outcome, watchOutcome } from './outcome.ts';
import { actor, channelJson, channelOf, payloadBase } from './payload.ts';
import { sendPayload } from './send-payload.ts';

export interface Shortcut {
  readonly user: string;
  readonly callback_id: string;
  /** For a message shortcut: the message it was chosen on. */
  readonly channel?: string | undefined;
  readonly ts?: string | undefined;
}

/** A person chooses a shortcut, global or on a message. @see https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload */
export async function useShortcut(
  core: Core,
  { user, callback_id: callbackId, channel: channelId, ts }: Shortcut,
): Promise<Outcome> {
  const person = actor(core, user);
  const type = channelId === undefined ? 'global' : 'message';
  const known = core.manifest.features.shortcuts?.find(
    (shortcut) => shortcut.callback_id === callbackId && shortcut.type === type,
  );
  if (!known) {
    throw new BadInput(`the manifest has no ${type} shortcut ${callbackId}`, 404);
  }
  const outcome = watchOutcome(core, person);
  const base = {
    ...payloadBase(core, person),
    callback_id: callbackId,
    action_ts: (core.clock.now() / 1000).toFixed(6),
    trigger_id: core.triggers.issue(person.id, person.teamId),
  };
  if (channelId === undefined) {
    return outcome(await sendPayload(core, user, { type: 'shortcut', ...base }));
  }
  const channel = channelOf(core, person, channelId);
  const message = channel.messages.find((candidate) => candidate.ts === ts);
  if (!message) {
    throw new BadInput(`there is no message ${ts ?? ''} in ${channel.name}`, 404);
  }
  return outcome(
    await sendPayload(core, user, {
      type: 'message_action',
      ...base,
      channel: channelJson(channel),
      message: messageJson(message, channel.teamId, core.world),
      message_ts: message.ts,
      response_url: issueReplyUrl(core, { user, channel: channel.id, messageTs: message.ts }),
    }),
  );
}
