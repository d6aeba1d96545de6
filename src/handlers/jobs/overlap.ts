import { listed, moment, typed } from '../../blocks/text.ts';
import { parseActor } from '../../mesh/actor.ts';
import { InvalidRequestError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { TablePermission } from '../../mesh/permissions.ts';
import { recordEpoch } from '../../mesh/subscriptions/dates.ts';
import { isSuspended } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../mesh/subscriptions/subscription.ts';
import { deciderMention } from './decided-answer.ts';

/** Seconds for which a denial is remembered. */
const LATELY = 30 * 86_400;
const ENDING: readonly string[] = ['Revoking', 'RevokeFailed'];

export interface Wanted {
  /** Id that the new record will have: a job that is delivered again must not find itself. */
  readonly id: string;
  /** Consumer account. */
  readonly subscriber: string;
  readonly database: string;
  readonly tables: readonly string[];
  readonly permissions: readonly TablePermission[];
}

export interface Overlap {
  /** Tables that nothing covers yet. */
  readonly rest: readonly string[];
  readonly held: readonly string[];
  readonly waiting: readonly string[];
  /** The records that cover the others. */
  readonly by: readonly Subscription[];
}

/** What the team has or waits for already, of what is asked for. */
export async function overlapOf(mesh: Pick<Mesh, 'listSubscriptions'>, wanted: Wanted): Promise<Overlap> {
  const { id, subscriber, database, tables } = wanted;
  const coveredBy = new Map<string, Subscription>();
  for await (const record of mesh.listSubscriptions({
    subscriber,
    database,
    statuses: ['Pending', 'Active'],
  })) {
    for (const table of record.id === id ? [] : tables) {
      if (covers(record, table, wanted.permissions) && coveredBy.get(table)?.status !== 'Active') {
        coveredBy.set(table, record);
      }
    }
  }
  const of = (status: Subscription['status']) =>
    tables.filter((table) => coveredBy.get(table)?.status === status);
  return {
    rest: tables.filter((table) => !coveredBy.has(table)),
    held: of('Active'),
    waiting: of('Pending'),
    by: [...new Set(coveredBy.values())],
  };
}

/** Some columns or rows of a table are not the table, and what is being ended is not held any more. */
function covers(record: Subscription, table: string, permissions: readonly TablePermission[]): boolean {
  const { status, fulfilment, tables, permitted, requested } = record;
  const rights = status === 'Active' ? permitted : requested;
  return (
    tables.includes(table) &&
    !ENDING.includes(fulfilment?.phase ?? '') &&
    fulfilment?.tables[table]?.columns === undefined &&
    fulfilment?.tables[table]?.rows === undefined &&
    permissions.every((permission) => rights.includes(permission))
  );
}

/** For example `Analytics already has orders; customers waits for a decision.` Ready for mrkdwn. */
export function overlapText({ held, waiting, by }: Overlap, team: string): string {
  const names = (tables: readonly string[]) =>
    listed(
      tables.map((name) => typed(name, 80)),
      5,
    );
  const parts = [
    ...(held.length > 0 ? [`already has ${names(held)}`] : []),
    ...(waiting.length > 0 ? [`has already asked for ${names(waiting)}, which waits for a decision`] : []),
  ];
  const suspended = by.filter(isSuspended).map(({ id }) => `\`${id}\``);
  const rest =
    suspended.length > 0
      ? ` The mesh admins have suspended ${listed(suspended, 3)} for now: nothing can be read through that until they resume it, and a new request would change nothing.`
      : '';
  return `${typed(team, 80)} ${parts.join(' and ')}.${rest}`;
}

/**
 * Whoever was refused lately has to say what is different now. `addressed` names the denial whose reason the person was shown; a table that was
 * asked for again after its denial, and granted, is settled with that.
 * Throws `InvalidRequestError` (`DENIED_LATELY`) with the denied request's id as `again` in its details.
 */
export async function refuseDeniedLately(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  wanted: Wanted,
  { addressed, now }: { readonly addressed: string | undefined; readonly now: number },
): Promise<void> {
  const denied: Subscription[] = [];
  const others: Subscription[] = [];
  const { subscriber, database, tables } = wanted;
  for await (const record of mesh.listSubscriptions({
    subscriber,
    database,
    statuses: ['Denied', 'Active', 'Deleted'],
  })) {
    if (tables.some((table) => record.tables.includes(table))) {
      (deniedAt(record) > now - LATELY ? denied : others).push(record);
    }
  }
  const [latest] = denied
    .filter((record) =>
      tables.some(
        (table) =>
          record.tables.includes(table) &&
          !others.some((other) => wasGrantedAfter(other, deniedAt(record), table, wanted.permissions)),
      ),
    )
    .sort((a, b) => deniedAt(b) - deniedAt(a));
  const decision = latest?.fulfilment?.decision;
  if (!latest || !decision || latest.id === addressed) {
    return;
  }
  const why = decision.note ? `: “${typed(decision.note, 500)}”.` : ', without a reason.';
  throw new InvalidRequestError('DENIED_LATELY', `${latest.id} was denied at ${decision.at}`, {
    userMessage: `${deciderMention(decision)} denied this on ${moment(decision.at)}${why} Say in your reason how that is addressed, then send it again.`,
    details: { again: latest.id },
  });
}

/** Whether this was asked after that instant, in epoch seconds, and the whole table was granted with all of this, though it may have ended since. */
function wasGrantedAfter(
  { createdAt, status, tables, permitted, fulfilment }: Subscription,
  instant: number,
  table: string,
  permissions: readonly TablePermission[],
): boolean {
  const state = fulfilment?.tables[table];
  return (
    status !== 'Denied' &&
    tables.includes(table) &&
    recordEpoch(createdAt) >= instant &&
    state?.columns === undefined &&
    state?.rows === undefined &&
    permitted.length > 0 &&
    permissions.every((each) => each === 'DESCRIBE' || permitted.includes(each))
  );
}

/** Epoch seconds at which a person denied it; 0 where nobody did. */
function deniedAt(record: Subscription): number {
  const decision = record.fulfilment?.decision;
  return decision?.kind === 'deny' && parseActor(decision.by).kind !== 'app' ? decision.at : 0;
}
