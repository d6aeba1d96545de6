import { type Actor, actorText } from '../actor.ts';
import { linkGranted } from '../consumer/link-granted.ts';
import { ConflictError, InvalidRequestError, UpstreamError } from '../errors.ts';
import { serviceRoleArn } from '../names.ts';
import { withReader } from '../policies/bucket-policy.ts';
import type { Decision, MeshPorts, ProducerPorts } from '../ports.ts';
import { findTables, requireTargets } from '../producer/resolve-tables.ts';
import { portsOf, withPresentTables } from '../subscriptions/by-tag.ts';
import { epoch } from '../subscriptions/dates.ts';
import { grantUnderLease, look, needsBeside } from '../subscriptions/grant-decided.ts';
import { loadSubscription } from '../subscriptions/load-subscription.ts';
import { othersNeed } from '../subscriptions/others-need.ts';
import { readyFilters } from '../subscriptions/ready-filters.ts';
import { revoke } from '../subscriptions/revoke.ts';
import {
  decidedRows,
  heldRows,
  type SelectRow,
  selectEntry,
  uncovered,
} from '../subscriptions/select-rows.ts';
import { settleOthers, takeSurplus } from '../subscriptions/settle-others.ts';
import { changeBucketPolicy, leaseObjects } from '../subscriptions/shared-policies.ts';
import { shortfall } from '../subscriptions/shortfall.ts';
import { stamped } from '../subscriptions/stamp.ts';
import { requireNotSuspended } from '../subscriptions/suspension.ts';
import { tidyConsumer } from '../subscriptions/tidy-consumer.ts';
import { adopt } from './adopt.ts';
import { decidedScope, expectedOf } from './expected.ts';
import { findDrift } from './find-drift.ts';
import type { Finding, Remedy, Unread } from './finding.ts';
import { ignoreFinding } from './ignored.ts';
import { takeTagsAway } from './tag-rows.ts';

export interface RepairRequest {
  /** Producer account id of the finding. */
  readonly owner: string;
  readonly finding: string;
  readonly remedy: Remedy;
  readonly by: Actor;
  /** A redelivered job goes on with its own work. */
  readonly job: string;
  /** Of `ignore`: until when; epoch seconds. */
  readonly until?: number;
  /** Of `adopt`: the end of the access, epoch seconds; absent: none. */
  readonly expiresAt?: number;
  /** Why; `ignore` demands it. */
  readonly note?: string;
}

/** See `Mesh.repair`. */
export async function repair(ports: MeshPorts, request: RepairRequest): Promise<Finding> {
  const found = await findAgain(ports, request);
  if (!found.remedies.includes(request.remedy)) {
    throw new InvalidRequestError('NO_SUCH_REMEDY', `${found.kind} ${found.id} has no ${request.remedy}`, {
      userMessage: `This difference cannot be mended that way. Use ${found.remedies.join(' or ')}.`,
    });
  }
  switch (request.remedy) {
    case 'repair':
      await requireNotSuspended(ports, { owner: found.owner, subscriber: found.principal });
      await (found.where === 'link' ? importAgain : grantAgain)(ports, found, request);
      return found;
    case 'revoke':
      await takeAway(ports, found, request);
      return found;
    case 'end':
      await revoke(ports, {
        subscriptionId: found.subscriptionId ?? '',
        by: request.by,
        job: request.job,
        note: 'What this access was for is gone or no longer held.',
      });
      return found;
    case 'adopt':
      await adopt(ports, found, request);
      return found;
    case 'ignore':
      await ignoreFinding(ports, found, request);
      return found;
  }
}

async function findAgain(ports: MeshPorts, { owner, finding }: RepairRequest): Promise<Finding> {
  let unread: Unread | undefined;
  for await (const line of findDrift(ports, { owner })) {
    if (line.kind === 'unread') {
      unread ??= line; // one consumer that cannot be read does not hide the differences of others
    } else if (line.id === finding) {
      return line;
    }
  }
  if (unread) {
    throw new UpstreamError(unread.code, `${unread.consumer ?? owner} could not be read: ${unread.code}`, {
      userMessage: unread.message,
      retryable: true,
    });
  }
  throw new ConflictError('DRIFT_GONE', `no difference ${finding} at ${owner}`, {
    userMessage: 'This difference is not there any more. Look with `/mesh drift`.',
  });
}

/** The row says again what was decided, and who had it put in place again; the record itself was right. */
async function decideAgain(
  { store, ledger, clock }: MeshPorts,
  { subscriptionId = '' }: Finding,
  { by, job }: RepairRequest,
  note: string,
): Promise<Decision> {
  const own = await ledger.decision(subscriptionId, job);
  if (own) {
    return own;
  }
  const record = await loadSubscription(store, subscriptionId);
  const now = clock.now();
  const { shown: _shown, onBehalf: _behalf, ...scope } = await decidedScope({ ledger }, record);
  const decision: Decision = { ...scope, kind: 'repair', by: actorText(by), job, at: epoch(now), note };
  await store.replace(record, stamped(record, decision.by, now), decision);
  return decision;
}

