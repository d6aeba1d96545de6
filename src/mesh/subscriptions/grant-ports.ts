import type { MeshPorts } from '../ports.ts';

/** What granting and taking back touch. */
export type GrantPorts = Pick<MeshPorts, 'place' | 'store' | 'ledger' | 'producer' | 'leases' | 'clock'>;
