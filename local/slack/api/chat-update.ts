import * as z from 'zod';
import { LIMITS } from '../../../src/blocks/limits.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Channel, Json, Message } from '../state/world.ts';
import { findChannel } from './find-channel.ts';
import { messageContent } from './message-content.ts';
import { messageJson } from './message-json.ts';
import { type Call, type Method, readArgs } from './method.ts';

const Args = z.object({ channel: z.string(), ts: z.string() });

/** @see https://docs.slack.dev/reference/methods/chat.update */
export const chatUpdate: Method = {
  name: 'chat.update',
  scopes: ['chat:write'],
  rate: 'tier3',
  run(call) {
    const { core, installation } = call;
    const { channel, message } = ownMessage(call, 'cant_update_message');
    const content = messageContent(call.args);
    if ([...content.text].length > LIMITS.message.updateText) {
      throw new SlackFault('msg_too_long');
    }
    if (isRichText(message.blocks) !== isRichText(content.blocks) && message.blocks && content.blocks) {
      throw new SlackFault('block_mismatch');
    }
    const { blocks: _blocks, attachments: _attachments, ...kept } = message;
    // Text alone drops the blocks that were there, as in Slack.
    const updated: Message = {
      ...kept,
      ...content,
      edited: { user: message.user, ts: core.world.nextTs(channel.id) },
    };
    core.world.commit({ type: 'message-changed', channel: channel.id, message: updated });
    return {
      channel: channel.id,
      ts: message.ts,
      text: updated.text,
      message: messageJson(updated, installation.teamId, core.world),
    };
  },
};

/** @see https://docs.slack.dev/reference/methods/chat.delete */
export const chatDelete: Method = {
  name: 'chat.delete',
  scopes: ['chat:write'],
  rate: 'tier3',
  run(call) {
    const { channel, message } = ownMessage(call, 'cant_delete_message');
    call.core.world.commit({ type: 'message-deleted', channel: channel.id, ts: message.ts });
    return { channel: channel.id, ts: message.ts };
  },
};

/** A message that this app posted; ephemeral ones have no history, so they are never found. */
function ownMessage(call: Call, notOurs: string): { readonly channel: Channel; readonly message: Message } {
  const { channel: id, ts } = readArgs(call, Args);
  const channel = findChannel(call, id);
  const message = channel.messages.find((candidate) => candidate.ts === ts);
  if (!message) {
    throw new SlackFault('message_not_found');
  }
  if (message.user !== call.core.world.workspace(call.installation.teamId).botUserId) {
    throw new SlackFault(notOurs);
  }
  return { channel, message };
}

function isRichText(blocks: readonly Json[] | undefined): boolean {
  return blocks?.length === 1 && blocks[0]?.['type'] === 'rich_text';
}
