import { emergencyModal, nameText } from '../../blocks/emergency-modal.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isLeft } from '../carry-out.ts';
import { requireOrders } from '../require-orders.ts';
import { actingPerson } from './acting-person.ts';
import { tellProgress } from './carry-out-order.ts';
import type { Emergency } from './emergencies.ts';
import { type EmergencyScope, emergencyScope, recordsOf } from './emergency-scope.ts';
import { WORDS } from './emergency-words.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Subscriptions that get a job of their own; what is beyond, the sweep does. */
const OWN_JOBS = 300;

/** Fills the form with what would be done, for mesh admins. */
export async function openEmergency(
  dependencies: JobDependencies,
  job: JobOf<'open-emergency'>,
): Promise<void> {
  const { verb, words } = job;
  const { title, submit, says } = WORDS[verb];
  await fillView(dependencies, job, title, async () => {
    await requireOrders(dependencies, job);
    const scope = await emergencyScope(dependencies, verb, job, words);
    const impact = await impactOf(dependencies.meshAs(actingPerson(job)), verb, scope);
    return emergencyModal({
      title,
      submit,
      name: scope.name,
      impact: `${impact}\n${says}`,
      metadata: JSON.stringify({ verb, about: words, name: scope.name }),
    });
  });
}

async function impactOf(mesh: Mesh, verb: Emergency, { about, name }: EmergencyScope): Promise<string> {
  const counts = { has: 0, gives: 0, waits: 0 };
  for await (const record of recordsOf(mesh, about)) {
    if (isLeft(verb, record)) {
      counts[record.status === 'Pending' ? 'waits' : record.owner === about ? 'gives' : 'has'] += 1;
    }
  }
  const some = (count: number, one: string, more: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? one : more}`];
  const parts = [
    ...some(counts.has, 'access that is held', 'accesses that are held'),
    ...some(counts.gives, 'access of others to its data', 'accesses of others to its data'),
    ...some(counts.waits, 'request that is not finished', 'requests that are not finished'),
  ];
  return `*${typed(name, 80)}*: this concerns ${parts.length > 0 ? parts.join(', ') : 'no access now'}.`;
}

/**
 * Gives the order, then a job for each subscription. The order is what counts: the sweep holds to it whatever becomes of the jobs. Throws
 * `NotAllowedError` (`NOT_MESH_ADMIN`), `InvalidRequestError` (`NOT_CONFIRMED`, `BAD_SCOPE`).
 */
export async function emergency(dependencies: JobDependencies, job: JobOf<'emergency'>): Promise<void> {
  const { verb, confirm, note } = job;
  await requireOrders(dependencies, job);
  const scope = await emergencyScope(dependencies, verb, job, job.about);
  if (confirm.trim().toLowerCase() !== scope.name.toLowerCase()) {
    throw new InvalidRequestError('NOT_CONFIRMED', `confirmed ${confirm} instead of ${scope.name}`, {
      userMessage: `To confirm, type the name again: ${typed(scope.name, 80)}. Nothing was changed.`,
    });
  }
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  if (verb !== 'revoke-all') {
    await mesh.giveOrder({
      subject: 'suspension',
      about: scope.about,
      action: verb,
      job: job.id,
      by: actorText(by),
      at: job.at,
      note,
    });
  }
  const ids: string[] = [];
  for await (const record of recordsOf(mesh, scope.about)) {
    if (isLeft(verb, record)) {
      ids.push(record.id);
    }
  }
  const { id: order, kind: _, confirm: __, ...rest } = job;
  for (const [index, subscriptionId] of ids.slice(0, OWN_JOBS).entries()) {
    await dependencies.jobs.send({
      ...rest,
      kind: 'carry-out',
      id: `${order.slice(-64)}-${index}`,
      subscriptionId,
      about: scope.about,
      name: scope.name,
      order,
      index,
      total: ids.length,
    });
  }
  await tellProgress(dependencies, mesh, {
    ...job,
    name: scope.name,
    about: scope.about,
    order,
    total: ids.length,
  });
  if (job.operator === undefined) {
    const many = ids.length === 1 ? '1 access or request is' : `${ids.length} accesses and requests are`;
    await dependencies.answers.tell(
      job,
      privateAnswer(
        `${nameText(scope.name)} is ordered to be ${verb === 'revoke-all' ? 'cut off' : WORDS[verb].past}: ${many} taken up now. The channel of the mesh admins shows how far it is.`,
      ),
    );
  }
}
