import { createHash } from 'node:crypto';
import type { Message } from '../../blocks/message.ts';
import {
  type PublishState,
  publishedMessage,
  publishedNews,
  publishingMessage,
  publishStoppedMessage,
} from '../../blocks/publish-message.ts';
import { ConflictError, MeshError, NotFoundError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import { followPublished } from './follow-published.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { requireSource } from './open-publish.ts';
import type { Publication } from './publication.ts';
import { publishingTeams } from './publishing-team.ts';
import { syncCatalogue } from './sync-catalogue.ts';

/** Tables that are published, granted and linked together; a crash repeats at most these. */
const AT_ONCE = 25;
/** Seconds after which the rest is left to a new job: a job may run for two minutes. */
const LONGEST = 60;

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

/** A job that is delivered again goes on; one that handed its work on makes sure that the next one was sent. */
async function resume(
  dependencies: JobDependencies,
  mesh: Mesh,
  team: Team,
  kept: Publication,
  job: JobOf<'publish'> | JobOf<'continue-publish'>,
): Promise<void> {
  if (kept.job === job.id) {
    return goOn(dependencies, mesh, team, kept, job);
  }
  if (kept.left.length > 0) {
    await sendNext(dependencies, kept, job);
  }
}

async function goOn(
  dependencies: JobDependencies,
  mesh: Mesh,
  team: Team,
  begun: Publication,
  job: JobOf<'publish'> | JobOf<'continue-publish'>,
): Promise<void> {
  const { publications, now } = dependencies;
  const started = now();
  let current = begun;
  try {
    while (current.left.length > 0) {
      if (now() - started > LONGEST) {
        return await handOn(dependencies, current, job);
      }
      await say(dependencies, current, 'going', publishingMessage(stateOf(current), doneOf(current)));
      current = await publishSome(mesh, team, current);
      await publications.keep(current);
    }
    await syncCatalogue(dependencies);
    await followPublished(dependencies, team, job.id);
    await say(dependencies, current, 'end', publishedMessage(stateOf(current)));
    await tellTeam(dependencies, team, current);
  } catch (error) {
    const isOver = error instanceof MeshError && !error.retryable;
    const why = error instanceof MeshError ? error.userMessage : 'AWS did not answer as it should.';
    const next = isOver ? '' : ' It is tried again by itself; you are told if it stays like this.';
    const message = publishStoppedMessage(stateOf(current), why + next, { isOver });
    await say(dependencies, current, isOver ? 'end' : 'stopped', message);
    if (!isOver) {
      throw error;
    }
    dependencies.report('publication stopped', { publication: current.id, code: error.code });
    await publications.keep({
      ...current,
      left: [],
      failed: [...current.failed, ...current.left.map((sourceTable) => ({ sourceTable, reason: why }))],
    });
  }
}

async function publishSome(mesh: Mesh, team: Team, current: Publication): Promise<Publication> {
  const { form, source, left } = current;
  const tables = left.slice(0, AT_ONCE);
  const made = await mesh.publish({
    owner: team.account,
    sourceDatabaseName: source,
    tables,
    createPublicMetadata: form.isPublic,
    dataProductName: form.product,
    ...(form.domain === '' ? {} : { domain: form.domain }),
    ...(form.exposedName === '' ? {} : { exposeDataMeshDbName: form.exposedName }),
    ...(form.schedule === ''
      ? {}
      : { syncMeshCatalogSchedule: form.schedule, syncMeshCrawlerRoleArn: form.crawlerRole }),
  });
  const published = made.tables.map(({ sourceTable }) => sourceTable);
  const told = new Set([...published, ...made.failed.map(({ sourceTable }) => sourceTable)]);
  const gone = tables
    .filter((name) => !told.has(name))
    .map((sourceTable) => ({ sourceTable, reason: 'it is no longer in the source database' }));
  return {
    ...current,
    left: left.slice(AT_ONCE),
    published: [...new Set([...current.published, ...published])].sort(),
    failed: [...current.failed, ...made.failed, ...gone],
  };
}

async function handOn(
  dependencies: JobDependencies,
  current: Publication,
  job: JobOf<'publish'> | JobOf<'continue-publish'>,
): Promise<void> {
  const number = current.number + 1;
  const next = { ...current, number, job: `publish-${current.id}-${number}` };
  await dependencies.publications.keep(next);
  await sendNext(dependencies, next, job);
}

async function sendNext(
  { jobs, now }: Pick<JobDependencies, 'jobs' | 'now'>,
  next: Publication,
  { workspace, enterprise, home, user }: JobOf<'publish'> | JobOf<'continue-publish'>,
): Promise<void> {
  await jobs.send({
    kind: 'continue-publish',
    id: next.job,
    at: now(),
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    ...(home === undefined ? {} : { home }),
    user,
    reply: {},
    publication: next.id,
    number: next.number,
  });
}

/** What is said later at the same point of the work replaces what was said there before. */
const STEPS = { going: '0', stopped: '1', end: '2' } as const;

/** One message in the person's DM, whatever part of the publication speaks. */
async function say(
  { outbox }: JobDependencies,
  publication: Publication,
  when: keyof typeof STEPS,
  message: Message,
): Promise<void> {
  const { id, workspace, enterprise, user, number } = publication;
  const pad = (value: number): string => String(value).padStart(8, '0');
  await outbox.put({
    subscriptionId: `publish-${id}`,
    key: 'progress',
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    channel: user,
    message,
    order: `${pad(number)}-${pad(doneOf(publication))}-${STEPS[when]}`,
  });
}

async function tellTeam(
  { outbox }: JobDependencies,
  { workspace, enterprise, channel }: Team,
  after: Publication,
): Promise<void> {
  if (after.published.length === 0) {
    return;
  }
  await outbox.put({
    subscriptionId: `publish-${after.id}`,
    key: 'news',
    workspace,
    ...(enterprise === undefined ? {} : { enterprise }),
    channel,
    message: publishedNews(stateOf(after)),
    order: String(after.number).padStart(8, '0'),
  });
}

function doneOf({ published, failed }: Publication): number {
  return published.length + failed.length;
}

function stateOf(publication: Publication): PublishState {
  const { id, form, source, user, published, skipped, failed, left } = publication;
  return {
    id,
    source,
    product: form.product,
    by: user,
    isPublic: form.isPublic,
    published,
    skipped,
    failed,
    total: published.length + failed.length + left.length,
  };
}

function publicationId(jobId: string): string {
  return createHash('sha256').update(jobId).digest('base64url').slice(0, 22);
}
