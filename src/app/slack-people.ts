import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { People, Person } from '../handlers/person.ts';
import { NotAllowedError } from '../mesh/errors.ts';
import type { SlackClients } from './slack-clients.ts';

/** usergroups.users.list allows 20 calls a minute. */
const GROUP_CACHE_MS = 60_000;
const NAME_CACHE_MS = 3_600_000;

/** Asks Slack about people. What cannot be asked is thrown on, and so refused. */
export function createSlackPeople(clients: SlackClients, now: () => number): People {
  const groups = new Map<string, { readonly at: number; readonly members: readonly string[] }>();

  const names = new Map<string, { readonly at: number; readonly name: string | undefined }>();

  async function infoOf({ workspace, enterprise, user: id }: Person) {
    const client = await clients(workspace, enterprise);
    const { user } = await client.users.info({ user: id });
    const name = user?.profile?.display_name || user?.real_name || user?.name;
    names.set(`${workspace}/${id}`, { at: now(), name });
    return user;
  }

  async function membersOf(
    { workspace, enterprise }: Pick<Person, 'workspace' | 'enterprise'>,
    group: string,
  ): Promise<readonly string[]> {
    const key = `${workspace}/${group}`;
    const known = groups.get(key);
    if (known && now() - known.at < GROUP_CACHE_MS) {
      return known.members;
    }
    const client = await clients(workspace, enterprise);
    const users = await usersOf(client, group);
    groups.set(key, { at: now(), members: users });
    return users;
  }

  return {
    async checkInGoodStanding(person) {
      if (person.home && !person.enterprise) {
        throw outsider(person, 'from another organisation');
      }
      const user = await infoOf(person);
      const reason = !user
        ? 'unknown to Slack'
        : user.deleted
          ? 'deactivated'
          : user.is_bot
            ? 'a bot'
            : user.is_restricted || user.is_ultra_restricted
              ? 'a guest'
              : user.is_stranger
                ? 'from another organisation'
                : undefined;
      if (reason) {
        throw outsider(person, reason);
      }
    },
    async nameOf(person) {
      const key = `${person.workspace}/${person.user}`;
      const known = names.get(key);
      if (!known || now() - known.at >= NAME_CACHE_MS) {
        await infoOf(person);
      }
      return names.get(key)?.name;
    },
    membersOfGroup: (workspace, enterprise, group) => membersOf({ workspace, enterprise }, group),
    async isInGroup(person, wanted) {
      for (const group of wanted) {
        if ((await membersOf(person, group)).includes(person.user)) {
          return true;
        }
      }
      return false;
    },
  };
}

/** A group that Slack does not know has nobody in it: that opens nothing, and one wrong id must not stop what others ask for. */
async function usersOf(client: WebClient, group: string): Promise<readonly string[]> {
  try {
    const { users = [] } = await client.usergroups.users.list({ usergroup: group });
    return users;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && UNKNOWN_GROUP.includes(error.data.error)) {
      return [];
    }
    throw error;
  }
}

const UNKNOWN_GROUP = ['no_such_subteam', 'subteam_not_found', 'no_such_usergroup'];

function outsider({ user }: Person, reason: string): NotAllowedError {
  return new NotAllowedError('NOT_IN_GOOD_STANDING', `${user} is ${reason}`, {
    userMessage: `Slack says this account is ${reason}, so it may not do this. Ask somebody of your team who is a full member of this workspace.`,
  });
}
