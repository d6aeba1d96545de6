import { createHash } from 'node:crypto';
import type { Finding } from '../../mesh/drift/finding.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isInUse } from '../../mesh/subscriptions/others-need.ts';
import { STATUSES, type Status, type Subscription } from '../../mesh/subscriptions/subscription.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { expiries } from '../schedule/expiries.ts';
import { shouldEnd } from '../schedule/unfinished-ends.ts';
import { warningDue } from '../schedule/warnings.ts';

/** Seconds that a look at AWS may take; the job lives 120. */
const LOOK_BUDGET = 60;

/** An access or request, as the inventory names it. */
export interface Listed {
  readonly id: string;
  readonly owner: string;
  readonly subscriber: string;
  readonly database: string;
  readonly tables: readonly string[];
  /** Epoch seconds. */
  readonly expiresAt?: number;
  /** `YYYY-MM-DD HH:MM:SS` */
  readonly createdAt: string;
}

/** What is in the mesh before the app looks after it, and what begins once that is confirmed. */
export interface Inventory {
  /** Of all of it but what went through Slack: another one means that something changed. */
  readonly digest: string;
  readonly records: number;
  readonly statuses: Readonly<Record<Status, number>>;
  /** Of these, asked for in Slack: looked after already. */
  readonly fromSlack: number;
  /** Accounts of records in use or waiting: what they give and what they have. */
  readonly accounts: readonly { readonly account: string; readonly gives: number; readonly has: number }[];
  /** Of these, without a team: nobody is told of their access. */
  readonly unmapped: readonly string[];
  readonly products: number;
  /** Products that leave the mesh. */
  readonly leaving: number;
  /** Accesses that the first sweep would end. */
  readonly ends: readonly Listed[];
  /** Accesses of whose end people would be warned. */
  readonly warnings: number;
  /** Requests that would be shown to their owners, and reminded of. */
  readonly waiting: readonly Listed[];
  readonly differences: Readonly<Partial<Record<Finding['kind'], number>>>;
  /** Accounts that could not be compared with AWS. */
  readonly unread: readonly string[];
  /** Whether AWS was looked at whole: large meshes take longer than a job may. */
  readonly isCompared: boolean;
}

/** Reads everything and changes nothing. Throws as the mesh does where records or products cannot be read. */
export async function inventoryOf(
  { shownTeams, now }: Pick<JobDependencies, 'shownTeams' | 'now'>,
  mesh: Pick<Mesh, 'listSubscriptions' | 'listProducts' | 'drift' | 'isOfApp' | 'decidedEnds'>,
): Promise<Inventory> {
  const at = now();
  const records = await recordsOf(mesh, at);
  const mapped = new Set((await shownTeams.all()).map(({ account }) => account));
  const products = { all: 0, leaving: 0 };
  for await (const { endsAt } of mesh.listProducts()) {
    products.all += 1;
    products.leaving += endsAt === undefined ? 0 : 1;
  }
  const drift = await driftOf(mesh, now, at + LOOK_BUDGET);
  const { marks, accounts, ...counted } = records;
  const said = [...accounts].sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256');
  for (const mark of [
    ...marks.sort(),
    ...counted.ends.map(({ id }) => `ends ${id}`).sort(),
    ...drift.ids.sort(),
  ]) {
    digest.update(`${mark}\n`);
  }
  const { ids: _ids, ...compared } = drift;
  return {
    ...counted,
    ...compared,
    digest: digest.digest('hex').slice(0, 16),
    accounts: said.map(([account, sides]) => ({ account, ...sides })),
    unmapped: said.flatMap(([account]) => (mapped.has(account) ? [] : [account])),
    products: products.all,
    leaving: products.leaving,
  };
}

async function recordsOf(mesh: Pick<Mesh, 'listSubscriptions' | 'isOfApp' | 'decidedEnds'>, now: number) {
  const statuses = Object.fromEntries(STATUSES.map((status) => [status, 0]));
  const accounts = new Map<string, { gives: number; has: number }>();
  const over = new Set<string>();
  for await (const { subscriptionId } of mesh.decidedEnds()) {
    over.add(subscriptionId);
  }
  const marks: string[] = [];
  const ends: Listed[] = [];
  const waiting: Listed[] = [];
  const counts = { records: 0, fromSlack: 0, warnings: 0 };
  for await (const record of mesh.listSubscriptions({})) {
    counts.records += 1;
    statuses[record.status] = (statuses[record.status] ?? 0) + 1;
    const isWaiting = record.status === 'Pending' && record.fulfilment === undefined;
    if (isInUse(record) || isWaiting) {
      sidesOf(accounts, record.owner).gives += 1;
      sidesOf(accounts, record.subscriber).has += 1;
    }
    if (record.requestedVia === 'slack') {
      counts.fromSlack += 1;
      continue;
    }
    marks.push(markOf(record));
    if (expiries.due(record, { now, over }) || shouldEnd(record, now)) {
      if (!(await mesh.isOfApp(record))) {
        ends.push(listed(record));
      }
    } else if (isWaiting) {
      waiting.push(listed(record));
    }
    counts.warnings += warningDue(record, now) === undefined ? 0 : 1;
  }
  const { Pending = 0, Active = 0, Denied = 0, Deleted = 0 } = statuses;
  return { ...counts, statuses: { Pending, Active, Denied, Deleted }, accounts, marks, ends, waiting };
}

function sidesOf(
  accounts: Map<string, { gives: number; has: number }>,
  account: string,
): { gives: number; has: number } {
  const known = accounts.get(account) ?? { gives: 0, has: 0 };
  accounts.set(account, known);
  return known;
}

function markOf({
  id,
  status,
  version = 0,
  updatedAt = '',
  fulfilment,
  expiresAt = 0,
  tables,
}: Subscription) {
  return [id, status, version, updatedAt, fulfilment?.phase ?? '', expiresAt, tables.join(',')].join(' ');
}

function listed({
  id,
  owner,
  subscriber,
  database = '',
  tables,
  expiresAt,
  createdAt,
}: Subscription): Listed {
  return {
    id,
    owner,
    subscriber,
    database,
    tables,
    createdAt,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

async function driftOf(mesh: Pick<Mesh, 'drift'>, now: () => number, until: number) {
  const differences: Partial<Record<Finding['kind'], number>> = {};
  const unread: string[] = [];
  const ids: string[] = [];
  for await (const line of mesh.drift({ withIgnored: true })) {
    if (line.kind === 'unread') {
      unread.push(line.consumer ?? line.owner);
    } else {
      differences[line.kind] = (differences[line.kind] ?? 0) + 1;
      ids.push(`difference ${line.id}`);
    }
    if (now() > until) {
      return { differences, unread, ids: [], isCompared: false };
    }
  }
  return { differences, unread, ids, isCompared: true };
}
