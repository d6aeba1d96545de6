import * as z from 'zod';
import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { SendEvent } from '../deliver/events.ts';

export const ChannelChange = z.object({
  channel: z.string(),
  isArchived: z.boolean().optional(),
  botIsMember: z.boolean().optional(),
});

/** Archives a channel, or takes the app's bot out of it and back. */
export function changeChannel(
  { world }: Core,
  { channel: id, isArchived, botIsMember }: z.infer<typeof ChannelChange>,
): void {
  const channel = world.state.channels.get(id);
  if (!channel) {
    throw new BadInput(`there is no channel ${id}`, 404);
  }
  const { botUserId } = world.workspace(channel.teamId);
  const others = channel.members.filter((member) => member !== botUserId);
  const stays = botIsMember ?? channel.members.includes(botUserId);
  world.commit({
    type: 'channel-changed',
    channel: id,
    isArchived: isArchived ?? channel.isArchived,
    members: stays ? [...others, botUserId] : others,
  });
}

export const Uninstall = z.object({ workspace: z.string() });

/** Takes the app out of a workspace: its token stops working, and the app is told. */
export async function uninstall(
  core: Core,
  sendEvent: SendEvent,
  { workspace }: z.infer<typeof Uninstall>,
): Promise<void> {
  if (core.world.state.installations.get(workspace)?.revoked !== false) {
    throw new BadInput(`the app is not installed in ${workspace}`, 404);
  }
  const { botUserId } = core.world.workspace(workspace);
  core.world.commit({ type: 'uninstalled', teamId: workspace });
  await sendEvent(workspace, {
    type: 'tokens_revoked',
    tokens: { oauth: [], bot: [botUserId] },
    event_ts: stamp(core),
  });
  await sendEvent(workspace, { type: 'app_uninstalled', event_ts: stamp(core) });
}

function stamp({ clock }: Core): string {
  return (clock.now() / 1000).toFixed(6);
}
