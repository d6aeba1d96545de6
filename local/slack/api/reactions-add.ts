import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import { findChannel, isBotIn } from './find-channel.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({ channel: z.string(), timestamp: z.string(), name: z.string().min(1) });

/** @see https://docs.slack.dev/reference/methods/reactions.add */
export const reactionsAdd: Method = {
  name: 'reactions.add',
  scopes: ['reactions:write'],
  rate: 'tier3',
  run(call) {
    const { channel: id, timestamp, name } = readArgs(call, Args);
    const channel = findChannel(call, id);
    if (!isBotIn(call.core, channel)) {
      throw new SlackFault('not_in_channel');
    }
    const message = channel.messages.find(({ ts }) => ts === timestamp);
    if (!message) {
      throw new SlackFault('message_not_found');
    }
    const { botUserId } = call.core.world.workspace(channel.teamId);
    const before = message.reactions ?? [];
    const own = before.find((reaction) => reaction.name === name);
    if (own?.users.includes(botUserId)) {
      throw new SlackFault('already_reacted');
    }
    const reactions = [
      ...before.filter((reaction) => reaction.name !== name),
      { name, users: [...(own?.users ?? []), botUserId] },
    ];
    call.core.world.commit({ type: 'message-changed', channel: id, message: { ...message, reactions } });
    return {};
  },
};
