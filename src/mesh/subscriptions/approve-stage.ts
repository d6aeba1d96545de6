import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { MeshPorts } from '../ports.ts';
import type { StageYes } from '../verbs/decisions.ts';
import { approvalDecision } from './approval-decision.ts';
import { epoch } from './dates.ts';
import { requestDigest } from './digest.ts';
import { loadSubscription, requireShown, requireUndecided } from './load-subscription.ts';
import { withNote } from './note.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

/** One yes of several. See `Mesh.approveStage`. The ledger's row is what counts; the record only shows it. */
export async function approveStage(
  { store, ledger, clock }: Pick<MeshPorts, 'store' | 'ledger' | 'clock'>,
  yes: StageYes,
): Promise<Subscription> {
  const record = await loadSubscription(store, yes.subscriptionId);
  if (await ledger.decision(record.id, yes.job)) {
    return record;
  }
  requireUndecided(record);
  requireShown(record, yes.shown);
  if (Object.keys(yes.rows ?? {}).length > 0) {
    throw new InvalidRequestError('ROWS_AT_LAST_STAGE', `rows of ${record.id} at stage ${yes.stage}`, {
      userMessage: 'Rows can be chosen by whoever approves last. Approve without, or deny with the reason.',
    });
  }
  if (Object.keys(yes.columns ?? {}).length > 0) {
    throw new InvalidRequestError('COLUMNS_AT_LAST_STAGE', `columns of ${record.id} at stage ${yes.stage}`, {
      userMessage:
        'Columns can be chosen by whoever approves last. Approve without, or deny with the reason.',
    });
  }
  const now = clock.now();
  const decision = {
    ...approvalDecision(record, yes, 'approve-stage', now),
    stage: yes.stage,
    shown: requestDigest(record),
  };
  const { by, onBehalf } = decision;
  const approval = {
    stage: yes.stage,
    by,
    at: epoch(now),
    ...(onBehalf === undefined ? {} : { onBehalf }),
  };
  const after: Subscription = {
    ...stamped(record, decision.by, now),
    notes: withNote(record.notes, decision.note, decision.by, now),
    approvals: [...(record.approvals ?? []), approval],
  };
  try {
    return await store.replace(record, after, decision);
  } catch (error) {
    if (
      error instanceof ConflictError &&
      error.code === 'RECORD_CHANGED' &&
      (await ledger.decision(record.id, yes.job))
    ) {
      return loadSubscription(store, record.id);
    }
    throw error;
  }
}
