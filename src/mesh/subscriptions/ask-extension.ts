import { actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import type { ExtensionRequest } from '../verbs/ends.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { type Extension, pendingExtension } from './extension.ts';
import { lastGrant } from './last-grant.ts';
import { loadSubscription } from './load-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Ten years: longer is no time limit any more. */
const LONGEST = 3650 * 86_400;

/** Asks the owner for more time. See `Mesh.askExtension`. */
export async function askExtension(
  ports: Pick<MeshPorts, 'store' | 'ledger' | 'clock'>,
  { subscriptionId, by, job, seconds, reason, graceUntil }: ExtensionRequest,
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, subscriptionId);
  if (record.extension?.job === job) {
    return record;
  }
  const end = await endOf(ports, record);
  if (!Number.isInteger(seconds) || seconds < 60 || seconds > LONGEST) {
    throw new InvalidRequestError('BAD_DURATION', `${seconds} s is no length of an extension`, {
      userMessage: 'An extension is between one minute and ten years long. Say for example `30d`.',
    });
  }
  if (pendingExtension(record)) {
    throw new ConflictError('EXTENSION_PENDING', `${record.id} waits for an extension already`, {
      userMessage: 'More time was asked for already, and the owner has not answered yet.',
      details: { subscription: record },
    });
  }
  const now = ports.clock.now();
  const grace = await graceOf(ports, record, end, graceUntil);
  const extension: Extension = {
    seconds,
    from: grace?.expiresAt ?? end,
    by: actorText(by),
    at: epoch(now),
    job,
    ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
  };
  return ports.store.replace(
    record,
    {
      ...record,
      version: (record.version ?? 0) + 1,
      ...(grace?.expiresAt === undefined ? {} : { expiresAt: grace.expiresAt }),
      extension,
    },
    grace,
  );
}

/** The end is moved by a decision of the policy, under a job that every access has once. */
async function graceOf(
  { ledger, clock }: Pick<MeshPorts, 'ledger' | 'clock'>,
  record: Subscription,
  end: number,
  until: number | undefined,
): Promise<Decision | undefined> {
  const job = `grace#${record.id}`;
  if (until === undefined || until <= end || !ledger.isKept || (await ledger.decision(record.id, job))) {
    return undefined;
  }
  const { expiresAt: _, ...about } = decisionAbout(record, {
    kind: 'extend',
    by: 'app:policy',
    job,
    now: clock.now(),
    note: 'grace, until somebody answers',
  });
  return { ...about, expiresAt: until, movedFrom: end };
}

/**
 * The decided end of an access that can still be extended, in epoch seconds.
 * Throws `ConflictError` (`NOT_ACTIVE`, `NO_END`, `END_PASSED`), which say what to do instead.
 */
export async function endOf(
  { ledger, clock }: Pick<MeshPorts, 'ledger' | 'clock'>,
  record: Subscription,
): Promise<number> {
  const decision = await lastGrant({ ledger }, record.id);
  const end = decision ? decision.expiresAt : record.expiresAt;
  const details = { subscription: record };
  const isEnding = record.fulfilment?.phase === 'Revoking' || record.fulfilment?.phase === 'RevokeFailed';
  if ((record.status !== 'Active' && record.status !== 'Deleted') || (record.status === 'Active' && !end)) {
    throw new ConflictError(
      end ? 'NOT_ACTIVE' : 'NO_END',
      `${record.id} is ${record.status} and ends ${end ?? 'never'}`,
      {
        userMessage:
          record.status === 'Active'
            ? 'This access has no end, so there is nothing to extend.'
            : 'Only an access that was granted can be extended. `/mesh status` shows where this one stands.',
        details,
      },
    );
  }
  if (end === undefined || record.status !== 'Active' || isEnding || end <= epoch(clock.now())) {
    throw new ConflictError('END_PASSED', `${record.id} ended at ${end}`, {
      userMessage:
        'This access has ended, so it cannot be extended any more. Ask again with `/mesh request`.',
      details,
    });
  }
  return end;
}
