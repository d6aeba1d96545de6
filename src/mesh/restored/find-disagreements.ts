import { MeshError } from '../errors.ts';
import type { Decision } from '../ports/decision.ts';
import type { MeshPorts } from '../ports.ts';
import { portsOf } from '../subscriptions/by-tag.ts';
import { epoch } from '../subscriptions/dates.ts';
import type { Subscription } from '../subscriptions/subscription.ts';
import { type DisagreementKind, disagreementOf } from './disagreement.ts';
import { type LastWord, lastWordOf } from './last-word.ts';

/** One record that does not say what the ledger says. */
export interface Disagreement {
  readonly kind: DisagreementKind;
  readonly id: string;
  readonly owner: string;
  readonly subscriber: string;
  readonly database: string;
  readonly tables: readonly string[];
  /** Absent on a request that was lost before anybody decided. */
  readonly word?: LastWord;
  readonly record?: Subscription;
  /** How much of it Lake Formation holds on its tables; absent where that was not looked at. */
  readonly held?: 'all' | 'some' | 'none';
}

type ComparingPorts = Pick<MeshPorts, 'store' | 'ledger' | 'clock'>;

/** A table can be restored to any second of the last 35 days. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html */
const HORIZON = 35 * 86_400;
/** Records that are compared side by side. */
const AT_ONCE = 20;

/** Those of which Lake Formation is asked. */
const LOOKED_AT = 200;

/** As `findDisagreements`, each with what Lake Formation holds of it; of more than 200, the rest is told without. */
export async function* disagreements(
  ports: ComparingPorts & Pick<MeshPorts, 'producer'>,
): AsyncIterable<Disagreement> {
  let looked = 0;
  for await (const each of findDisagreements(ports)) {
    looked += 1;
    const held = looked > LOOKED_AT ? undefined : await heldOf(ports, each);
    yield held === undefined ? each : { ...each, held };
  }
}

async function heldOf(
  { producer }: Pick<MeshPorts, 'producer'>,
  { word, owner, database, subscriber, tables }: Disagreement,
): Promise<Disagreement['held']> {
  if (word === undefined || tables.length === 0) {
    return undefined;
  }
  try {
    const { permissions } = portsOf(await producer(owner, database), word.grant ?? word.last);
    const held = await permissions.held(subscriber, database, { tables });
    const count = tables.filter((table) => {
      const grant = held.tables.get(table);
      return grant !== undefined && grant.permissions.length + grant.narrowed.length > 0;
    }).length;
    return count === 0 ? 'none' : count === tables.length ? 'all' : 'some';
  } catch (error) {
    if (!(error instanceof MeshError)) {
      throw error;
    }
    return undefined; // an owner that cannot be entered does not hide what the ledger says
  }
}

/** Every record against the ledger, then what the ledger knows of the last 35 days and the table has not. Changes nothing. */
async function* findDisagreements(ports: ComparingPorts): AsyncIterable<Disagreement> {
  const known = new Set<string>();
  let batch: Subscription[] = [];
  for await (const record of ports.store.all()) {
    known.add(record.id);
    batch.push(record);
    if (batch.length >= AT_ONCE) {
      yield* compared(ports, batch);
      batch = [];
    }
  }
  yield* compared(ports, batch);
  const now = epoch(ports.clock.now());
  for await (const event of ports.ledger.events({ from: now - HORIZON, to: now })) {
    const { subscriptionId, outcome } = event;
    if (subscriptionId === undefined || outcome !== 'done' || known.has(subscriptionId)) {
      continue;
    }
    known.add(subscriptionId);
    if (await ports.store.get(subscriptionId)) {
      continue; // made since the table was read
    }
    const word = await lastWord(ports, subscriptionId);
    if (word?.state === 'granted' || word?.state === 'suspended') {
      yield { ...about(word.grant ?? word.last), kind: 'missing', word };
    } else if (word?.state === 'asked') {
      yield { ...about(word.last), kind: 'lost-request', word };
    } else if (word === undefined && event.source === 'attempt' && event.action === 'request-access') {
      const { owner = '', subscriber = '', database = '', tables = [] } = event;
      yield { kind: 'lost-request', id: subscriptionId, owner, subscriber, database, tables };
    }
  }
}

/** How one record disagrees at this moment; `undefined` where it does not. */
export async function disagreementAbout(
  ports: ComparingPorts,
  id: string,
): Promise<Disagreement | undefined> {
  const [record, word] = await Promise.all([ports.store.get(id), lastWord(ports, id)]);
  if (record === undefined) {
    return word?.state === 'granted' || word?.state === 'suspended'
      ? { ...about(word.grant ?? word.last), kind: 'missing', word }
      : undefined;
  }
  const kind = word && disagreementOf(record, word);
  return word && kind ? { ...about(word.grant ?? word.last), kind, word, record } : undefined;
}

async function* compared(
  ports: ComparingPorts,
  records: readonly Subscription[],
): AsyncIterable<Disagreement> {
  const words = await Promise.all(records.map(({ id }) => lastWord(ports, id)));
  for (const [index, record] of records.entries()) {
    const word = words[index];
    const kind = word && disagreementOf(record, word);
    if (word && kind) {
      yield { ...about(word.grant ?? word.last), kind, word, record };
    }
  }
}

async function lastWord({ ledger }: Pick<MeshPorts, 'ledger'>, id: string): Promise<LastWord | undefined> {
  const history: Decision[] = [];
  for await (const decision of ledger.history(id)) {
    history.push(decision);
  }
  return lastWordOf(history);
}

function about({ subscriptionId: id, owner, subscriber, database, tables }: Decision) {
  return { id, owner, subscriber, database, tables };
}
