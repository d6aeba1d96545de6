import { ConflictError } from '../mesh/errors.ts';
import type { Mesh } from '../mesh/mesh.ts';

/**
 * For those who mend what AWS holds by what the records say: nobody has confirmed these records, or they are older than what was decided. Throws
 * `ConflictError` (`NOT_ADOPTED`, `RESTORED_TABLE`).
 */
export async function requireSettled(mesh: Pick<Mesh, 'adoption' | 'restoration'>): Promise<void> {
  if (!(await mesh.adoption()).isConfirmed) {
    throw new ConflictError('NOT_ADOPTED', 'nobody has confirmed what was in the mesh before', {
      userMessage:
        'This mesh was in use before the app, and no mesh admin has confirmed yet what was in it, so nothing is mended. A mesh admin looks at it and confirms it with `/mesh adopt`.',
    });
  }
  if ((await mesh.restoration()).isStanding) {
    throw new ConflictError('RESTORED_TABLE', 'the table was restored and nobody has compared it', {
      userMessage:
        'The table of subscriptions was restored to an earlier time, so its records may be older than what was decided, and nothing is mended by them. A mesh admin compares them with the ledger first: `/mesh restored`.',
    });
  }
}
