import { createHash } from 'node:crypto';
import { ConflictError, NotFoundError } from '../../mesh/errors.ts';
import { actingPerson } from './acting-person.ts';
import { goOn, resume } from './go-on-publishing.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { requireSource } from './open-publish.ts';
import type { Publication } from './publication.ts';
import { publishingTeams } from './publishing-team.ts';

/** Publishes what the form says, as whoever may at this moment. What goes on is told in one message that is updated. */
export async function publish(dependencies: JobDependencies, job: JobOf<'publish'>): Promise<void> {
  const id = publicationId(job.id);
  const begun = await dependencies.publications.find(id);
  const { team } = await publishingTeams(dependencies, job, job.form.team);
  const mesh = dependencies.meshAs(actingPerson(job));
  if (begun) {
    return resume(dependencies, mesh, team, begun, job);
  }
  const source = await requireSource(mesh, team.account, job.form.source);
  const { tables, skipped } = await mesh.sourceTables(
    team.account,
    source,
    job.form.pattern === '' ? undefined : job.form.pattern,
  );
  const { workspace, enterprise, user } = job;
  const publication: Publication = {
    id,
    form: { ...job.form, team: team.key },
    source,
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    user,
    left: [...tables],
    published: [],
    skipped: skipped.slice(0, 50),
    failed: [],
    job: job.id,
    number: 1,
  };
  await dependencies.publications.keep(publication);
  await goOn(dependencies, mesh, team, publication, job);
}

/** The next part of a long publication, or what failed of one once more. Throws `NotFoundError` (`PUBLICATION_GONE`), `ConflictError` (`PUBLISHING`). */
export async function continuePublish(
  dependencies: JobDependencies,
  job: JobOf<'continue-publish'>,
): Promise<void> {
  const kept = await dependencies.publications.find(job.publication);
  if (!kept) {
    throw new NotFoundError('PUBLICATION_GONE', `no publication ${job.publication}`, {
      userMessage: 'This was too long ago to be tried again. Type `/mesh publish` and publish once more.',
    });
  }
  const { team } = await publishingTeams(dependencies, job, kept.form.team);
  const mesh = dependencies.meshAs(actingPerson(job));
  if (job.number !== undefined || kept.job === job.id) {
    return resume(dependencies, mesh, team, kept, job);
  }
  if (kept.left.length > 0 || kept.failed.length === 0) {
    throw new ConflictError('PUBLISHING', `publication ${kept.id} has ${kept.left.length} tables left`, {
      userMessage:
        kept.left.length > 0
          ? 'It is still being published; the message shows how far it is.'
          : 'Nothing of it is left to be tried again.',
    });
  }
  const again: Publication = {
    ...kept,
    left: kept.failed.map(({ sourceTable }) => sourceTable).sort(),
    failed: [],
    job: job.id,
    number: kept.number + 1,
  };
  await dependencies.publications.keep(again);
  await goOn(dependencies, mesh, team, again, job);
}

/** Whether this job is at a publication already: then it is finished, however old it is. */
export async function hasBegunPublishing(
  { publications }: Pick<JobDependencies, 'publications'>,
  job: JobOf<'publish'> | JobOf<'continue-publish'>,
): Promise<boolean> {
  const id = job.kind === 'publish' ? publicationId(job.id) : job.publication;
  return (await publications.find(id))?.job === job.id;
}

function publicationId(jobId: string): string {
  return createHash('sha256').update(jobId).digest('base64url').slice(0, 22);
}
