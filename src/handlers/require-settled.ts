import { ConflictError } from '../mesh/errors.ts';
import type { Mesh } from '../mesh/mesh.ts';

/**
 * For those who mend what AWS holds by what the records say: nobody has confirmed these records, or they are older than what was decided. Throws
 * `ConflictError` (`NOT_ADOPTED`, `RESTORED_TABLE`).
 */
export async function requireSettled(mesh: Pick<Mesh, 'adoption' | 'restoration'>): Promise<void> {
  if (!(await mesh.adoption()).isConfirmed) {
    throw notAdopted();
  }
  if ((await mesh.restoration()).isStanding) {
    throw restoredTable();
  }
}

export function notAdopted(): ConflictError {
  return new ConflictError('NOT_ADOPTED', 'nobody has confirmed what was in the mesh before', {
    userMessage:
      'This mesh was in use before the app, and no mesh admin has confirmed yet what was in it, so nothing is mended. A mesh admin looks at it and confirms it with `/mesh adopt`.',
  });
}

export function restoredTable(): ConflictError {
  return new ConflictError('RESTORED_TABLE', 'the table was restored and nobody has compared it', {
    userMessage:
      'The table of subscriptions was restored to an earlier time, so its records may be older than what was decided, and nothing is mended by them. A mesh admin compares them with the ledger first: `/mesh restored`.',
  });
}

/**
 * For those who decide about one record: while the table counts as restored, a record that does not say what was decided last is nothing to decide on.
 * The ledger is asked first, since that is cheaper and nearly always the end of it. Throws `ConflictError` (`RESTORED_RECORD`).
 */
export async function requireTrue(
  mesh: Pick<Mesh, 'disagreement' | 'restoration'>,
  subscriptionId: string,
): Promise<void> {
  const found = await mesh.disagreement(subscriptionId);
  if (found && (await mesh.restoration()).isStanding) {
    throw new ConflictError('RESTORED_RECORD', `${subscriptionId} is ${found.kind}, and a restore stands`, {
      userMessage:
        'The table of subscriptions was restored to an earlier time, and this is not what was decided about it last. Nothing was done. A mesh admin brings it back first: `/mesh restored`.',
    });
  }
}