async function grantAgain(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const again = await decideAgain(ports, found, request, 'What was missing was granted again.');
  const producer = portsOf(await ports.producer(found.owner, again.database), again);
  const decision = await withPresentTables(producer, again);
  const targets = await findTables(producer.catalog, decision.database, decision.tables);
  requireTargets(found.owner, decision.database, targets);
  const needs = await needsBeside(ports, decision);
  const unready = await readyFilters(ports, producer, decision, { mend: true });
  const kept = await takeSurplus(producer, decision, needs);
  const failures = [
    ...unready,
    ...kept,
    ...(await grantUnderLease(ports, producer, decision, targets.found)),
  ];
  const held = await look(ports, producer, decision, failures, needs);
  await settleOthers(ports, producer, decision, needs, held);
  const others = needs.get(decision.database)?.tables;
  const lacks = decision.tables.filter((name) => shortfall(decision, name, held, others).length > 0);
  const [failure] = failures;
  if (failure || lacks.length > 0 || !held.database.describe) {
    throw notRepaired(
      found,
      failure
        ? `Lake Formation refused: ${failure.reason} (${failure.code})`
        : 'Lake Formation does not show it yet',
      failure === undefined,
    );
  }
}

/** What was imported is linked again; where the access ended meanwhile, its links go as they went with the end. */
async function importAgain(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const decision = await decideAgain(ports, found, request, 'Links that were missing were made again.');
  const record = await loadSubscription(ports.store, found.subscriptionId ?? '');
  await linkGranted(ports, await ports.consumer(record.subscriber), record);
  const after = await loadSubscription(ports.store, record.id);
  if (after.status !== 'Active') {
    await tidyConsumer(ports, record, decision);
    throw notRepaired(found, 'the access ended meanwhile', false);
  }
}

/** Takes away exactly what nobody decided; a grant option goes with its permission, which is then given again without. */
async function takeAway(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const { owner, principal, database, table, bucket, permissions, grantable, subscriptionId } = found;
  const producer = await ports.producer(owner, database);
  if (bucket !== undefined) {
    return forgetReader(ports, found, bucket);
  }
  const decision =
    subscriptionId === undefined
      ? undefined
      : await decideAgain(ports, found, request, 'What was held beyond the decision was taken away.');
  const rows = table === undefined ? [] : await surplusRows(ports, producer, found, table);
  const others = permissions.filter((each) => each !== 'SELECT');
  const name = table === undefined ? {} : { table };
  const [failure] = await producer.permissions.revoke(principal, database, [
    ...(others.length > 0 ? [{ ...name, permissions: others, grantable }] : []),
    ...rows.map((row) => selectEntry(table ?? '', row)),
  ]);
  if (failure) {
    throw notRepaired(found, `Lake Formation refused: ${failure.reason} (${failure.code})`, false);
  }
  await takeTagsAway(ports, producer, found);
  // Revoking SELECT of a grant option can only be had together with the permission; what was decided comes back at once.
  const back = decision?.tables.includes(table ?? '')
    ? permissions.filter((each) => decision.permissions.includes(each))
    : [];
  if (back.length > 0) {
    await grantAgain(ports, found, request);
  }
  const held = await producer.permissions.held(
    principal,
    database,
    table === undefined ? {} : { tables: [table] },
  );
  if (table === undefined) {
    return;
  }
  const needs = await othersNeed(ports.store, { id: '', subscriber: principal });
  await settleOthers(ports, producer, { database, subscriber: principal, tables: [table] }, needs, held);
  const left = (held.tables.get(table)?.permissions ?? []).filter((each) => each !== 'SELECT');
  const rest = await surplusRows(ports, producer, found, table);
  if (rest.length > 0 || left.some((each) => permissions.includes(each) && !back.includes(each))) {
    throw notRepaired(found, 'Lake Formation still shows it', true);
  }
}

/** Grants of `SELECT` that no decided subscription of the principal explains: each is taken away as it is held. */
async function surplusRows(
  ports: MeshPorts,
  { permissions }: ProducerPorts,
  { owner, principal, database, ...found }: Finding,
  table: string,
): Promise<readonly SelectRow[]> {
  if (!found.permissions.includes('SELECT')) {
    return [];
  }
  const held = heldRows((await permissions.held(principal, database, { tables: [table] })).tables.get(table));
  const decided: SelectRow[] = [];
  for await (const { record, tables, ...scope } of expectedOf(ports, owner)) {
    if (record.subscriber === principal && record.database === database && tables.includes(table)) {
      decided.push(...decidedRows({ ...scope, subscriptionId: record.id }, table));
    }
  }
  const withOption = (rows: readonly SelectRow[]) => rows.filter(({ isGrantable }) => isGrantable);
  const beyond = [...uncovered(held, decided), ...uncovered(withOption(held), withOption(decided))];
  return held.filter((row) => beyond.includes(row));
}

async function forgetReader(
  { place, leases, producer }: MeshPorts,
  { owner, principal, database }: Finding,
  bucket: string,
): Promise<void> {
  const { buckets } = await producer(owner, database);
  const lease = await leases.take(leaseObjects(place, [bucket]));
  try {
    await changeBucketPolicy(buckets, lease, bucket, (text) =>
      withReader(text, { partition: place.partition, bucket }, serviceRoleArn(place, principal), [], {
        add: false,
      }),
    );
  } finally {
    await lease?.release();
  }
}

function notRepaired({ id }: Finding, why: string, retryable: boolean): UpstreamError {
  return new UpstreamError('NOT_REPAIRED', `${id}: ${why}`, {
    userMessage: `This could not be mended: ${why}. ${retryable ? 'Try again in a minute.' : 'A mesh admin has to look.'}`,
    retryable,
  });
}
