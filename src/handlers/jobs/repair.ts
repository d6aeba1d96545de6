import { privateAnswer } from '../../blocks/private-answer.ts';
import { typed } from '../../blocks/text.ts';
import { ConflictError, MeshError } from '../../mesh/errors.ts';
import { actingPerson } from './acting-person.ts';
import { driftOwners } from './drift-owners.ts';
import { driftRow } from './drift-row.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/**
 * Repair, Revoke, End access on a difference. Who may is decided now, by whose tables these are; a finding of others is as unknown as none.
 * Throws as `Mesh.repair`.
 */
export async function repair(dependencies: JobDependencies, job: JobOf<'repair'>): Promise<void> {
  const owners = await driftOwners(dependencies, job);
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  let failure: MeshError = new ConflictError('DRIFT_GONE', `no difference ${job.finding}`, {
    userMessage: 'There is no such difference any more. Look with `/mesh drift`.',
  });
  for (const { account } of owners) {
    try {
      const { finding, remedy, id } = job;
      const mended = await mesh.repair({ owner: account, finding, remedy, by, job: id });
      const { sentence } = driftRow(mended, await dependencies.shownTeams.all());
      await dependencies.answers.tell(
        job,
        privateAnswer(`Mended (${remedy}). It was: ${typed(sentence, 900)}`),
      );
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
