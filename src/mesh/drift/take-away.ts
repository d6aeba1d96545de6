import { serviceRoleArn } from '../names.ts';
import { withReader } from '../policies/bucket-policy.ts';
import type { MeshPorts, ProducerPorts } from '../ports.ts';
import { othersNeed } from '../subscriptions/others-need.ts';
import {
  decidedRows,
  excessRows,
  heldRows,
  type SelectRow,
  selectEntry,
} from '../subscriptions/select-rows.ts';
import { settleOthers } from '../subscriptions/settle-others.ts';
import { changeBucketPolicy, leaseObjects } from '../subscriptions/shared-policies.ts';
import { decideAgain } from './decide-again.ts';
import { expectedOf } from './expected.ts';
import type { Finding } from './finding.ts';
import { grantAgain } from './grant-again.ts';
import { notRepaired } from './not-repaired.ts';
import type { RepairRequest } from './repair-request.ts';
import { takeTagsAway } from './tag-rows.ts';

/** Takes away exactly what nobody decided; a grant option goes with its permission, which is then given again without. */
export async function takeAway(ports: MeshPorts, found: Finding, request: RepairRequest): Promise<void> {
  const { owner, principal, database, table, bucket, permissions, grantable, subscriptionId } = found;
  const producer = await ports.producer(owner, database);
  if (bucket !== undefined) {
    return forgetReader(ports, found, bucket);
  }
  if (found.given !== undefined) {
    return producer.givenShares.withdraw(found.given.share, principal);
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
  return excessRows(held, decided);
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
