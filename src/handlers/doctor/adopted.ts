import { type Finding, type Trouble, tried } from '../../mesh/admin/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';

export const ADOPTED = 'a mesh admin confirmed what was in the mesh before the app';
export const NOT_ADOPTED: Trouble = {
  severity: 'warning',
  effect: 'Nothing that was in the mesh before the app is ended, reminded of, mended or announced.',
  fix: 'As mesh admin, look at the inventory and confirm it with /mesh adopt.',
};

/** Whether the app looks after all that is in the mesh. */
export function adopted(mesh: Pick<Mesh, 'adoption'>): Promise<Finding> {
  return tried(ADOPTED, NOT_ADOPTED, async () => {
    const { isConfirmed } = await mesh.adoption();
    return isConfirmed;
  });
}
