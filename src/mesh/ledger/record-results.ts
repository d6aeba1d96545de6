import { type Actor, actorText } from '../actor.ts';
import type { Permissions } from '../ports/permissions.ts';
import type { MeshPorts } from '../ports.ts';
import { sessionName } from '../session-name.ts';
import type { Phase, Subscription, TableState } from '../subscriptions/subscription.ts';
import type { LedgerEvent, TableResult } from './event.ts';

/** Tables in one event, so that no row grows beyond what DynamoDB keeps. */
const CHUNK = 50;

interface Act {
  readonly by: Actor;
  readonly job: string;
}

/** One answer of Lake Formation to a change. */
interface Sent {
  readonly requestId: string;
  readonly tables: readonly (string | undefined)[];
}

/** Work that is not finished: its results come with the next change of phase. */
const AT_WORK: readonly Phase[] = ['Granting', 'Modifying', 'Importing', 'Revoking'];

/**
 * Does the work and keeps what became of each table, with the request ids of AWS, in one transaction with the record that says so. A repeated
 * job, which finds its work done, adds what a crash kept from being written.
 */
export async function recordResults(
  ports: MeshPorts,
  action: string,
  act: Act,
  work: (ports: MeshPorts) => Promise<Subscription>,
): Promise<Subscription> {
  const { store, ledger } = ports;
  if (!ledger.isKept) {
    return work(ports);
  }
  const sent: Sent[] = [];
  let isWritten = false;
  const isResult = ({ fulfilment }: Subscription) =>
    fulfilment !== undefined && fulfilment.job === act.job && !AT_WORK.includes(fulfilment.phase);
  const telling: MeshPorts['store'] = {
    ...store,
    replace: async (before, after, decision, place) => {
      if (!isResult(after)) {
        return store.replace(before, after, decision, place);
      }
      const written = await store.replace(
        before,
        after,
        decision,
        place,
        resultEvents(action, act, after, sent),
      );
      isWritten = true;
      return written;
    },
  };
  const record = await work({ ...ports, store: telling, producer: watched(ports.producer, sent) });
  if (!isWritten && isResult(record)) {
    await ledger.record(resultEvents(action, act, record, sent));
  }
  return record;
}

function watched(producer: MeshPorts['producer'], sent: Sent[]): MeshPorts['producer'] {
  return async (account, database) => {
    const ports = await producer(account, database);
    const { permissions } = ports;
    const note = (requestId: string, tables: readonly (string | undefined)[]) => {
      sent.push({ requestId, tables });
    };
    const watching: Permissions = {
      ...permissions,
      grant: (principal, name, entries) => permissions.grant(principal, name, entries, note),
      revoke: (principal, name, entries) => permissions.revoke(principal, name, entries, note),
    };
    return { ...ports, permissions: watching };
  };
}

function resultEvents(
  action: string,
  { by, job }: Act,
  record: Subscription,
  sent: readonly Sent[],
): readonly LedgerEvent[] {
  const { id, version, fulfilment, owner, subscriber, database, expiresAt } = record;
  const phase = fulfilment?.phase ?? '';
  const base: LedgerEvent = {
    id: `${job}#${action}#${phase}#${version ?? 0}#${id}`,
    at: fulfilment?.at ?? 0,
    source: 'result',
    action,
    outcome: phase.endsWith('Failed') ? 'failed' : phase === 'PartlyGranted' ? 'partly' : 'done',
    by: actorText(by),
    job,
    session: sessionName(by),
    subscriptionId: id,
    to: phase,
    owner,
    subscriber,
    ...(database === undefined ? {} : { database }),
    ...(fulfilment?.cause ? { code: fulfilment.cause.code, cause: fulfilment.cause.message } : {}),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
  // An import changes no grants: what the record says of them is older news.
  const states = action === 'import' ? [] : Object.entries(fulfilment?.tables ?? {});
  if (states.length === 0) {
    return [{ ...base, tables: [...record.tables] }];
  }
  const events: LedgerEvent[] = [];
  for (let from = 0; from < states.length; from += CHUNK) {
    const results = states.slice(from, from + CHUNK).map(([name, state]) => resultOf(name, state, sent));
    const ids = [...new Set(results.flatMap(({ awsRequestIds = [] }) => awsRequestIds))];
    events.push({
      ...base,
      id: `${base.id}#${from}`,
      tables: results.map(({ table }) => table),
      results,
      ...(ids.length > 0 ? { awsRequestIds: ids } : {}),
    });
  }
  return events;
}

function resultOf(
  table: string,
  { state, permissions, cause }: TableState,
  sent: readonly Sent[],
): TableResult {
  const ids = sent.filter(({ tables }) => tables.includes(table)).map(({ requestId }) => requestId);
  if (cause?.awsRequestId !== undefined) {
    ids.push(cause.awsRequestId);
  }
  return {
    table,
    state,
    permissions: [...permissions],
    ...(cause ? { code: cause.code, cause: cause.message } : {}),
    ...(ids.length > 0 ? { awsRequestIds: [...new Set(ids)] } : {}),
  };
}
