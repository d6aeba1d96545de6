import { ConflictError, UpstreamError } from '../errors.ts';
import type { ShareInvitation, Shares } from '../ports/shares.ts';
import type { Clock } from '../ports.ts';

/** How often a share is looked for; it becomes visible some seconds after the grant. */
const LOOKS = 6;

/**
 * Accepts exactly these shares and waits until they can be used; inside an organisation there are no invitations, the shares are simply there.
 * Throws `UpstreamError` (`SHARE_NOT_VISIBLE`), retryable; `ConflictError` (`INVITATION_EXPIRED`, `INVITATION_DECLINED`).
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
    const newest = newestOf(await shares.invitations(), waiting);
    for (const { invitation, status } of newest) {
      if (status === 'PENDING') {
        await shares.accept(invitation);
      }
    }
    refuseOver(newest);
    if (attempt >= LOOKS) {
      throw new UpstreamError('SHARE_NOT_VISIBLE', `shares not visible: ${waiting.join(', ')}`, {
        userMessage: 'The share is not visible in the account yet. That can take a minute; try again then.',
        retryable: true,
      });
    }
    if (newest.length < waiting.length) {
      await clock.sleep(Math.min(250 * 2 ** attempt, 4_000));
    }
  }
}

/** The newest invitation to each of these shares: those before it are history. */
export function newestOf(
  invitations: readonly ShareInvitation[],
  shares: readonly string[],
): readonly ShareInvitation[] {
  return shares.flatMap((arn) => invitations.filter(({ share }) => share === arn).at(-1) ?? []);
}

function refuseOver(invitations: readonly ShareInvitation[]): void {
  const over = invitations.find(({ status }) => status === 'EXPIRED' || status === 'REJECTED');
  if (over) {
    const isExpired = over.status === 'EXPIRED';
    throw new ConflictError(
      isExpired ? 'INVITATION_EXPIRED' : 'INVITATION_DECLINED',
      `the invitation to ${over.share} is ${over.status}`,
      {
        userMessage: isExpired
          ? 'It was not imported in time: the invitation that AWS sent to the account has expired. The owner has to send a new one; then it can be imported.'
          : 'The account declined the invitation that AWS sent to it. The owner has to send a new one; then it can be imported.',
      },
    );
  }
}
