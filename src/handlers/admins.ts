import * as z from 'zod/mini';
import { listed, mention, mentionGroup } from '../blocks/text.ts';
import { NotAllowedError } from '../mesh/errors.ts';
import type { People, Person } from './person.ts';
import { SlackGroup, SlackUser, WorkspaceId } from './slack-ids.ts';

/** The mesh admins: what `data-mesh/admins` must hold. */
export const Admins = z.object({
  users: z._default(z.array(SlackUser), []),
  groups: z._default(z.array(SlackGroup), []),
  /** The most accesses that a sweep may end unasked; absent: a tenth of the live ones, at least 20 and at most 200. */
  mostEndsAtOnce: z.optional(z.number().check(z.int(), z.minimum(1))),
  /** Where given, only people who act in this workspace, or in this enterprise, are admins. */
  workspace: z.optional(WorkspaceId),
  enterprise: z.optional(z.string()),
});
export type Admins = z.infer<typeof Admins>;

/** Mesh admins as the secret holds them at this moment. Unreadable is an error, and an error is a no. */
export interface AdminDirectory {
  read(): Promise<Admins>;
}

interface AdminPorts {
  readonly admins: AdminDirectory;
  readonly people: People;
}

export async function isMeshAdmin({ admins, people }: AdminPorts, person: Person): Promise<boolean> {
  return names(await admins.read(), people, person);
}

/**
 * Throws `NotAllowedError` (`NOT_MESH_ADMIN`, `NOT_IN_GOOD_STANDING`), which names those who can, and `ConfigurationError` or `UpstreamError` where the
 * secret cannot be read. The secret is read anew at each call.
 */
export async function requireMeshAdmin({ admins, people }: AdminPorts, person: Person): Promise<void> {
  await people.checkInGoodStanding(person);
  const known = await admins.read();
  if (!(await names(known, people, person))) {
    throw new NotAllowedError('NOT_MESH_ADMIN', `${person.user} is no mesh admin`, {
      userMessage: `Only mesh admins can do this: ${adminNames(known)}. Nothing was changed.`,
    });
  }
}

/** For sentences: mentions, or that there is nobody yet. */
function adminNames({ users, groups }: Admins): string {
  const all = [...users.map(mention), ...groups.map(mentionGroup)];
  return all.length > 0
    ? listed(all, 5)
    : 'nobody yet, an operator has to name one in the secret `data-mesh/admins`';
}

async function names(admins: Admins, people: People, person: Person): Promise<boolean> {
  const { users, groups, workspace, enterprise } = admins;
  const here =
    (workspace === undefined && enterprise === undefined) ||
    workspace === person.workspace ||
    (enterprise !== undefined && enterprise === person.enterprise);
  return (
    here && (users.includes(person.user) || (groups.length > 0 && (await people.isInGroup(person, groups))))
  );
}
