import type { Decision, MeshPorts } from '../ports.ts';

const GRANTING: readonly Decision['kind'][] = ['approve', 'retry', 'modify', 'keep-partial', 'repair'];

/**
 * The newest decision that granted, with the end as extensions moved it, unless one that ended the subscription came after it; `undefined`
 * where no ledger is kept.
 */
export async function lastGrant(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  id: string,
): Promise<Decision | undefined> {
  let last: Decision | undefined;
  for await (const decision of ledger.history(id)) {
    if (decision.kind === 'extend') {
      last = last && {
        ...last,
        ...(decision.expiresAt === undefined ? {} : { expiresAt: decision.expiresAt }),
      };
    } else if (decision.kind !== 'deny-extension' && decision.kind !== 'approve-stage') {
      last = GRANTING.includes(decision.kind) ? decision : undefined;
    }
  }
  return last;
}
