import type { Act } from '../act.ts';
import { actorText } from '../actor.ts';
import { ConflictError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { endOf } from './ask-extension.ts';
import { epoch } from './dates.ts';
import { decisionAbout } from './decision-about.ts';
import { type Extension, extensionDigest, pendingExtension } from './extension.ts';
import { isOwnWork, loadSubscription } from './load-subscription.ts';
import { stamped } from './stamp.ts';
import type { Subscription } from './subscription.ts';

type ExtendPorts = Pick<MeshPorts, 'store' | 'ledger' | 'clock'>;

/** Gives the time that was asked for, counted from the old end. See `Mesh.extend`. */
export async function extend(
  ports: ExtendPorts,
  act: Act & { readonly note?: string },
): Promise<Subscription> {
  return decide(ports, act, 'extend');
}

/** Leaves the end as it is. See `Mesh.denyExtension`. */
export async function denyExtension(
  ports: ExtendPorts,
  act: Act & { readonly note?: string },
): Promise<Subscription> {
  return decide(ports, act, 'deny-extension');
}

/** The consumer's team wants no more warnings about this end. See `Mesh.letEnd`. */
export async function letEnd(ports: ExtendPorts, act: Act): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  const end = await endOf(ports, record);
  const isSaid = record.endNotice?.end === end && record.endNotice.quiet === true;
  return isSaid
    ? record
    : ports.store.replace(record, {
        ...record,
        version: (record.version ?? 0) + 1,
        endNotice: { ...(record.endNotice?.end === end ? record.endNotice : {}), end, quiet: true },
      });
}

async function decide(
  ports: ExtendPorts,
  act: Act & { readonly note?: string },
  kind: 'extend' | 'deny-extension',
): Promise<Subscription> {
  const record = await loadSubscription(ports.store, act.subscriptionId);
  // Claim and effect are one write: where this job has decided, nothing is left to do.
  if (isOwnWork(record, act.job) || (await ports.ledger.decision(record.id, act.job))) {
    return record;
  }
  const extension = requirePending(record);
  requireShownExtension(record, act.shown);
  const end = await endOf(ports, record);
  const now = ports.clock.now();
  const by = actorText(act.by);
  const at = epoch(now);
  const { note, shown, job } = act;
  const { expiresAt: _, ...about } = decisionAbout(record, {
    kind,
    by,
    onBehalf: act.onBehalf,
    job,
    now,
    note,
    shown,
  });
  const ends =
    kind === 'extend' ? { expiresAt: end + extension.seconds, movedFrom: end } : { expiresAt: end };
  const decision: Decision = { ...about, ...ends };
  const after: Subscription = {
    ...stamped(record, by, now),
    expiresAt: ends.expiresAt,
    extension: {
      ...extension,
      decided: {
        kind,
        by,
        at,
        ...(decision.onBehalf === undefined ? {} : { onBehalf: decision.onBehalf }),
        ...(note ? { note } : {}),
      },
    },
  };
  return ports.store.replace(record, after, decision);
}

function requirePending(record: Subscription): Extension {
  const pending = pendingExtension(record);
  if (pending) {
    return pending;
  }
  const isDecided = record.status === 'Active' && record.extension !== undefined;
  const hasEnded = record.status !== 'Active';
  throw new ConflictError(
    isDecided ? 'EXTENSION_DECIDED' : hasEnded ? 'END_PASSED' : 'NO_EXTENSION',
    `${record.id} is ${record.status} and has no extension that waits`,
    {
      userMessage: hasEnded
        ? 'This access has ended meanwhile, so it was not extended. The team can ask again with `/mesh request`.'
        : isDecided
          ? 'Somebody has answered this already. Nothing was changed by your click.'
          : 'Nobody asked for more time on this access.',
      details: { subscription: record },
    },
  );
}

/** Throws `ConflictError` (`REQUEST_CHANGED`) where the extension is not the one that was shown. */
function requireShownExtension(record: Subscription, shown: string | undefined): void {
  if (shown !== undefined && shown !== extensionDigest(record)) {
    throw new ConflictError('REQUEST_CHANGED', `the extension of ${record.id} is not what was shown`, {
      userMessage: 'This changed after you were shown it. Look at the newest message, then decide.',
      details: { subscription: record },
    });
  }
}
