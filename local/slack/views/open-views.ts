import { randomBytes } from 'node:crypto';
import { isRecord } from '../../../src/blocks/validate/rule.ts';
import { SlackFault } from '../slack-fault.ts';
import type { HomeView, Json, World } from '../state/world.ts';
import { type Entered, keepEntered, stateValues } from './element-state.ts';
import { placedElements, withIds } from './placed.ts';

/** @see https://docs.slack.dev/surfaces/modals */
const STACK_LIMIT = 3;

export interface OpenView {
  readonly id: string;
  readonly user: string;
  readonly teamId: string;
  readonly rootId: string;
  readonly previousId: string | null;
  readonly hash: string;
  /** As the app sent it, with ids where it gave none. */
  readonly view: Json;
  readonly entered: Entered;
}

/** The modals that people have before them: a stack of at most three each, gone when the process ends, as when a client is closed. */
export interface OpenViews {
  stack(user: string): readonly OpenView[];
  find(id: string): OpenView | undefined;
  findExternal(teamId: string, externalId: string): OpenView | undefined;
  /** Puts a view on top. Throws `push_limit_reached`, `duplicate_external_id`. */
  push(user: string, teamId: string, view: Json): OpenView;
  /** Replaces a view's content. Throws `hash_conflict`, `not_found`. */
  update(id: string, view: Json, hash?: string): OpenView;
  enter(id: string, entered: Entered): OpenView | undefined;
  /** Takes away the top view, or all of a person's; returns what was closed, top first. */
  close(user: string, what: 'top' | 'all'): readonly OpenView[];
}

export function createOpenViews(now: () => number, onChange: () => void): OpenViews {
  const stacks = new Map<string, readonly OpenView[]>();
  const all = (): OpenView[] => [...stacks.values()].flat();
  const replace = (changed: OpenView): OpenView => {
    stacks.set(
      changed.user,
      (stacks.get(changed.user) ?? []).map((view) => (view.id === changed.id ? changed : view)),
    );
    onChange();
    return changed;
  };
  const findExternal = (teamId: string, externalId: string): OpenView | undefined =>
    all().find((open) => open.teamId === teamId && open.view['external_id'] === externalId);
  const refuseTaken = (teamId: string, view: Json, own?: string): void => {
    const externalId = view['external_id'];
    const other =
      typeof externalId === 'string' && externalId !== '' ? findExternal(teamId, externalId) : undefined;
    if (other && other.id !== own) {
      throw new SlackFault('duplicate_external_id');
    }
  };
  return {
    stack: (user) => stacks.get(user) ?? [],
    find: (id) => all().find((open) => open.id === id),
    findExternal,
    push(user, teamId, view) {
      const stack = stacks.get(user) ?? [];
      if (stack.length >= STACK_LIMIT) {
        throw new SlackFault('push_limit_reached');
      }
      refuseTaken(teamId, view);
      const id = viewId();
      const opened: OpenView = {
        id,
        user,
        teamId,
        rootId: stack[0]?.id ?? id,
        previousId: stack.at(-1)?.id ?? null,
        hash: viewHash(now()),
        view: { ...view, blocks: withIds(view['blocks']) },
        entered: {},
      };
      stacks.set(user, [...stack, opened]);
      onChange();
      return opened;
    },
    update(id, view, hash) {
      const open = all().find((candidate) => candidate.id === id);
      if (!open) {
        throw new SlackFault('not_found');
      }
      if (hash !== undefined && hash !== '' && hash !== open.hash) {
        throw new SlackFault('hash_conflict');
      }
      refuseTaken(open.teamId, view, id);
      const blocks = withIds(view['blocks']);
      const entered = keepEntered(open.entered, placedElements(blocksOf(open.view)), placedElements(blocks));
      return replace({ ...open, view: { ...view, blocks }, entered, hash: viewHash(now()) });
    },
    enter(id, entered) {
      const open = all().find((candidate) => candidate.id === id);
      return open ? replace({ ...open, entered: merged(open.entered, entered) }) : undefined;
    },
    close(user, what) {
      const stack = stacks.get(user) ?? [];
      const closed = what === 'all' ? [...stack].reverse() : stack.slice(-1);
      stacks.set(user, what === 'all' ? [] : stack.slice(0, -1));
      onChange();
      return closed;
    },
  };
}

export function blocksOf(view: Json): readonly Json[] {
  return Array.isArray(view['blocks']) ? view['blocks'].filter(isRecord) : [];
}

export function viewId(): string {
  return `V${randomBytes(8).toString('hex').slice(0, 10).toUpperCase()}`;
}

export function viewHash(now: number): string {
  return `${Math.floor(now / 1000)}.${randomBytes(4).toString('hex')}`;
}

function merged(before: Entered, entered: Entered): Entered {
  const result: Record<string, Readonly<Record<string, unknown>>> = { ...before };
  for (const [blockId, actions] of Object.entries(entered)) {
    result[blockId] = { ...result[blockId], ...actions };
  }
  return result;
}

/** A modal as Slack sends it to the app. */
export function viewPayload(
  { id, teamId, rootId, previousId, hash, view, entered }: OpenView,
  world: World,
): Json {
  return {
    ...emptyView,
    ...view,
    id,
    team_id: teamId,
    hash,
    state: { values: stateValues(placedElements(blocksOf(view)), entered) },
    previous_view_id: previousId,
    root_view_id: rootId,
    app_id: world.appId,
    app_installed_team_id: teamId,
    bot_id: world.workspace(teamId).botId,
  };
}

/** A Home tab as Slack sends it to the app. */
export function homePayload({ id, user, hash, view }: HomeView, world: World): Json {
  const teamId = world.people.get(user)?.teamId ?? '';
  return {
    ...emptyView,
    ...view,
    id,
    team_id: teamId,
    hash,
    state: { values: stateValues(placedElements(blocksOf(view)), {}) },
    previous_view_id: null,
    root_view_id: id,
    app_id: world.appId,
    app_installed_team_id: teamId,
    bot_id: world.workspace(teamId).botId,
  };
}

const emptyView: Json = {
  private_metadata: '',
  callback_id: '',
  title: null,
  close: null,
  submit: null,
  clear_on_close: false,
  notify_on_close: false,
  external_id: '',
};
