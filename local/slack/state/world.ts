import type { VirtualClock } from '../../clock.ts';
import type { SeedUser, SeedUserGroup, SeedWorkspace, WorkspaceSeed } from '../workspace-seed.ts';
import { applyChange, type Change } from './change.ts';

export type Json = Readonly<Record<string, unknown>>;

export interface Person extends SeedUser {
  readonly teamId: string;
}

export interface Message {
  readonly ts: string;
  /** Who posted: a person, or the app's bot user. */
  readonly user: string;
  readonly botId?: string;
  readonly appId?: string;
  readonly text: string;
  readonly blocks?: readonly Json[];
  readonly attachments?: readonly Json[];
  readonly files?: readonly Json[];
  readonly threadTs?: string;
  /** A reply that is shown in the channel as well. */
  readonly broadcast?: boolean;
  readonly metadata?: Json;
  readonly edited?: { readonly user: string; readonly ts: string };
  readonly reactions?: readonly { readonly name: string; readonly users: readonly string[] }[];
}

export interface Channel {
  readonly id: string;
  readonly teamId: string;
  readonly name: string;
  readonly topic?: string;
  readonly isIm: boolean;
  readonly isPrivate: boolean;
  readonly isArchived: boolean;
  readonly members: readonly string[];
  readonly messages: readonly Message[];
}

export interface Installation {
  readonly teamId: string;
  /** The newest. */
  readonly botToken: string;
  readonly scopes: readonly string[];
  readonly revoked: boolean;
  /** Where the app has token rotation on. */
  readonly rotation?: Rotation;
}

/** Tokens that end, and the one refresh token that renews them. */
export interface Rotation {
  readonly refreshToken: string;
  /** Newest first. */
  readonly tokens: readonly ExpiringToken[];
  /** The token that never ended, given away for the first pair. */
  readonly exchanged?: string;
}

export interface ExpiringToken {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface HomeView {
  readonly id: string;
  readonly user: string;
  readonly hash: string;
  readonly view: Json;
}

/** Where an answer to a gesture goes: 5 uses within 30 minutes. */
export interface ReplyUrl {
  readonly id: string;
  readonly user: string;
  readonly channel: string;
  /** The message that was clicked; absent for commands. */
  readonly messageTs?: string;
  readonly isEphemeral?: boolean;
  readonly threadTs?: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly uses: number;
}

/** All that Slack keeps. Changed only through {@link World.commit}. */
export interface WorldState {
  readonly channels: Map<string, Channel>;
  readonly homes: Map<string, HomeView>;
  readonly installations: Map<string, Installation>;
  readonly replies: Map<string, ReplyUrl>;
}

export interface World {
  readonly appId: string;
  readonly workspaces: readonly SeedWorkspace[];
  readonly people: ReadonlyMap<string, Person>;
  readonly groups: ReadonlyMap<string, SeedUserGroup & { readonly teamId: string }>;
  readonly state: WorldState;
  workspace(teamId: string): SeedWorkspace;
  /** The next message timestamp of a channel: unique there and growing. */
  nextTs(channel: string): string;
  /** Records a change, then makes it. */
  commit(change: Change): void;
}

export interface WorldOptions {
  readonly seed: WorkspaceSeed;
  readonly clock: VirtualClock;
  /** Scopes that an installation gets. */
  readonly scopes: readonly string[];
  readonly record: (change: Change) => void;
  readonly onChange: () => void;
}

export function createWorld({ seed, clock, scopes, record, onChange }: WorldOptions): World {
  const people = new Map(
    seed.workspaces.flatMap((workspace) => membersOf(workspace)).map((person) => [person.id, person]),
  );
  const groups = new Map(
    seed.workspaces.flatMap(({ id: teamId, userGroups }) =>
      userGroups.map((group) => [group.id, { ...group, teamId }] as const),
    ),
  );
  const state = seededState(seed, scopes);
  const lastTs = new Map<string, number>();
  return {
    appId: seed.appId,
    workspaces: seed.workspaces,
    people,
    groups,
    state,
    workspace(teamId) {
      const found = seed.workspaces.find(({ id }) => id === teamId);
      if (!found) {
        throw new Error(`no workspace ${teamId} in the seed`);
      }
      return found;
    },
    nextTs(channel) {
      const newest = state.channels.get(channel)?.messages.at(-1)?.ts;
      const floor = Math.max(lastTs.get(channel) ?? 0, newest ? Number(newest.replace('.', '')) : 0);
      const micros = Math.max(Math.round(clock.now()) * 1000, floor + 1);
      lastTs.set(channel, micros);
      return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
    },
    commit(change) {
      record(change);
      applyChange(state, change);
      onChange();
    },
  };
}

function membersOf(workspace: SeedWorkspace): Person[] {
  const people = workspace.users.map((user) => ({ ...user, teamId: workspace.id }));
  return people.some(({ id }) => id === workspace.botUserId)
    ? people
    : [
        ...people,
        {
          id: workspace.botUserId,
          name: 'mesh',
          realName: 'Mesh',
          colour: '#1d3557',
          isBot: true,
          teamId: workspace.id,
        },
      ];
}

function seededState({ workspaces }: WorkspaceSeed, scopes: readonly string[]): WorldState {
  const channels = workspaces.flatMap(({ id: teamId, channels: seeded }) =>
    seeded.map(
      (channel): Channel => ({
        ...channel,
        teamId,
        isIm: false,
        isPrivate: channel.isPrivate ?? false,
        isArchived: channel.isArchived ?? false,
        messages: [],
      }),
    ),
  );
  const installations = workspaces
    .filter(({ installed }) => installed !== false)
    .map(({ id: teamId, botToken }): Installation => ({ teamId, botToken, scopes, revoked: false }));
  return {
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    homes: new Map(),
    installations: new Map(installations.map((installation) => [installation.teamId, installation])),
    replies: new Map(),
  };
}
