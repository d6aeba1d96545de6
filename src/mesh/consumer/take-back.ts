import type { LocalGrants, LocalRow, LocalScope } from '../ports/local-grants.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { HandedOn } from '../subscriptions/handed-on.ts';
import { isInUse } from '../subscriptions/others-need.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** What could not be taken back, or not be known to be gone. */
export interface LeftWithRoles {
  readonly handedOn: readonly HandedOn[];
  /** Some of it is seen to stand; otherwise Lake Formation refused to let these credentials take it, and does not show it to them either. */
  readonly isSeen: boolean;
}

/**
 * Takes back what the account handed on of a subscription and no other one of the account's rests on, and looks. Lake Formation keeps grants of
 * an account to its own principals when the account itself loses the tables; they give nothing then, and would again when it is granted them anew.
 * Nor does it forget them with the link: what is made again under the same ARN keeps the permissions that were granted on it.
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_GrantPermissions.html
 */
export async function takeBack(
  grants: LocalGrants,
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  record: Subscription,
  handedOn: readonly HandedOn[] = record.handedOn ?? [],
): Promise<LeftWithRoles> {
  const { database, subscriber } = record;
  const own = handedOn.filter(({ principal }) => isOf(subscriber, principal));
  if (database === undefined || own.length === 0) {
    return { handedOn: [], isSeen: false };
  }
  const others = await othersHandedOn(store, record);
  const refused = new Set<string>();
  const scopes: LocalScope[] = [];
  for (const each of own) {
    const scope = scopeOf(
      database,
      each,
      others.filter(({ principal }) => principal === each.principal),
    );
    scopes.push(scope);
    if ((await grants.revoke(scope)).length > 0) {
      refused.add(each.principal);
    }
  }
  const seen = new Set<string>();
  for await (const row of grants.list()) {
    if (scopes.some((scope) => holds(row, scope))) {
      seen.add(row.principal);
    }
  }
  return {
    handedOn: own.filter(({ principal }) => refused.has(principal) || seen.has(principal)),
    isSeen: seen.size > 0,
  };
}

/** Whether it is a role or user of this account: nobody else was ever handed anything on. */
export function isOf(account: string, principal: string): boolean {
  return new RegExp(`^arn:aws[a-z-]*:iam::${account}:(role|user)/.+$`).test(principal);
}

async function othersHandedOn(
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  { id, subscriber, database }: Subscription,
): Promise<readonly HandedOn[]> {
  const others: HandedOn[] = [];
  for await (const other of store.bySubscriber(subscriber)) {
    if (other.id !== id && other.database === database && isInUse(other)) {
      others.push(...(other.handedOn ?? []));
    }
  }
  return others;
}

function scopeOf(
  database: string,
  { principal, tables, permissions }: HandedOn,
  others: readonly HandedOn[],
): LocalScope {
  const isKept = (table: string) => others.some((other) => other.tables.includes(table));
  const excess = (table: string) =>
    permissions.filter(
      (name) => !others.some((other) => other.tables.includes(table) && other.permissions.includes(name)),
    );
  return {
    principal,
    database,
    withDatabase: others.length === 0,
    links: tables.filter((table) => !isKept(table)),
    targets: tables.map((table) => ({ table, permissions: excess(table) })),
  };
}

function holds(row: LocalRow, { principal, database, withDatabase, links, targets }: LocalScope): boolean {
  const { table } = row;
  if (row.principal !== principal || row.database !== database) {
    return false;
  }
  if (row.on === 'link') {
    return (
      row.permissions.includes('DESCRIBE') && (table === undefined ? withDatabase : links.includes(table))
    );
  }
  return targets.some(
    (target) => target.table === table && target.permissions.some((name) => row.permissions.includes(name)),
  );
}
