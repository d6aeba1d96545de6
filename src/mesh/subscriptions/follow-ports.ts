import type { MeshPorts } from '../ports.ts';

export type FollowPorts = Pick<
  MeshPorts,
  'place' | 'store' | 'ledger' | 'producer' | 'consumer' | 'leases' | 'clock'
>;
