import { createHash } from 'node:crypto';
import { privateAnswer, refusedForm } from '../../blocks/private-answer.ts';
import { listed, typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { ConfigurationError, InvalidRequestError, MeshError, NotAllowedError } from '../../mesh/errors.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../mesh/permissions.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { isMember, requireMember } from '../membership.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { approverNames } from './authorise-decision.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Stores the request once the person, the owner and somebody who can decide are known. A refusal comes back with the form as it was filled. */
export async function requestAccess(
  dependencies: JobDependencies,
  job: JobOf<'request-access'>,
): Promise<void> {
  try {
    await store(dependencies, job);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    const draft = await dependencies.references.keepDraft(draftId(job.id), job.form);
    await dependencies.answers.tell(
      job,
      refusedForm(`Your request was not sent. ${error.userMessage}`, draft),
    );
  }
}

async function store(dependencies: JobDependencies, job: JobOf<'request-access'>): Promise<void> {
  const by = actingPerson(job);
  const team = await consumerTeam(dependencies, job);
  await requireMember(dependencies.people, team, job);
  const mesh = dependencies.meshAs(by);
  const owner = await mesh.resolveOwner(job.form.database, job.form.tables);
  await requireDecider(dependencies, owner, team, job.user);
  const id = subscriptionIdFrom(job.id);
  const subscription = await mesh.requestAccess({
    id,
    subscriber: team.account,
    database: job.form.database,
    tables: job.form.tables,
    permissions: known(job.form.permissions),
    reason: job.form.reason,
    requestedBy: by,
    requestedVia: 'slack',
    ...(job.form.durationSeconds === undefined ? {} : { durationSeconds: job.form.durationSeconds }),
  });
  if (subscription.id !== id || subscription.requestedBy !== actorText(by)) {
    const what = listed(
      subscription.tables.map((name) => typed(name, 80)),
      5,
    );
    const state =
      subscription.status === 'Active'
        ? 'already has this access'
        : 'has already asked for this, and it waits for a decision';
    await dependencies.answers.tell(
      job,
      privateAnswer(`No new request was needed for ${what}: ${typed(team.name, 80)} ${state}.`),
    );
  }
}

/** The chosen team; or the person's only one, where the form did not have to ask. */
async function consumerTeam({ teams, people }: JobDependencies, job: JobOf<'request-access'>): Promise<Team> {
  if (job.form.team) {
    const team = await teams.byKey(job.form.team);
    if (team?.sides.includes('consumer')) {
      return team;
    }
    throw new InvalidRequestError('TEAM_UNKNOWN', `no consumer team ${job.form.team}`, {
      userMessage: 'The team you chose is not set up as a consumer of the mesh. Choose another one.',
    });
  }
  const mine: Team[] = [];
  for (const team of await teams.all()) {
    if (team.sides.includes('consumer') && (await isMember(people, team, job))) {
      mine.push(team);
    }
  }
  const [only, second] = mine;
  if (only && !second) {
    return only;
  }
  if (second) {
    throw new InvalidRequestError('TEAM_NEEDED', `${job.user} is in ${mine.length} consumer teams`, {
      userMessage: 'You are in more than one team. Open the form again and choose for which one you ask.',
    });
  }
  throw new NotAllowedError('NOT_MAPPED', `${job.user} is in no consumer team`, {
    userMessage: 'You are not in a team that uses the mesh yet. A mesh admin can add you to one.',
  });
}

/** A request that nobody could approve is refused before it exists. */
async function requireDecider(
  { teams }: JobDependencies,
  owner: string,
  consumer: Team,
  requester: string,
): Promise<void> {
  const team = await teams.byAccount(owner, 'producer');
  if (!team) {
    throw new ConfigurationError('TEAM_NOT_MAPPED', `no team is mapped to producer account ${owner}`, {
      userMessage:
        'No team is set up for the account that owns these tables, so nobody could decide. A mesh admin has to add it first.',
    });
  }
  if (team.account === consumer.account) {
    throw new InvalidRequestError('OWN_PRODUCT', `${team.key} asks for its own product`, {
      userMessage: `${team.name} already owns these tables.`,
    });
  }
  const { users, silent, groups } = team.approvers;
  if ([...users, ...silent].every((user) => user === requester) && groups.length === 0) {
    throw new ConfigurationError('NO_APPROVER', `team ${team.key} has no approver other than the requester`, {
      userMessage: `Nobody of ${team.name} could decide this (${approverNames(team, requester)}).`,
    });
  }
}

function known(permissions: readonly string[]): readonly TablePermission[] {
  const unknown = permissions.filter((name) => !TABLE_PERMISSIONS.some((permission) => permission === name));
  if (unknown.length > 0) {
    throw new InvalidRequestError('UNKNOWN_PERMISSION', `unknown permissions ${unknown.join(', ')}`, {
      userMessage:
        'The form asked for a permission that does not exist. Open it again and tick from the list.',
    });
  }
  return TABLE_PERMISSIONS.filter((permission) => permissions.includes(permission));
}

function draftId(jobId: string): string {
  return createHash('sha256').update(jobId).digest('base64url').slice(0, 22);
}
