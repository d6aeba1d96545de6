import * as z from 'zod';
import type { Message } from '../state/world.ts';
import { channelToPostTo } from './find-channel.ts';
import { messageContent } from './message-content.ts';
import { messageJson } from './message-json.ts';
import { formFlag, type Method, readArgs } from './method.ts';

const Args = z.object({
  channel: z.string(),
  thread_ts: z.string().optional(),
  reply_broadcast: formFlag.optional(),
});

/** @see https://docs.slack.dev/reference/methods/chat.postMessage */
export const chatPostMessage: Method = {
  name: 'chat.postMessage',
  scopes: ['chat:write'],
  rate: 'special',
  run(call) {
    const { core, installation } = call;
    const { channel: id, thread_ts: threadTs, reply_broadcast: broadcast } = readArgs(call, Args);
    const channel = channelToPostTo(call, id);
    core.limits.take(`post:${channel.id}`, 'channel');
    const content = messageContent(call.args);
    // A reply to a message that is gone becomes a message of the channel, without an error.
    // @see https://github.com/slack-go/slack/issues/1571
    const thread = channel.messages.some(({ ts }) => ts === threadTs) ? threadTs : undefined;
    const { botUserId, botId } = core.world.workspace(installation.teamId);
    const message: Message = {
      ts: core.world.nextTs(channel.id),
      user: botUserId,
      botId,
      appId: core.world.appId,
      ...content,
      ...(thread === undefined ? {} : { threadTs: thread }),
      ...(broadcast === true ? { broadcast } : {}),
    };
    core.world.commit({ type: 'message-posted', channel: channel.id, message });
    return {
      channel: channel.id,
      ts: message.ts,
      message: messageJson(message, installation.teamId, core.world),
    };
  },
};
