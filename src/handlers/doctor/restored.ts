import { type Finding, type Trouble, tried } from '../../mesh/admin/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';

export const SAME_TABLE = 'the subscriptions table is the one that the ledger knows';
export const OTHER_TABLE: Trouble = {
  severity: 'error',
  effect: 'The table was restored, and sweeps rest: nothing ends, is reminded of or mended.',
  fix: 'As mesh admin, compare its records with the ledger and go on with /mesh restored.',
};

/** Whether the records are those that decisions were written with. */
export function restored(mesh: Pick<Mesh, 'restoration'>): Promise<Finding> {
  return tried(SAME_TABLE, OTHER_TABLE, async () => {
    const { isStanding } = await mesh.restoration();
    return !isStanding;
  });
}
