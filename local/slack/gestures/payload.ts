import { BadInput } from '../bad-input.ts';
import type { Core } from '../core.ts';
import type { Channel, Json, Person } from '../state/world.ts';

/** The person who acts. Throws `BadInput` for one who is not there or has left. */
export function actor({ world }: Core, user: string): Person {
  const person = world.people.get(user);
  if (!person || person.isBot) {
    throw new BadInput(`there is no person ${user}`, 404);
  }
  return person;
}

/** A channel that this person can see. */
export function channelOf({ world }: Core, person: Person, id: string): Channel {
  const channel =
    world.state.channels.get(id) ??
    [...world.state.channels.values()].find(
      ({ name, teamId }) => name === id.replace(/^#/, '') && teamId === person.teamId,
    );
  if (
    !channel ||
    channel.teamId !== person.teamId ||
    (channel.isPrivate && !channel.members.includes(person.id))
  ) {
    throw new BadInput(`${person.id} sees no channel ${id}`, 404);
  }
  return channel;
}

/** A channel in which this person may type. The app's own conversation has no composer where the manifest makes it read-only. */
export function channelToTypeIn(core: Core, person: Person, id: string): Channel {
  const channel = channelOf(core, person, id);
  if (channel.isIm && core.manifest.features.app_home?.messages_tab_read_only_enabled === true) {
    throw new BadInput(
      'nobody can type in the conversation with the app: its messages tab is read-only',
      409,
    );
  }
  return channel;
}

/** What each interactive payload begins with. @see https://docs.slack.dev/reference/interaction-payloads */
export function payloadBase({ world }: Core, person: Person): Json {
  const { id, name, domain, enterprise } = world.workspace(person.teamId);
  const label = domain ?? name.toLowerCase().replace(/\W+/g, '-');
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.teamId },
    api_app_id: world.appId,
    token: 'verification-token-of-the-stand-in',
    team: {
      id,
      domain: label,
      ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    },
    enterprise: enterprise ?? null,
    is_enterprise_install: false,
  };
}

export function channelJson({ id, name }: Channel): Json {
  return { id, name };
}
