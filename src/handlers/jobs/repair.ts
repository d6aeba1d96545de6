import { driftModal } from '../../blocks/drift-modal.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { moment, typed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import type { Finding } from '../../mesh/drift/finding.ts';
import type { RepairRequest } from '../../mesh/drift/repair-request.ts';
import { ConflictError, MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { requireSettled } from '../require-settled.ts';
import { tellSharedAgain } from '../tell-of-invitation.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import { driftOwners } from './drift-owners.ts';
import { driftRow } from './drift-row.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { producers } from './look/my-teams.ts';
import { untilWords } from './until-words.ts';

/**
 * Repair, Revoke, Adopt, End access, Ignore on a difference. Who may is decided now, by whose tables these are; a finding of others is as unknown as none.
 * Throws as `Mesh.repair`, and `ConflictError` (`NOT_ADOPTED`, `RESTORED_TABLE`).
 */
export async function repair(dependencies: JobDependencies, job: JobOf<'repair'>): Promise<void> {
  const owners =
    job.operator === undefined
      ? await driftOwners(dependencies, job)
      : producers(await dependencies.teams.all()); // AWS's own authority over the queue
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  if (job.remedy !== 'ignore') {
    await requireSettled(mesh);
  }
  const choice = choiceOf(job);
  let failure: MeshError = gone(job.finding);
  for (const { account } of owners) {
    try {
      const { finding, remedy, id } = job;
      const mended = await mesh.repair({ owner: account, finding, remedy, by, job: id, ...choice });
      await tellInvited(dependencies, mesh, mended, job);
      if (job.operator !== undefined) {
        return; // the command line reads the ledger
      }
      const { sentence } = driftRow(mended, await dependencies.shownTeams.all());
      const said =
        remedy === 'ignore'
          ? `Left as it is until ${moment(choice.until ?? 0)}; it is shown again after that.`
          : `Mended (${remedy}).`;
      await dependencies.answers.tell(job, privateAnswer(`${said} It was: ${typed(sentence, 900)}`));
      return;
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      if (error.code !== 'DRIFT_GONE') {
        failure = error; // another account that cannot be read must not hide the one that is meant
      }
    }
  }
  throw failure;
}

/** Where the repair was a new invitation, those who have to import hear of it. */
async function tellInvited(
  dependencies: JobDependencies,
  mesh: Mesh,
  { share = 'waiting', subscriptionId }: Finding,
  job: JobOf<'repair'>,
): Promise<void> {
  const invited =
    job.remedy === 'repair' && share !== 'waiting' && subscriptionId !== undefined
      ? await mesh.getSubscription(subscriptionId)
      : undefined;
  if (invited?.status === 'Active') {
    await tellSharedAgain(
      dependencies,
      invited,
      actorMention(actorText(actingPerson(job))),
      dependencies.now(),
    );
  }
}

/** What Adopt and Ignore were told. */
function choiceOf({
  remedy,
  words = '',
  at,
}: JobOf<'repair'>): Pick<RepairRequest, 'until' | 'expiresAt' | 'note'> {
  if (remedy !== 'adopt' && remedy !== 'ignore') {
    return {};
  }
  const { until, note } = untilWords(words, at);
  const end = remedy === 'ignore' ? ('until' as const) : ('expiresAt' as const);
  return { note, ...(until === undefined ? {} : { [end]: until }) };
}

function gone(finding: string): ConflictError {
  return new ConflictError('DRIFT_GONE', `no difference ${finding}`, {
    userMessage: 'There is no such difference any more. Look with `/mesh drift`.',
  });
}

/** Fills the form of Adopt and Ignore with the difference as it is now, for those who may mend it. */
export async function openRepair(dependencies: JobDependencies, job: JobOf<'open-repair'>): Promise<void> {
  const { finding, remedy } = job;
  const title = remedy === 'adopt' ? 'Adopt access' : 'Leave it for now';
  await fillView(dependencies, job, title, async () => {
    const owners = await driftOwners(dependencies, job);
    const mesh = dependencies.meshAs(actingPerson(job));
    for (const { account } of owners) {
      for await (const line of mesh.drift({ owner: account, withIgnored: true })) {
        if (line.kind !== 'unread' && line.id === finding) {
          const { sentence } = driftRow(line, await dependencies.shownTeams.all());
          return driftModal({ remedy, sentence, metadata: JSON.stringify({ finding, remedy }) });
        }
      }
    }
    throw gone(finding);
  });
}
