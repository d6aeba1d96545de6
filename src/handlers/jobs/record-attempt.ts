import * as z from 'zod/mini';
import { type Actor, actorText } from '../../mesh/actor.ts';
import { MeshError, NotAllowedError } from '../../mesh/errors.ts';
import type { LedgerEvent } from '../../mesh/ledger/event.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { sessionName } from '../../mesh/session-name.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { isApprover, isMember } from '../membership.ts';
import { actingPerson } from './acting-person.ts';
import type { Job, JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { NOBODY } from './nobody.ts';

export interface Attempt {
  readonly outcome: 'done' | 'refused' | 'failed';
  readonly error?: unknown;
}

/** A field that another job may use for something else is passed over there: nothing may keep an attempt from being kept. */
const text = z.catch(z.optional(z.string()), undefined);
const texts = z.catch(z.optional(z.array(z.string())), undefined);

/** What a job may be about, whatever its kind: jobs that are added later are kept without anything being done for it. */
const About = z.object({
  subscriptionId: text,
  database: text,
  tables: texts,
  team: text,
  form: z.catch(z.optional(z.object({ team: text, database: text, tables: texts })), undefined),
  reason: text,
  note: text,
  words: text,
});

/**
 * Keeps who tried what and what came of it. The same try of the same job with the same outcome is one row, however often it is delivered.
 * Throws `UpstreamError` where the ledger does not take it.
 */
export async function recordAttempt(
  dependencies: JobDependencies,
  job: Job,
  attempt: Attempt,
): Promise<void> {
  if (!matters(job, attempt)) {
    return;
  }
  const by: Actor =
    job.user === NOBODY && job.operator === undefined ? { kind: 'app', part: job.kind } : actingPerson(job);
  const mesh = dependencies.meshAs(by);
  await mesh.record([
    {
      ...(await subjectOf(mesh, job)),
      ...(job.user === NOBODY ? {} : await identityOf(dependencies, job)),
      ...causeOf(attempt),
      id: `${job.id}#${attempt.outcome}#${codeOf(attempt.error) ?? ''}`,
      at: job.at,
      source: 'attempt',
      ...(job.kind === 'operation' ? toldBy(job) : { action: job.kind, outcome: attempt.outcome }),
      by: actorText(by),
      job: job.id,
      session: sessionName(by),
    },
  ]);
}

/** Looking leaves no trace, unless somebody was kept from it; what the schedule does without an effect does neither. */
function matters({ kind, user, operator }: Job, { outcome, error }: Attempt): boolean {
  const isLook = kind === 'look' || kind === 'home' || kind.startsWith('open-');
  if (isLook) {
    return outcome === 'refused' && (isForbidden(error) || isSecurityEvent(error));
  }
  return outcome !== 'done' || user !== NOBODY || operator !== undefined;
}

/** The attempt was made elsewhere: this job only tells of it. */
function toldBy({ action, outcome, code, cause }: JobOf<'operation'>) {
  return {
    action,
    outcome,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function isForbidden(error: unknown): boolean {
  return (
    error instanceof NotAllowedError || (error instanceof MeshError && error.cause instanceof NotAllowedError)
  );
}

function isSecurityEvent(error: unknown): boolean {
  return error instanceof MeshError && error.details['securityEvent'] === true;
}

function codeOf(error: unknown): string | undefined {
  return error === undefined ? undefined : error instanceof MeshError ? error.code : 'UNEXPECTED';
}

function causeOf({ error }: Attempt): Partial<LedgerEvent> {
  const code = codeOf(error);
  const requestId = error instanceof MeshError ? error.details['requestId'] : undefined;
  return {
    ...(code === undefined ? {} : { code }),
    ...(error instanceof MeshError ? { cause: error.userMessage } : {}),
    ...(isSecurityEvent(error) ? { isSecurityEvent: true } : {}),
    ...(typeof requestId === 'string' ? { awsRequestIds: [requestId] } : {}),
  };
}

/** The record as it is now, or as much as the job says where there is none. */
async function subjectOf(mesh: Pick<Mesh, 'getSubscription'>, job: Job): Promise<Partial<LedgerEvent>> {
  const about = About.parse(job);
  const id = about.subscriptionId ?? (job.kind === 'request-access' ? subscriptionIdFrom(job.id) : undefined);
  const record = id === undefined ? undefined : await mesh.getSubscription(id);
  const database = record?.database ?? about.database ?? about.form?.database;
  const team = about.team ?? about.form?.team;
  const tables = record?.tables ?? about.tables ?? about.form?.tables;
  const note =
    about.reason ??
    about.note ??
    (about.words || (job.kind === 'request-access' ? job.form.reason : undefined));
  return {
    ...(record === undefined && about.subscriptionId === undefined ? {} : { subscriptionId: id }),
    ...(record ? { owner: record.owner, subscriber: record.subscriber, to: record.status } : {}),
    ...(database === undefined ? {} : { database }),
    ...(tables === undefined ? {} : { tables: [...tables] }),
    ...(record ? { permissions: [...record.requested] } : {}),
    ...(team === undefined ? {} : { team }),
    ...(note === undefined ? {} : { note }),
  };
}

/** The person by name and teams as they are now: both may be others later. A name that cannot be had keeps nothing from being recorded. */
async function identityOf({ people, teams }: JobDependencies, job: Job): Promise<Partial<LedgerEvent>> {
  const [name, keys] = await Promise.allSettled([
    people.nameOf(job),
    (async () => {
      const mine: string[] = [];
      for (const team of await teams.all()) {
        if ((await isMember(people, team, job)) || (await isApprover(people, team, job))) {
          mine.push(team.key);
        }
      }
      return mine;
    })(),
  ]);
  return {
    ...(name.status === 'fulfilled' && name.value ? { name: name.value } : {}),
    ...(keys.status === 'fulfilled' ? { teams: keys.value } : {}),
    ...(job.reply.channel === undefined ? {} : { channel: job.reply.channel }),
  };
}
