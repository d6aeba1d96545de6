import { parseActor } from '../../mesh/actor.ts';
import { recordedScope } from '../../mesh/subscriptions/recorded-scope.ts';
import type { Phase, Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { Observation } from '../jobs/observation.ts';

export interface Images {
  readonly before: Subscription | undefined;
  readonly after: Subscription | undefined;
}

/** Named as the doer where a write says nothing of who made it. */
const SOMEBODY = 'somebody';

/** Claims of a longer work: what came of it follows in a later write. */
const AT_WORK: readonly (Phase | undefined)[] = ['Granting', 'Modifying', 'Importing'];

/**
 * What a change says that the app did not make itself: by command line, by the Python library, or by hand. The app counts each of its writes in
 * `Version` and signs it as a person or as itself; the command line counts and signs with an ARN; everything else does not count. `undefined` for
 * the app's own writes, and where nothing that matters changed.
 */
export function observationOf({ before, after }: Images, byExpiry: boolean): Observation | undefined {
  if (!after) {
    return (
      before && { action: 'remove', by: byExpiry ? 'app:clean-up' : SOMEBODY, ...subject(before, before) }
    );
  }
  if (!before) {
    const isOwn = after.version !== undefined && parseActor(after.createdBy).kind !== 'aws';
    return isOwn
      ? undefined
      : { action: 'request-access', by: after.createdBy, ...subject(after, undefined) };
  }
  const isCounted = (after.version ?? 0) > (before.version ?? 0);
  const { updatedBy } = after;
  const isSigned = updatedBy !== undefined && parseActor(updatedBy).kind === 'aws';
  if (isCounted && (!isSigned || AT_WORK.includes(after.fulfilment?.phase))) {
    return undefined;
  }
  const action = actionOf(before, after, isCounted);
  const isNew = after.updatedAt !== before.updatedAt || updatedBy !== before.updatedBy;
  const by = isSigned && (isCounted || isNew) ? updatedBy : SOMEBODY;
  return action === undefined
    ? undefined
    : { action, by, ...subject(after, before), ...noteOf(action, before, after) };
}

function actionOf(before: Subscription, after: Subscription, isCounted: boolean): string | undefined {
  const phase = after.fulfilment?.phase;
  const differs = (read: (record: Subscription) => unknown) =>
    JSON.stringify(read(before)) !== JSON.stringify(read(after));
  if (after.status !== before.status) {
    return { Active: 'approve', Denied: 'deny', Deleted: 'revoke', Pending: 'reopen' }[after.status];
  }
  if (phase !== before.fulfilment?.phase && phase?.startsWith('Revok')) {
    return 'revoke';
  }
  if (phase === 'GrantFailed' || phase === 'PartlyGranted') {
    return differs((record) => record.fulfilment) ? 'approve' : undefined;
  }
  if (after.imported !== before.imported) {
    return 'import';
  }
  if (
    differs(({ permitted, grantable }) => [[...permitted].sort(), [...grantable].sort()]) ||
    differs(recordedScope)
  ) {
    return 'modify';
  }
  if (
    differs(({ tables, requested, reason, requestedSeconds }) => [
      [...tables].sort(),
      [...requested].sort(),
      reason,
      requestedSeconds,
    ])
  ) {
    return 'edit';
  }
  if (differs(({ questions }) => questions?.map(({ id }) => id))) {
    return 'ask';
  }
  if (differs(({ questions }) => questions)) {
    return 'answer';
  }
  if (differs(({ extension }) => extension)) {
    return after.extension?.decided ? 'extend' : 'ask-extension';
  }
  if (differs(({ handedOn }) => handedOn)) {
    return (after.handedOn ?? []).length < (before.handedOn ?? []).length ? 'take-back' : 'hand-on';
  }
  // Where the app puts an end right, or remembers a warning, the signature is that of the write before.
  return isCounted ? undefined : changedFields(before, after).length > 0 ? 'change' : undefined;
}

/** Bookkeeping that says nothing by itself. */
const QUIET: readonly string[] = ['version', 'updatedAt', 'updatedBy', 'endNotice'];

function changedFields(before: Subscription, after: Subscription): readonly string[] {
  const [old, now] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter(
      (name) => !QUIET.includes(name) && JSON.stringify(old.get(name)) !== JSON.stringify(now.get(name)),
    )
    .sort();
}

function noteOf(action: string, before: Subscription, after: Subscription): { readonly note?: string } {
  return action === 'change'
    ? { note: `changed in the record: ${changedFields(before, after).join(', ')}` }
    : {};
}

function subject(record: Subscription, before: Subscription | undefined): Omit<Observation, 'action' | 'by'> {
  const { owner, subscriber, database, tables, permitted, requested, grantable, expiresAt, fulfilment } =
    record;
  const phase = fulfilment?.phase;
  return {
    outcome: phase?.endsWith('Failed')
      ? 'failed'
      : phase === 'PartlyGranted' || phase === 'Revoking'
        ? 'partly'
        : 'done',
    owner,
    subscriber,
    ...(database === undefined ? {} : { database }),
    tables: [...tables].slice(0, MOST_TABLES),
    permissions: permitted.length > 0 ? [...permitted] : [...requested],
    grantable: [...grantable],
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(before ? { from: before.status } : {}),
    ...(before === record ? {} : { to: record.status }),
  };
}

/** Keeps a job within what a queue takes; the record names the rest. */
const MOST_TABLES = 500;
