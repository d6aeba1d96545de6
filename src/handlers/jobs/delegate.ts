import { privateAnswer } from '../../blocks/private-answer.ts';
import { mention, typed } from '../../blocks/text.ts';
import { InvalidRequestError, NotAllowedError } from '../../mesh/errors.ts';
import type { Delegation } from '../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isMeshAdmin, requireMeshAdmin } from '../admins.ts';
import { delegationLine } from '../delegation/delegation-line.ts';
import { isEligible } from '../delegation/eligible.ts';
import { parseDelegateWords } from '../delegation/parse-delegate-words.ts';
import { teamsOf } from '../delegation/standing-in.ts';
import type { Person } from '../person.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * Arranges who stands in for an approver, or ends that: the approver themselves, or a mesh admin. Throws `InvalidRequestError`
 * (`BAD_DELEGATION`, `UNKNOWN_SCOPE`), `NotAllowedError` (`NOT_APPROVER`, `NOT_ELIGIBLE`, `NOT_MESH_ADMIN`), `NotFoundError` (`DELEGATION_NOT_FOUND`).
 */
export async function delegate(dependencies: JobDependencies, job: JobOf<'delegate'>): Promise<void> {
  await dependencies.people.checkInGoodStanding(job);
  const words = parseDelegateWords(job.words, job.at);
  const mesh = dependencies.meshAs(actingPerson(job));
  if (words.kind === 'end') {
    return endOne(dependencies, mesh, job, words.id);
  }
  const { to, begins, ends, reason, from = job.user } = words;
  if (from !== job.user) {
    await requireMeshAdmin(dependencies, job);
  }
  const scope = await scopeOf(dependencies, mesh, words.scope);
  const giver = { workspace: job.workspace, from, ...scope };
  await requireBoth(dependencies, giver, { ...job, home: undefined, user: to });
  const made = await mesh.delegate({
    ...giver,
    to,
    begins,
    ends,
    by: actingPerson(job),
    job: job.id,
    ...(reason === undefined ? {} : { reason }),
  });
  await tell(
    dependencies,
    job,
    made,
    `It counts for what waits already too; requests of ${mention(to)}, or of their team, are left to others. It is \`${made.id}\`; \`/mesh delegate end ${made.id}\` ends it.`,
  );
}

async function endOne(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'delegate'>,
  id: string,
): Promise<void> {
  const now = dependencies.now();
  const isAdmin = await isMeshAdmin(dependencies, job);
  for await (const { id: found, from } of mesh.delegations(job.workspace, now)) {
    if (found === id && from !== job.user && !isAdmin) {
      throw new NotAllowedError('NOT_MESH_ADMIN', `${job.user} may not end delegation ${id}`, {
        userMessage: `Only ${mention(from)} and mesh admins can end this. Nothing was changed.`,
      });
    }
  }
  const ended = await mesh.endDelegation({
    workspace: job.workspace,
    id,
    by: actingPerson(job),
    job: job.id,
  });
  await tell(dependencies, job, ended, 'That is over now, for every decision from here on.');
}

/** Whoever hands on has to decide something there, and whoever stands in has to be one of ours. */
export async function requireBoth(
  { people, teams }: Pick<JobDependencies, 'people' | 'teams'>,
  giver: Pick<Delegation, 'workspace' | 'from' | 'team'>,
  standIn: Person,
): Promise<void> {
  if ((await teamsOf({ people, teams }, giver)).length === 0) {
    throw new NotAllowedError('NOT_APPROVER', `${giver.from} decides nothing that could be handed on`, {
      userMessage: `${mention(giver.from)} decides nothing there, so nothing can be handed on. \`/mesh whoami\` shows for whom somebody decides.`,
    });
  }
  if (!(await isEligible(people, await teams.all(), standIn))) {
    throw new NotAllowedError('NOT_ELIGIBLE', `${standIn.user} cannot stand in for ${giver.from}`, {
      userMessage: `${mention(standIn.user)} cannot stand in: only full members of this workspace who are in a team of the mesh can. Name somebody else, or have a mesh admin add them to a team.`,
    });
  }
}

/** A team of producers by key or name, or a product by name or database; nothing typed is everything. */
async function scopeOf(
  { teams }: JobDependencies,
  mesh: Pick<Mesh, 'listProducts'>,
  words: string,
): Promise<Pick<Delegation, 'team' | 'database'>> {
  const wanted = words.toLowerCase();
  if (wanted === '') {
    return {};
  }
  const team = (await teams.all()).find(
    ({ key, name, sides }) => sides.includes('producer') && (key === wanted || name.toLowerCase() === wanted),
  );
  if (team) {
    return { team: team.key };
  }
  for await (const { database, product } of mesh.listProducts()) {
    if (database === wanted || product?.toLowerCase() === wanted) {
      return { database };
    }
  }
  throw new InvalidRequestError('UNKNOWN_SCOPE', `neither team nor product: ${words}`, {
    userMessage: `“${typed(words, 80)}” is neither a team that owns data nor a product. Leave it out to hand on everything, or see \`/mesh find\`.`,
  });
}

/** Whoever arranged it, and both whom it is about. */
async function tell(
  { answers, teams }: JobDependencies,
  job: JobOf<'delegate'>,
  delegation: Delegation,
  next: string,
): Promise<void> {
  const line = `${delegationLine(delegation, await teams.all())}. ${next}`;
  await answers.tell(job, privateAnswer(line));
  for (const user of new Set([delegation.from, delegation.to])) {
    if (user !== job.user) {
      await answers.tell(
        { ...job, user, reply: {} },
        privateAnswer(`${line} Arranged by ${mention(job.user)}.`),
      );
    }
  }
}
