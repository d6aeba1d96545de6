import { productStays } from '../../blocks/product-end.ts';
import type { Actor } from '../../mesh/actor.ts';
import { ConflictError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import type { OwnProduct } from '../jobs/own-products.ts';
import { END_JOB } from './keep-to-end.ts';
import { tellSubscribers } from './tell-subscribers.ts';

/** What was moved for an announced end that was taken back is given back, and told; then nothing of the announcement is left. May run twice. */
export async function giveEndsBack(
  dependencies: Pick<JobDependencies, 'outbox' | 'shownTeams'>,
  mesh: Pick<Mesh, 'listSubscriptions' | 'history' | 'modify' | 'setProductEnd'>,
  { database, title, team }: OwnProduct,
  by: Actor,
): Promise<void> {
  const owner = team.account;
  const active: Subscription[] = [];
  for await (const each of mesh.listSubscriptions({ owner, database, statuses: ['Active'] })) {
    active.push(each);
  }
  const teams = await dependencies.shownTeams.all();
  for (const each of active) {
    const job = `stays#${each.id}#${each.version ?? 0}`;
    if (await giveEndBack(mesh, each, { by, job })) {
      const { expiresAt: endsAt = 0 } = each;
      await tellSubscribers(
        dependencies,
        database,
        `stays-${each.id}-${each.version ?? 0}`,
        [each],
        teams,
        (tables) => productStays({ product: title, ownerTeam: team.name, endsAt, tables }),
      );
    }
  }
  await mesh.setProductEnd({ owner, database, isSettled: true });
}

/**
 * Gives an access the end that it had before the announcement; what somebody decided about its end meanwhile stays. Returns whether it was moved.
 */
async function giveEndBack(
  mesh: Pick<Mesh, 'history' | 'modify'>,
  record: Subscription,
  { by, job }: { readonly by: Actor; readonly job: string },
): Promise<boolean> {
  const before = await endBefore(mesh, record);
  if (record.status !== 'Active' || before === undefined) {
    return false;
  }
  try {
    await mesh.modify({
      subscriptionId: record.id,
      by,
      job,
      permissions: record.permitted,
      expiresAt: before,
      note: 'The product stays in the mesh after all.',
    });
    return true;
  } catch (error) {
    if (error instanceof ConflictError && error.code === 'NOT_ACTIVE') {
      return false; // it ended meanwhile
    }
    throw error;
  }
}

/** The end before the announcement, `null` where there was none; `undefined` where the last word about the end was not the announcement's. */
async function endBefore(
  mesh: Pick<Mesh, 'history'>,
  { id }: Subscription,
): Promise<number | null | undefined> {
  let before: number | null | undefined;
  for await (const { job, kind, movedFrom } of mesh.history(id)) {
    if (job.startsWith(END_JOB) && kind === 'modify') {
      before = before === undefined ? (movedFrom ?? null) : before;
    } else if (SETS_END.includes(kind)) {
      before = undefined;
    }
  }
  return before;
}

const SETS_END: readonly string[] = ['approve', 'extend', 'modify'];
