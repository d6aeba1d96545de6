import { type Finding, tried } from '../../mesh/admin/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';

/** Whether the app looks after all that is in the mesh. */
export function adopted(mesh: Pick<Mesh, 'adoption'>): Promise<Finding> {
  const trouble = {
    severity: 'warning',
    effect: 'Nothing that was in the mesh before the app is ended, reminded of, mended or announced.',
    fix: 'As mesh admin, look at the inventory and confirm it with /mesh adopt.',
  } as const;
  return tried('a mesh admin confirmed what was in the mesh before the app', trouble, async () => {
    const { isConfirmed } = await mesh.adoption();
    return isConfirmed;
  });
}
