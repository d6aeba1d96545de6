import type { Core } from '../core.ts';
import type { Inspected } from '../inspector.ts';
import type { Json, Person } from '../state/world.ts';
import { homePayload, viewPayload } from '../views/open-views.ts';

/** `GET /_sim/state`: all that can be seen, for tests and for the page. */
export function stateJson(core: Core): Json {
  const { world, views, ephemerals, inspector, clock, faults, limits, manifest } = core;
  const people = [...world.people.values()];
  const stacks = people.flatMap(({ id }) => {
    const stack = views.stack(id);
    return stack.length > 0 ? [[id, stack.map((view) => viewPayload(view, world))] as const] : [];
  });
  const entries = inspector.entries().map(withoutBodies);
  return {
    app: {
      id: world.appId,
      name: manifest.features.bot_user.display_name,
      description: manifest.display_information.description ?? '',
      colour: manifest.display_information.background_color ?? '#1d3557',
      commands: (manifest.features.slash_commands ?? []).map(
        ({ command, description, usage_hint: usage }) => ({ command, description, usage: usage ?? '' }),
      ),
      shortcuts: manifest.features.shortcuts ?? [],
      messagesReadOnly: manifest.features.app_home?.messages_tab_read_only_enabled ?? false,
      homeEnabled: manifest.features.app_home?.home_tab_enabled ?? false,
    },
    workspaces: world.workspaces.map(({ id, name, enterprise, botUserId }) => ({
      id,
      name,
      botUserId,
      installed: world.state.installations.get(id)?.revoked === false,
      ...(enterprise ? { enterprise } : {}),
    })),
    users: people.map(userJson),
    groups: [...world.groups.values()].map(({ id, handle, name, members }) => ({
      id,
      handle,
      name,
      members,
    })),
    channels: [...world.state.channels.values()],
    views: Object.fromEntries(stacks),
    homes: Object.fromEntries(
      [...world.state.homes.values()].map((home) => [home.user, homePayload(home, world)]),
    ),
    ephemerals: ephemerals.all(),
    requests: entries.filter(({ to }) => to === 'app'),
    calls: entries.filter(({ to }) => to === 'slack'),
    faults: faults.pending(),
    rates: limits.usage(),
    clock: { now: clock.now(), offset: clock.offset(), iso: new Date(clock.now()).toISOString() },
  };
}

/** Bodies are many and large; `GET /_sim/requests/<id>` has them. */
function withoutBodies({
  request: _request,
  response: _response,
  ...entry
}: Inspected): Omit<Inspected, 'request' | 'response'> {
  return entry;
}

function userJson({ id, name, realName, colour, title, teamId, isBot, isGuest, deleted }: Person): Json {
  return {
    id,
    name,
    realName,
    colour,
    title: title ?? '',
    teamId,
    isBot: isBot ?? false,
    isGuest: isGuest ?? false,
    deleted: deleted ?? false,
  };
}
