import { type Finding, tried } from '../../mesh/admin/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';

/** Whether the records are those that decisions were written with. */
export function restored(mesh: Pick<Mesh, 'restoration'>): Promise<Finding> {
  const trouble = {
    severity: 'error',
    effect: 'The table was restored, and sweeps rest: nothing ends, is reminded of or mended.',
    fix: 'As mesh admin, compare its records with the ledger and go on with /mesh restored.',
  } as const;
  return tried('the subscriptions table is the one that the ledger knows', trouble, async () => {
    const { isStanding } = await mesh.restoration();
    return !isStanding;
  });
}
