import { nameText, progressText } from '../../blocks/emergency-modal.ts';
import { section } from '../../blocks/message.ts';
import { sentence, typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { ConflictError, UpstreamError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { carryOut as carryOutOn, isLeft } from '../carry-out.ts';
import { orderOf } from '../changes/order-of.ts';
import { requireOrders } from '../require-orders.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import { recordsOf } from './emergency-scope.ts';
import { COUNTED, WORDS } from './emergency-words.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** One subscription. Throws as `carryOut`; what another job is at is tried again. */
export async function carryOut(dependencies: JobDependencies, job: JobOf<'carry-out'>): Promise<void> {
  const { verb, subscriptionId, id, note, index, total } = job;
  await requireOrders(dependencies, job);
  const by = actingPerson(job);
  const part = { kind: 'app', part: verb === 'resume' ? 'resume' : 'sweep' } as const;
  const mesh = dependencies.meshAs(part);
  const record = await mesh.getSubscription(subscriptionId);
  if (record) {
    try {
      await carryOutOn(mesh, verb, record, { by, job: id, note });
    } catch (error) {
      if (!(error instanceof ConflictError)) {
        throw error;
      }
      if (error.code === 'IN_CHANGE' || error.code === 'RECORD_CHANGED') {
        throw new UpstreamError('IN_CHANGE', `${subscriptionId} is being changed`, {
          userMessage: 'One of the accesses is being changed at this moment. It is tried again.',
          retryable: true,
          cause: error,
        });
      } // otherwise somebody has ended it meanwhile
    }
  }
  if (total <= COUNTED || index % 10 === 0 || index > total - 10) {
    await tellProgress(dependencies, mesh, job);
  }
}

type Progress = Pick<
  JobOf<'carry-out'>,
  'verb' | 'about' | 'name' | 'order' | 'total' | 'workspace' | 'enterprise' | 'user' | 'operator' | 'note'
>;

/** One message in the channel of the admins, changed as it goes on. */
export async function tellProgress(
  dependencies: JobDependencies,
  mesh: Mesh,
  progress: Progress,
): Promise<void> {
  const { verb, about, name, order, total, note, operator } = progress;
  const channel = await dependencies.adminChannel();
  const [team] = await dependencies.shownTeams.all();
  const place = operator === undefined ? progress : team;
  if (channel === undefined || !place) {
    return;
  }
  let left = 0;
  for await (const record of recordsOf(mesh, about)) {
    left += isLeft(verb, record) ? 1 : 0;
  }
  const done = Math.max(0, total - left);
  const what = `${actorMention(actorText(actingPerson(progress)))} ${WORDS[verb].past} ${nameText(name)}`;
  const text = `${progressText(what, { done, total })} Reason: ${sentence(typed(note, 500))}`;
  await dependencies.outbox.put({
    subscriptionId: `order-${order}`,
    key: 'progress',
    workspace: place.workspace,
    ...(place.enterprise === undefined ? {} : { enterprise: place.enterprise }),
    channel,
    message: { text, blocks: [section(text)] },
    order: orderOf(done),
  });
}
