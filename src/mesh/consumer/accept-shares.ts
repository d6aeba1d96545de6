import { UpstreamError } from '../errors.ts';
import type { Shares } from '../ports/shares.ts';
import type { Clock } from '../ports.ts';

/** How often a share is looked for; it becomes visible some seconds after the grant. */
const LOOKS = 6;

/**
 * Accepts exactly these shares and waits until they can be used; inside an organisation there are no invitations, the shares are simply there.
 * Throws `UpstreamError` (`SHARE_NOT_VISIBLE`), retryable.
 */
export async function acceptAll(
  { shares, clock }: { readonly shares: Shares; readonly clock: Clock },
  arns: readonly string[],
): Promise<void> {
  if (arns.length === 0) {
    return;
  }
  for (let attempt = 1; ; attempt += 1) {
    const active = await shares.active(arns);
    const waiting = arns.filter((arn) => !active.includes(arn));
    if (waiting.length === 0) {
      return;
    }
    const invitations = await shares.invitations(waiting);
    for (const invitation of invitations.values()) {
      await shares.accept(invitation);
    }
    if (attempt >= LOOKS) {
      throw new UpstreamError('SHARE_NOT_VISIBLE', `shares not visible: ${waiting.join(', ')}`, {
        userMessage: 'The share is not visible in the account yet. That can take a minute; try again then.',
        retryable: true,
      });
    }
    if (invitations.size < waiting.length) {
      await clock.sleep(Math.min(250 * 2 ** attempt, 4_000));
    }
  }
}
