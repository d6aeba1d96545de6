import { emergencyModal, nameText, progressText } from '../../blocks/emergency-modal.ts';
import { section } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { ConflictError, InvalidRequestError, UpstreamError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { carryOut as carryOutOn, isLeft } from '../carry-out.ts';
import { requireOrders } from '../require-orders.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import type { Emergency } from './emergencies.ts';
import { type EmergencyScope, emergencyScope, recordsOf } from './emergency-scope.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Subscriptions that get a job of their own; what is beyond, the sweep does. */
const OWN_JOBS = 300;
/** Up to so many, every job says how far it has come. */
const COUNTED = 50;

const WORDS: Readonly<
  Record<
    Emergency,
    { readonly title: string; readonly submit: string; readonly says: string; readonly past: string }
  >
> = {
  suspend: {
    title: 'Suspend access',
    submit: 'Suspend',
    says: 'Every grant is taken away now; requests wait and nothing is granted until you type `/mesh resume`. The records stay, so that all of it can be given back as it was.',
    past: 'suspended',
  },
  resume: {
    title: 'Resume access',
    submit: 'Resume',
    says: 'What was suspended is given back exactly as it was decided, unless its end has come meanwhile.',
    past: 'resumed',
  },
  offboard: {
    title: 'Offboard',
    submit: 'Offboard',
    says: 'Every access ends for good and every request is denied. Nothing is granted again until you type `/mesh resume` for it.',
    past: 'offboarded',
  },
  'revoke-all': {
    title: 'End all access',
    submit: 'End all',
    says: 'Every access ends for good and every request that waits is denied. What is asked for later is decided as ever.',
    past: 'ended all access of',
  },
};

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
async function tellProgress(dependencies: JobDependencies, mesh: Mesh, progress: Progress): Promise<void> {
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
  const what = `${actorMention(actorText(actingPerson(progress)))} ${WORDS[verb].past} ${nameText(name)}. Reason: ${typed(note, 500)}`;
  const text = progressText(what, { done, total });
  await dependencies.outbox.put({
    subscriptionId: `order-${order}`,
    key: 'progress',
    workspace: place.workspace,
    ...(place.enterprise === undefined ? {} : { enterprise: place.enterprise }),
    channel,
    message: { text, blocks: [section(text)] },
    order: String(done).padStart(40, '0'),
  });
}
