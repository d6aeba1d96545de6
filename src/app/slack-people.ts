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

  const known = new Map<string, Known>();

  async function infoOf({ workspace, enterprise, user: id }: Person) {
    const user = await userOf(await clients(workspace, enterprise), id);
    const facts = {
      at: now(),
      name: user?.profile?.display_name || user?.real_name || user?.name,
      zone: user?.tz,
      fault: faultOf(user),
    };
    known.set(`${workspace}/${id}`, facts);
    return facts;
  }

  async function lately(person: Person): Promise<Known> {
    const facts = known.get(`${person.workspace}/${person.user}`);
    return facts && now() - facts.at < NAME_CACHE_MS ? facts : infoOf(person);
  }

  async function membersOf(
    { workspace, enterprise }: Pick<Person, 'workspace' | 'enterprise'>,
    group: string,
  ): Promise<readonly string[]> {
    const key = `${workspace}/${group}`;
    const cached = groups.get(key);
    if (cached && now() - cached.at < GROUP_CACHE_MS) {
      return cached.members;
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
      const { fault } = await infoOf(person);
      if (fault) {
        throw outsider(person, fault);
      }
    },
    nameOf: async (person) => (await lately(person)).name,
    zoneOf: async (person) => (await lately(person)).zone,
    isActive: async (person) => (await lately(person)).fault === undefined,
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

interface Known {
  readonly at: number;
  readonly name: string | undefined;
  readonly zone: string | undefined;
  /** Why the account does not count; absent: it does. */
  readonly fault: string | undefined;
}

type SlackUser = NonNullable<Awaited<ReturnType<WebClient['users']['info']>>['user']>;

/** `undefined` for an account that Slack does not know: it is nobody's, and that is an answer. */
async function userOf(client: WebClient, id: string): Promise<SlackUser | undefined> {
  try {
    return (await client.users.info({ user: id })).user;
  } catch (error) {
    if (error instanceof WebAPIPlatformError && UNKNOWN_USER.includes(error.data.error)) {
      return undefined;
    }
    throw error;
  }
}

function faultOf(user: SlackUser | undefined): string | undefined {
  if (!user) {
    return 'unknown to Slack';
  }
  if (user.deleted) {
    return 'deactivated';
  }
  if (user.is_bot) {
    return 'a bot';
  }
  if (user.is_restricted || user.is_ultra_restricted) {
    return 'a guest';
  }
  return user.is_stranger ? 'from another organisation' : undefined;
}

const UNKNOWN_USER = ['user_not_found', 'user_not_visible', 'users_not_found'];

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
    userMessage: `Slack says this account is ${reason}, so it may do nothing in the mesh. Ask somebody of your team who is a full member of this workspace.`,
  });
}
