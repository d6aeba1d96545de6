import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';

/** Rows that let somebody have something. */
export const GRANTING: readonly Decision['kind'][] = [
  'approve',
  'retry',
  'modify',
  'keep-partial',
  'repair',
  'resume',
];

/**
 * The newest decision that granted, with the end as extensions moved it, unless one that ended the subscription came after it; `undefined`
 * where no ledger is kept.
 */
export function lastGrant(ports: Pick<MeshPorts, 'ledger'>, id: string): Promise<Decision | undefined> {
  return grantOf(ports, id, () => true);
}

/** As {@link lastGrant}, of an access that is suspended: what it was before. */
export function suspendedGrant(ports: Pick<MeshPorts, 'ledger'>, id: string): Promise<Decision | undefined> {
  return grantOf(ports, id, ({ kind }) => kind !== 'suspend');
}

async function grantOf(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  id: string,
  counts: (decision: Decision) => boolean,
): Promise<Decision | undefined> {
  let last: Decision | undefined;
  for await (const decision of ledger.history(id)) {
    if (decision.kind === 'extend') {
      last = last && {
        ...last,
        ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
      };
    } else if (counts(decision) && decision.kind !== 'deny-extension' && decision.kind !== 'approve-stage') {
      last = GRANTING.includes(decision.kind) ? decision : undefined;
    }
  }
  return last;
}
