import { reaches } from '../consumer/reaches.ts';
import { glueArn, type MeshPlace, tableArn } from '../names.ts';
import type { GrantRow } from '../ports/permissions.ts';
import type { ShareInvitation } from '../ports/shares.ts';
import type { ConsumerPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import type { Expected } from './expected.ts';
import type { Finding } from './finding.ts';

/** How far what was granted comes: what a consumer's account sees of the shares of the mesh. */
export interface SeenShares {
  /** ARNs of all that the mesh shares with it and that is in use there, or patterns of them. */
  readonly received: readonly string[];
  readonly invitations: readonly ShareInvitation[];
}

/** Seconds in which RAM may not show yet what was just granted. */
const SETTLES = 15 * 60;

export async function seenShares(
  { meshAccountId }: MeshPlace,
  { shares }: Pick<ConsumerPorts, 'shares'>,
): Promise<SeenShares> {
  const received = await shares.received(meshAccountId);
  return { received, invitations: await shares.invitations() };
}

/**
 * Tables that are granted and do not reach the consumer's account. Lake Formation names its shares itself, puts many tables into one and makes another
 * when it likes, so that what counts is whether any share brings the table; which share a record remembers only helps to find the invitation.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/optimize-ram.html
 */
export function* shareDifferences(
  {
    place,
    grants,
    now,
  }: { readonly place: MeshPlace; readonly grants: readonly GrantRow[]; readonly now: Date },
  { record, database, byTag }: Expected,
  tables: readonly string[],
  { received, invitations }: SeenShares,
): Iterable<Omit<Finding, 'id' | 'owner'>> {
  const { subscriber: principal, id: subscriptionId, fulfilment, imported } = record;
  const held = grants.filter((row) => row.principal === principal && row.database === database);
  // What Lake Formation does not hold is a difference of grants.
  const lost = tables
    .filter((table) => held.some((row) => row.table === table))
    .filter((table) => !reaches(received, tableArn(place, database, table)))
    .filter(() => byTag === undefined || !reaches(received, glueArn(place, 'catalog')));
  const [first, ...others] = lost;
  if (first === undefined) {
    return;
  }
  const carriers = new Set([
    ...held.filter(({ table = '' }) => lost.includes(table)).flatMap(({ shares = [] }) => shares),
    ...Object.values(record.ramShares).map(({ arn }) => arn),
  ]);
  const newest = invitations.filter(({ share }) => carriers.has(share)).at(-1);
  const share = stateOf(newest);
  const isFresh = epoch(now) - (fulfilment?.at ?? 0) < SETTLES;
  if (!imported && (share === 'waiting' || (share === 'left' && isFresh))) {
    return; // to be imported
  }
  yield {
    kind: 'missing',
    where: 'share',
    share,
    principal,
    database,
    ...(others.length === 0 ? { table: first } : {}),
    subscriptionId,
    permissions: [],
    grantable: [],
    remedies: ['repair', 'end'],
  };
}

function stateOf(invitation: ShareInvitation | undefined): NonNullable<Finding['share']> {
  switch (invitation?.status) {
    case 'PENDING':
      return 'waiting';
    case 'EXPIRED':
      return 'expired';
    case 'REJECTED':
      return 'rejected';
    default:
      return 'left';
  }
}
