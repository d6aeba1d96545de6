import type { Clock, MeshPorts } from '../ports.ts';
import { plannedCells } from './planned-cells.ts';
import { plannedPermissions } from './planned-permissions.ts';
import { plannedTagGrants } from './planned-tag-grants.ts';

/**
 * A producer's ports for a plan: what was planned so far is read back as if AWS had taken it, so that the plan comes as far as the work would. The
 * changes themselves go to the adapters beneath, whose clients note them instead of sending them.
 */
export function plannedProducer(producer: MeshPorts['producer']): MeshPorts['producer'] {
  const grants: Parameters<typeof plannedPermissions>[1] = [];
  const byTag: Parameters<typeof plannedTagGrants>[1] = new Map();
  const tags: Parameters<typeof plannedTagGrants>[2] = new Map();
  const cells: Parameters<typeof plannedCells>[1] = new Map();
  return async (account, database) => {
    const ports = await producer(account, database);
    return {
      ...ports,
      permissions: plannedPermissions(ports.permissions, grants),
      tagGrants: plannedTagGrants(ports.tagGrants, byTag, tags),
      cells: plannedCells(ports.cells, cells),
    };
  };
}

/** A plan waits for nothing: nobody else brings what it would wait for. */
export function plannedClock(now: () => Date): Clock {
  let waited = 0;
  return {
    now: () => new Date(now().getTime() + waited),
    sleep: async (ms) => {
      waited += ms;
    },
  };
}
