import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import { actor, channelToTypeIn } from './payload.ts';

export interface Written {
  readonly user: string;
  readonly channel: string;
  readonly text: string;
  readonly thread_ts?: string | undefined;
}

/** A person writes to a channel or a thread. Returns the message's timestamp. */
export function writeMessage(
  core: Core,
  { user, channel: channelId, text, thread_ts: threadTs }: Written,
): { readonly ts: string } {
  const person = actor(core, user);
  const channel = channelToTypeIn(core, person, channelId);
  if (!channel.members.includes(user) || channel.isArchived || text.trim() === '') {
    throw new BadInput(
      text.trim() === '' ? 'the message is empty' : `${user} cannot write in ${channel.name}`,
      409,
    );
  }
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const ts = core.world.nextTs(channel.id);
  core.world.commit({
    type: 'message-posted',
    channel: channel.id,
    message: { ts, user, text: escaped, ...(threadTs ? { threadTs } : {}) },
  });
  return { ts };
}
