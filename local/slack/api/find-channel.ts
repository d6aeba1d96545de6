import type { Core } from '../core.ts';
import { SlackFault } from '../slack-fault.ts';
import type { Channel, Installation } from '../state/world.ts';

/** The channel with this id in the token's workspace. Names are not ids. Throws `channel_not_found`. */
export function findChannel(
  { core, installation }: { readonly core: Core; readonly installation: Installation },
  id: string,
): Channel {
  const channel = core.world.state.channels.get(id);
  if (!channel || channel.teamId !== installation.teamId || (channel.isPrivate && !isBotIn(core, channel))) {
    throw new SlackFault('channel_not_found');
  }
  return channel;
}

/** Where the app may post: a channel it is a member of, or a person's own conversation with it. Throws Slack's error otherwise. */
export function channelToPostTo(
  context: { readonly core: Core; readonly installation: Installation },
  id: string,
): Channel {
  const { core, installation } = context;
  const person = core.world.people.get(id);
  if (person?.teamId === installation.teamId) {
    if (person.deleted || person.isBot) {
      throw new SlackFault('channel_not_found');
    }
    return directMessage(core, installation.teamId, person.id);
  }
  const channel = findChannel(context, id);
  if (channel.isArchived) {
    throw new SlackFault('is_archived');
  }
  if (!isBotIn(core, channel) && !(installation.scopes.includes('chat:write.public') && !channel.isPrivate)) {
    throw new SlackFault('not_in_channel');
  }
  return channel;
}

export function isBotIn({ world }: Core, channel: Channel): boolean {
  return channel.members.includes(world.workspace(channel.teamId).botUserId);
}

/** The conversation of a person with the app, opened when it is not yet there. Throws `user_not_found`, `cannot_dm_bot`. */
export function directMessage({ world }: Core, teamId: string, user: string): Channel {
  const person = world.people.get(user);
  if (!person || person.teamId !== teamId) {
    throw new SlackFault('user_not_found');
  }
  if (person.deleted) {
    throw new SlackFault('user_disabled');
  }
  if (person.isBot) {
    throw new SlackFault('cannot_dm_bot');
  }
  const { botUserId } = world.workspace(teamId);
  const id = `D${user.slice(1)}`;
  const known = world.state.channels.get(id);
  if (known) {
    return known;
  }
  const channel: Channel = {
    id,
    teamId,
    name: 'directmessage',
    isIm: true,
    isPrivate: true,
    isArchived: false,
    members: [user, botUserId],
    messages: [],
  };
  world.commit({ type: 'channel-opened', channel });
  return channel;
}
