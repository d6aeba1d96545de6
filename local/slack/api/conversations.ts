import * as z from 'zod';
import { SlackFault } from '../slack-fault.ts';
import type { Channel, Json } from '../state/world.ts';
import { directMessage, findChannel, isBotIn } from './find-channel.ts';
import { type Call, formFlag, type Method, readArgs } from './method.ts';

const READ = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];

function conversationJson({ core }: Pick<Call, 'core'>, channel: Channel): Json {
  const { botUserId } = core.world.workspace(channel.teamId);
  return {
    id: channel.id,
    ...(channel.isIm
      ? { user: channel.members.find((member) => member !== botUserId) }
      : { name: channel.name, name_normalized: channel.name }),
    is_channel: !channel.isIm && !channel.isPrivate,
    is_group: !channel.isIm && channel.isPrivate,
    is_im: channel.isIm,
    is_private: channel.isPrivate,
    is_archived: channel.isArchived,
    is_member: isBotIn(core, channel),
    is_ext_shared: false,
    context_team_id: channel.teamId,
    num_members: channel.members.length,
    topic: { value: channel.topic ?? '', creator: '', last_set: 0 },
    created: 0,
  };
}

/** `channels:read` for public channels, `groups:read` for private ones, `im:read` for direct messages. */
function readable({ installation }: Pick<Call, 'installation'>, channel: Channel): Channel {
  const needed = channel.isIm ? 'im:read' : channel.isPrivate ? 'groups:read' : 'channels:read';
  if (!installation.scopes.includes(needed)) {
    throw new SlackFault('missing_scope', { needed, provided: installation.scopes.join(',') });
  }
  return channel;
}

/** @see https://docs.slack.dev/reference/methods/conversations.info */
export const conversationsInfo: Method = {
  name: 'conversations.info',
  scopes: READ,
  rate: 'tier3',
  run(call) {
    const { channel } = readArgs(call, z.object({ channel: z.string() }));
    return { channel: conversationJson(call, readable(call, findChannel(call, channel))) };
  },
};

/** @see https://docs.slack.dev/reference/methods/conversations.members */
export const conversationsMembers: Method = {
  name: 'conversations.members',
  scopes: READ,
  rate: 'tier4',
  run(call) {
    const { channel } = readArgs(call, z.object({ channel: z.string() }));
    return page(call, readable(call, findChannel(call, channel)).members, 'members');
  },
};

/** @see https://docs.slack.dev/reference/methods/conversations.list */
export const conversationsList: Method = {
  name: 'conversations.list',
  scopes: READ,
  rate: 'tier2',
  run(call) {
    const { types, exclude_archived: skipArchived } = readArgs(
      call,
      z.object({ types: z.string().default('public_channel'), exclude_archived: formFlag.optional() }),
    );
    const wanted = types.split(',').map((type) => type.trim());
    const channels = [...call.core.world.state.channels.values()].filter(
      (channel) =>
        channel.teamId === call.installation.teamId &&
        wanted.includes(channel.isIm ? 'im' : channel.isPrivate ? 'private_channel' : 'public_channel') &&
        (!channel.isPrivate || isBotIn(call.core, channel)) &&
        !(skipArchived && channel.isArchived),
    );
    return page(
      call,
      channels.map((channel) => conversationJson(call, readable(call, channel))),
      'channels',
    );
  },
};

/** @see https://docs.slack.dev/reference/methods/conversations.open */
export const conversationsOpen: Method = {
  name: 'conversations.open',
  scopes: ['im:write', 'mpim:write'],
  rate: 'tier3',
  run(call) {
    const { users } = readArgs(call, z.object({ users: z.string() }));
    const [user, ...others] = users.split(',');
    if (!user || others.length > 0) {
      throw new SlackFault('not_enough_users');
    }
    return { channel: { id: directMessage(call.core, call.installation.teamId, user).id } };
  },
};

/** @see https://docs.slack.dev/reference/methods/conversations.join */
export const conversationsJoin: Method = {
  name: 'conversations.join',
  scopes: ['channels:join'],
  rate: 'tier3',
  run(call) {
    const channel = findChannel(call, readArgs(call, z.object({ channel: z.string() })).channel);
    if (channel.isArchived) {
      throw new SlackFault('is_archived');
    }
    if (channel.isIm || channel.isPrivate) {
      throw new SlackFault('method_not_supported_for_channel_type');
    }
    const { botUserId } = call.core.world.workspace(channel.teamId);
    const members = [...new Set([...channel.members, botUserId])];
    call.core.world.commit({ type: 'channel-changed', channel: channel.id, isArchived: false, members });
    return { channel: conversationJson(call, { ...channel, members }) };
  },
};

/** One page of a list, with Slack's cursor. */
export function page(call: Call, items: readonly unknown[], name: string): Json {
  const { limit, cursor } = readArgs(
    call,
    z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.string().optional() }),
  );
  const start = cursor ? Number(Buffer.from(cursor, 'base64').toString('utf8')) : 0;
  if (!Number.isInteger(start) || start < 0) {
    throw new SlackFault('invalid_cursor');
  }
  const next = start + limit < items.length ? Buffer.from(String(start + limit)).toString('base64') : '';
  return { [name]: items.slice(start, start + limit), response_metadata: { next_cursor: next } };
}
