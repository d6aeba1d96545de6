import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import { findChannel } from './find-channel.ts';
import { type Method, readArgs } from './method.ts';

const Args = z.object({ channel: z.string(), message_ts: z.string() });

/** @see https://docs.slack.dev/reference/methods/chat.getPermalink */
export const chatGetPermalink: Method = {
  name: 'chat.getPermalink',
  scopes: [],
  rate: 'special',
  run(call) {
    const { channel: id, message_ts: ts } = readArgs(call, Args);
    const channel = findChannel(call, id);
    if (!channel.messages.some((message) => message.ts === ts)) {
      throw new SlackFault('message_not_found');
    }
    return { channel: id, permalink: `${call.core.baseUrl()}/archives/${id}/p${ts.replace('.', '')}` };
  },
};
