import { Avatar, MeshSign } from './avatar.tsx';
import type { Channel } from './model.ts';
import { useWorkspace } from './workspace-context.ts';

export const HOME = 'home';

export interface SidebarProps {
  readonly open: string;
  readonly onOpen: (what: string) => void;
  /** Channels with messages that the acting person has not looked at. */
  readonly unread: ReadonlySet<string>;
}

export function Sidebar({ open, onOpen, unread }: SidebarProps) {
  const { state, me } = useWorkspace();
  const workspace = state.workspaces.find(({ id }) => id === me.teamId);
  const channels = channelsOf(state.channels, me.id, me.teamId);
  const dm = state.channels.find(({ isIm, members }) => isIm && members.includes(me.id));
  const item = (id: string, label: string, icon: preact.ComponentChildren, dim = false) => (
    <li key={id}>
      <button
        type="button"
        class={['side-item', unread.has(id) ? 'unread' : '', dim ? 'dim' : ''].join(' ')}
        aria-current={open === id ? 'page' : undefined}
        onClick={() => onOpen(id)}
      >
        <span class="side-icon" aria-hidden="true">
          {icon}
        </span>
        <span>{label}</span>
        {unread.has(id) ? (
          <span class="dot">
            <span class="hidden">unread</span>
          </span>
        ) : null}
      </button>
    </li>
  );
  return (
    <nav class="sidebar" aria-label="Channels">
      <p class="workspace-name">{workspace?.name ?? me.teamId}</p>
      <h2>Channels</h2>
      <ul>
        {channels.map((channel) =>
          item(channel.id, channel.name, channel.isPrivate ? '🔒' : '#', !channel.members.includes(me.id)),
        )}
      </ul>
      <h2>Direct messages</h2>
      <ul>{dm ? item(dm.id, state.app.name, <MeshSign />) : <li class="side-empty">Nothing yet</li>}</ul>
      <h2>Apps</h2>
      <ul>{state.app.homeEnabled ? item(HOME, `${state.app.name} Home`, <MeshSign />) : null}</ul>
      <p class="side-foot">
        <Avatar user={me} size={24} />
        <span>
          {me.realName}
          {me.title ? <small>{me.title}</small> : null}
        </span>
      </p>
    </nav>
  );
}

/** What a person sees: their own channels first, then other public ones. */
export function channelsOf(channels: readonly Channel[], user: string, teamId: string): readonly Channel[] {
  const seen = channels.filter(
    (channel) =>
      channel.teamId === teamId && !channel.isIm && (!channel.isPrivate || channel.members.includes(user)),
  );
  const own = (channel: Channel): number => (channel.members.includes(user) ? 0 : 1);
  return [...seen].sort((a, b) => own(a) - own(b) || a.name.localeCompare(b.name));
}
