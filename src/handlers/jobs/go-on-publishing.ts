import { publishedMessage, publishingMessage, publishStoppedMessage } from '../../blocks/publish-message.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Team } from '../team.ts';
import { followPublished } from './follow-published.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import type { Publication } from './publication.ts';
import { doneOf, say, stateOf, tellTeam } from './publication-messages.ts';
import { publishSome } from './publish-some.ts';
import { syncCatalogue } from './sync-catalogue.ts';

/** Seconds after which the rest is left to a new job: a job may run for two minutes. */
const LONGEST = 60;

/** A job that is delivered again goes on; one that handed its work on makes sure that the next one was sent. */
export async function resume(
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

export async function goOn(
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
