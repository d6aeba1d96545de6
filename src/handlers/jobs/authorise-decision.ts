import { listed, mention, mentionGroup } from '../../blocks/text.ts';
import { type Actor, parseActor } from '../../mesh/actor.ts';
import { NotAllowedError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { actsFor } from '../delegation/acts-for.ts';
import { isApprover, isMember } from '../membership.ts';
import type { People, Person } from '../person.ts';
import type { Team, TeamDirectory } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { type OwnerRule, ownerTeamOf } from './owner-team-of.ts';

interface Authority {
  readonly mesh: Pick<Mesh, 'resolveOwner' | 'history' | 'delegations'>;
  readonly teams: TeamDirectory;
  readonly people: People;
  /** Epoch seconds. */
  readonly now: () => number;
}

/** Who was found to be able to decide. */
export interface Authorised {
  readonly owner: Team;
  /** Set where the person decides for somebody who handed that on. */
  readonly onBehalf?: Actor | undefined;
}

/**
 * Decides, at the moment of the claim, whether this person may decide on this record: the owner comes from the mesh catalogue and must be
 * the one that the record names; the person is an approver of the owner's team, or stands in for one, in good standing, and did not ask.
 * Throws `NotAllowedError` (`OWNER_MISMATCH`, `NOT_APPROVER`, `SELF_APPROVAL`, `REQUESTER_UNKNOWN`), `ConfigurationError` (`TEAM_NOT_MAPPED`).
 */
export async function authoriseDecision(
  authority: Authority,
  subscription: Subscription,
  person: Person,
  { gone = 'refuse' }: OwnerRule = {},
): Promise<Authorised> {
  const { mesh, teams, people } = authority;
  const team = await ownerTeamOf({ mesh, teams }, subscription, { gone });
  await people.checkInGoodStanding(person);
  const mayDecide = (each: Person) => isApprover(people, team, each);
  const isOwn = await mayDecide(person);
  const giver = isOwn
    ? undefined
    : await actsFor(authority, person, { subscription, owner: team, mayDecide });
  if (!isOwn && !giver) {
    throw new NotAllowedError('NOT_APPROVER', `${person.user} is no approver of ${team.key}`, {
      userMessage: `Only approvers of ${team.name} can decide this: ${approverNames(team)}. Nothing was changed.`,
    });
  }
  await refuseOwnRequest({ teams, people }, subscription, person, team);
  await refuseOwnEdit(mesh, subscription, person, team);
  return { owner: team, onBehalf: giver && actingPerson(giver) };
}

/** Nobody approves what they asked for; and where it is not known who asked, nobody of the asking team does. */
export async function refuseOwnRequest(
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
export async function refuseOwnEdit(
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
