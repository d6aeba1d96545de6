import { createHash } from 'node:crypto';
import type { Message } from '../../blocks/message.ts';
import { refusedForm } from '../../blocks/private-answer.ts';
import { MeshError } from '../../mesh/errors.ts';
import { subscriptionIdFrom } from '../../mesh/subscriptions/subscription-id.ts';
import { requireMember } from '../membership.ts';
import { answered } from './answered.ts';
import { consumerTeam } from './consumer-team.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { requestDomain } from './request-domain.ts';
import { storePart } from './request-part.ts';

/**
 * Stores the request once the person, the owner and somebody who can decide are known. A refusal comes back with the form as it was filled, and is
 * thrown on with `answered` in its details.
 */
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
    const { again } = error.details;
    const draft = await dependencies.references.keepDraft(draftId(job.id), {
      ...job.form,
      ...(typeof again === 'string' ? { again } : {}),
    });
    await dependencies.answers.tell(
      job,
      refusedForm(`Your request was not sent. ${error.userMessage}`, draft),
    );
    throw answered(error);
  }
}

async function store(dependencies: JobDependencies, job: JobOf<'request-access'>): Promise<void> {
  const team = await consumerTeam(dependencies, job);
  await requireMember(dependencies.people, team, job);
  const { domain, database, tables } = job.form;
  if (domain !== undefined) {
    return requestDomain(dependencies, job, { team, domain, storePart });
  }
  const tell = (message: Message) => dependencies.answers.tell(job, message);
  await storePart(dependencies, job, { team, id: subscriptionIdFrom(job.id), database, tables, tell });
}

function draftId(jobId: string): string {
  return createHash('sha256').update(jobId).digest('base64url').slice(0, 22);
}
