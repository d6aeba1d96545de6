import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import { channelToPostTo } from './find-channel.ts';
import { messageContent } from './message-content.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({ channel: z.string(), user: z.string(), thread_ts: z.string().optional() });

/** @see https://docs.slack.dev/reference/methods/chat.postEphemeral */
export const chatPostEphemeral: Method = {
  name: 'chat.postEphemeral',
  scopes: ['chat:write'],
  rate: 'tier4',
  run(call) {
    const { core } = call;
    const { channel: id, user, thread_ts: threadTs } = readArgs(call, Args);
    const channel = channelToPostTo(call, id);
    const content = messageContent(call.args);
    if (!channel.members.includes(user)) {
      throw new SlackFault('user_not_in_channel');
    }
    const { ts } = core.ephemerals.add({
      ts: core.world.nextTs(channel.id),
      user,
      channel: channel.id,
      text: content.text,
      from: 'app',
      ...(content.blocks ? { blocks: content.blocks } : {}),
      ...(threadTs === undefined ? {} : { threadTs }),
    });
    return { message_ts: ts };
  },
};
