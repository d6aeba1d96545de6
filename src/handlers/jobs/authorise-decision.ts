import { listed, mention, mentionGroup } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import {
  ConfigurationError,
  InvalidRequestError,
  NotAllowedError,
  NotFoundError,
} from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isApprover, isMember } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';

interface Authority {
  readonly mesh: Pick<Mesh, 'resolveOwner' | 'history'>;
  readonly teams: TeamDirectory;
  readonly people: People;
}

/** Where none of the tables is in the catalogue any more: `record` goes by the record, for what only takes access away. */
interface OwnerRule {
  readonly gone?: 'refuse' | 'record';
}

/** The owner by the catalogue, from the tables that are still there. */
async function ownerOf(
  mesh: Pick<Mesh, 'resolveOwner'>,
  { database = '', tables, owner }: Subscription,
  gone: 'refuse' | 'record',
): Promise<string> {
  try {
    return await mesh.resolveOwner(database, tables);
  } catch (error) {
    const unresolved =
      error instanceof NotFoundError || (error instanceof InvalidRequestError && gone === 'record');
    if (!unresolved) {
      throw error;
    }
    const found = new Set<string>();
    for (const table of tables.length > 1 ? tables : []) {
      try {
        found.add(await mesh.resolveOwner(database, [table]));
      } catch (missing) {
        if (!(missing instanceof NotFoundError)) {
          throw missing;
        }
      }
    }
    const [only, other] = found;
    if (only !== undefined && other === undefined) {
      return only;
    }
    if (gone === 'record' && only === undefined) {
      return owner;
    }
    throw error;
  }
}

/**
 * Decides, at the moment of the claim, whether this person may decide on this record: the owner comes from the mesh catalogue and must be
 * the one that the record names; the person is an approver of the owner's team, in good standing, and did not ask.
 * Throws `NotAllowedError` (`OWNER_MISMATCH`, `NOT_APPROVER`, `SELF_APPROVAL`, `REQUESTER_UNKNOWN`), `ConfigurationError` (`TEAM_NOT_MAPPED`).
 */
export async function authoriseDecision(
  { mesh, teams, people }: Authority,
  subscription: Subscription,
  person: Person,
  { gone = 'refuse' }: OwnerRule = {},
): Promise<Team> {
  const owner = await ownerOf(mesh, subscription, gone);
  if (owner !== subscription.owner) {
    throw new NotAllowedError(
      'OWNER_MISMATCH',
      `record ${subscription.id} names ${subscription.owner}, the catalogue ${owner}`,
      {
        userMessage:
          'This request names an owner that the mesh catalogue does not know for these tables. Nothing was granted; the mesh admins can see it.',
        details: { securityEvent: true },
      },
    );
  }
  const team = await teams.byAccount(owner, 'producer');
  if (!team) {
    throw new ConfigurationError('TEAM_NOT_MAPPED', `no team is mapped to producer account ${owner}`, {
      userMessage:
        'No team is set up for the account that owns these tables, so nobody can decide. A mesh admin has to add it.',
    });
  }
  await people.checkInGoodStanding(person);
  if (!(await isApprover(people, team, person))) {
    throw new NotAllowedError('NOT_APPROVER', `${person.user} is no approver of ${team.key}`, {
      userMessage: `Only approvers of ${team.name} can decide this: ${approverNames(team)}. Nothing was changed.`,
    });
  }
  await refuseOwnRequest({ teams, people }, subscription, person, team);
  await refuseOwnEdit(mesh, subscription, person, team);
  return team;
}

/** Nobody approves what they asked for; and where it is not known who asked, nobody of the asking team does. */
async function refuseOwnRequest(
  { teams, people }: Pick<Authority, 'teams' | 'people'>,
  subscription: Subscription,
  person: Person,
  ownerTeam: Team,
): Promise<void> {
  const requester = subscription.requestedBy ? parseActor(subscription.requestedBy) : undefined;
  const others = `Somebody else of ${ownerTeam.name} has to decide: ${approverNames(ownerTeam, person.user)}.`;
  if (requester?.kind === 'slack') {
    if (requester.user === person.user) {
      throw new NotAllowedError(
        'SELF_APPROVAL',
        `${person.user} asked for ${subscription.id} and may not decide it`,
        {
          userMessage: `You asked for this yourself. ${others}`,
        },
      );
    }
    return;
  }
  const consumer = await teams.byAccount(subscription.subscriber, 'consumer');
  if (consumer && (await isMember(people, consumer, person))) {
    throw new NotAllowedError(
      'REQUESTER_UNKNOWN',
      `${person.user} belongs to the consumer team of ${subscription.id}`,
      {
        userMessage: `This request was made outside Slack, so it is not known who asked, and you belong to ${consumer.name}. ${others}`,
      },
    );
  }
}

/** Who shaped a request has asked for it as well. */
async function refuseOwnEdit(
  mesh: Pick<Mesh, 'history'>,
  { id }: Subscription,
  person: Person,
  ownerTeam: Team,
): Promise<void> {
  for await (const { kind, by } of mesh.history(id)) {
    const editor = kind === 'edit' ? parseActor(by) : undefined;
    if (editor?.kind === 'slack' && editor.user === person.user) {
      throw new NotAllowedError('SELF_APPROVAL', `${person.user} edited ${id} and may not decide it`, {
        userMessage: `You changed this request yourself. Somebody else of ${ownerTeam.name} has to decide: ${approverNames(ownerTeam, person.user)}.`,
      });
    }
  }
}

export function approverNames(team: Team, except?: string): string {
  const people = team.approvers.users.filter((user) => user !== except).map(mention);
  const all = [...people, ...team.approvers.groups.map(mentionGroup)];
  return all.length > 0 ? listed(all, 5) : 'nobody yet, a mesh admin has to add one';
}
