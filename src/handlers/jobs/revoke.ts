import { revokeModal } from '../../blocks/revoke-modal.ts';
import { ConflictError, NotAllowedError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { isApprover, isMember } from '../membership.ts';
import type { Person } from '../person.ts';
import { productTitle } from '../product-titles.ts';
import { buttonValue } from '../slack/button-value.ts';
import { actingPerson } from './acting-person.ts';
import { actAsPlanned } from './as-planned.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';
import { requireFinished } from './require-finished.ts';
import { teamName } from './to-row.ts';

/** Shows what would be cut off, to somebody who may do it: an approver of the owner, or a member of the team that has the access. */
export async function openRevoke(dependencies: JobDependencies, job: JobOf<'open-revoke'>): Promise<void> {
  await fillView(dependencies, job, 'End access', async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    const { subscription } = await loadShown({ ...dependencies, mesh }, job);
    requireActive(subscription);
    await authoriseEnd(dependencies, subscription, job);
    const kept = await coveredByOthers(mesh, subscription);
    return revokeModal({
      consumerTeam: teamName(await dependencies.shownTeams.all(), subscription.subscriber, 'consumer'),
      product: await productTitle(dependencies.titles, subscription),
      lost: subscription.tables.filter((name) => !kept.has(name)),
      kept: subscription.tables.filter((name) => kept.has(name)),
      metadata: buttonValue(job),
    });
  });
}

export function revoke(dependencies: JobDependencies, job: JobOf<'revoke'>): Promise<void> {
  return actAsPlanned(dependencies, job, (mesh) => revokeWith(dependencies, mesh, job));
}

/** With the mesh that acts, or with one that plans. */
export async function revokeWith(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'revoke'>,
): Promise<void> {
  const by = actingPerson(job);
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  await authoriseEnd(dependencies, subscription, job);
  requireFinished(
    await mesh.revoke({ subscriptionId: subscription.id, by, job: job.id, note: job.reason }),
    'RevokeFailed',
  );
}

export function requireActive({ id, status }: Subscription): void {
  if (status !== 'Active') {
    throw new ConflictError('NOT_ACTIVE', `${id} is ${status}`, {
      userMessage:
        status === 'Deleted'
          ? 'This access has already ended.'
          : 'There is no access to end: this request was not granted.',
    });
  }
}

async function authoriseEnd(
  { teams, people }: JobDependencies,
  subscription: Subscription,
  person: Person,
): Promise<void> {
  await people.checkInGoodStanding(person);
  const [owner, consumer] = await Promise.all([
    teams.byAccount(subscription.owner, 'producer'),
    teams.byAccount(subscription.subscriber, 'consumer'),
  ]);
  const may =
    (owner && (await isApprover(people, owner, person))) ||
    (consumer && (await isMember(people, consumer, person)));
  if (!may) {
    throw new NotAllowedError('NOT_OF_EITHER_TEAM', `${person.user} may not end ${subscription.id}`, {
      userMessage: `Only approvers of ${owner?.name ?? 'the owning team'} and members of ${consumer?.name ?? 'the team that has it'} can end this access.`,
    });
  }
}

/** Tables that another live subscription of the same consumer still covers. */
async function coveredByOthers(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  { id, subscriber, database }: Subscription,
): Promise<ReadonlySet<string>> {
  const covered = new Set<string>();
  const filter = { subscriber, statuses: ['Active'], ...(database ? { database } : {}) } as const;
  for await (const other of mesh.listSubscriptions(filter)) {
    for (const table of other.id === id ? [] : other.tables) {
      covered.add(table);
    }
  }
  return covered;
}
