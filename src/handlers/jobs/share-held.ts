import { privateAnswer } from '../../blocks/private-answer.ts';
import { listed, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { ConflictError } from '../../mesh/errors.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { outcomeOf } from '../policy/outcome-of.ts';
import { stageViews } from '../policy/stage-views.ts';
import { keepTerms } from '../policy/terms.ts';
import { actingPerson } from './acting-person.ts';
import { authoriseDecision } from './authorise-decision.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { loadShown } from './load-shown.ts';

/**
 * Makes a request of what a live access holds back, in the name of whoever asked for the access, so that it is decided like every other: by the policy's stages,
 * with its own card. Throws `ConflictError` (`NOTHING_HELD_BACK`).
 */
export async function shareHeld(dependencies: JobDependencies, job: JobOf<'share-held'>): Promise<void> {
  const mesh = dependencies.meshAs(actingPerson(job));
  const { subscription } = await loadShown({ ...dependencies, mesh }, job);
  const { owner } = await authoriseDecision({ ...dependencies, mesh }, subscription, job);
  const { byTag, database = '', subscriber, permitted, requestedBy } = subscription;
  const tables = byTag?.heldBack ?? [];
  if (subscription.status !== 'Active' || byTag === undefined || tables.length === 0) {
    throw new ConflictError('NOTHING_HELD_BACK', `${subscription.id} holds nothing back`, {
      userMessage: 'Nothing is held back from this access any more, so there is nothing to decide.',
    });
  }
  const id = subscriptionIdFrom(job.id);
  const consumer = await dependencies.teams.byAccount(subscriber, 'consumer');
  const terms = await keepTerms(mesh, id, owner, consumer?.key ?? '');
  const outcome = await outcomeOf(mesh, { database, tables, requested: permitted }, owner, terms);
  const stages = await stageViews(dependencies, outcome, owner);
  const request = await mesh.requestAccess({
    id,
    subscriber,
    database,
    tables,
    permissions: permitted,
    reason: `Added to the ${byTag.kind} ${byTag.name}, which access ${subscription.id} follows; held back for its sensitivity.`,
    requestedBy: requestedBy ? parseActor(requestedBy) : actingPerson(job),
    requestedVia: 'slack',
    ...(stages.length > 0 ? { stages } : {}),
    ...(outcome.isReviewed ? { mustReview: true } : {}),
  });
  const what = listed(
    tables.map((name) => typed(name, 80)),
    5,
  );
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `A request for ${what} waits for your decision now, with a card of its own: \`/mesh status ${request.id}\`.`,
    ),
  );
}
