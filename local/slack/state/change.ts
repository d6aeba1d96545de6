import type { Channel, HomeView, Installation, Message, ReplyUrl, WorldState } from './world.ts';

/** Everything that can happen to what Slack keeps; one line of the journal each. */
export type Change =
  | { readonly type: 'message-posted'; readonly channel: string; readonly message: Message }
  | { readonly type: 'message-changed'; readonly channel: string; readonly message: Message }
  | { readonly type: 'message-deleted'; readonly channel: string; readonly ts: string }
  | { readonly type: 'channel-opened'; readonly channel: Channel }
  | {
      readonly type: 'channel-changed';
      readonly channel: string;
      readonly isArchived: boolean;
      readonly members: readonly string[];
    }
  | { readonly type: 'home-published'; readonly home: HomeView }
  | { readonly type: 'installed'; readonly installation: Installation }
  | { readonly type: 'uninstalled'; readonly teamId: string }
  | { readonly type: 'reply-url'; readonly reply: ReplyUrl };

export function applyChange(state: WorldState, change: Change): void {
  switch (change.type) {
    case 'message-posted':
      inChannel(state, change.channel, ({ messages }) => ({
        messages: [...messages, change.message],
      }));
      return;
    case 'message-changed':
      inChannel(state, change.channel, ({ messages }) => ({
        messages: messages.map((message) => (message.ts === change.message.ts ? change.message : message)),
      }));
      return;
    case 'message-deleted':
      inChannel(state, change.channel, ({ messages }) => ({
        messages: messages.filter(({ ts }) => ts !== change.ts),
      }));
      return;
    case 'channel-opened':
      state.channels.set(change.channel.id, change.channel);
      return;
    case 'channel-changed':
      inChannel(state, change.channel, () => ({
        isArchived: change.isArchived,
        members: change.members,
      }));
      return;
    case 'home-published':
      state.homes.set(change.home.user, change.home);
      return;
    case 'installed':
      state.installations.set(change.installation.teamId, change.installation);
      return;
    case 'uninstalled':
      uninstall(state, change.teamId);
      return;
    case 'reply-url':
      rememberReply(state, change.reply);
      return;
  }
}

const KEPT_REPLY_URLS = 2000;

/** The oldest are forgotten; they have long expired. */
function rememberReply({ replies }: WorldState, reply: ReplyUrl): void {
  replies.set(reply.id, reply);
  const [oldest] = replies.keys();
  if (oldest !== undefined && replies.size > KEPT_REPLY_URLS) {
    replies.delete(oldest);
  }
}

function inChannel(state: WorldState, id: string, change: (channel: Channel) => Partial<Channel>): void {
  const channel = state.channels.get(id);
  if (channel) {
    state.channels.set(id, { ...channel, ...change(channel) });
  }
}

function uninstall(state: WorldState, teamId: string): void {
  const installation = state.installations.get(teamId);
  if (installation) {
    state.installations.set(teamId, { ...installation, revoked: true });
  }
}
