import { actorText } from '../actor.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import { accountId } from '../input/account-id.ts';
import { foldName, nameList } from '../input/names-list.ts';
import { somePermissions } from '../input/permission-list.ts';
import type { MeshTable } from '../ports/mesh-catalog.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import type { MeshPorts } from '../ports.ts';
import { endOfProduct } from '../producer/product-end.ts';
import { findTables, ownerOf } from '../producer/resolve-tables.ts';
import { isMember, scopeText, sensitivityOf, type TagScope, tagExpression } from '../tag-scope.ts';
import type { AccessRequest } from '../verbs/requests.ts';
import { askedEnd } from './asked-end.ts';
import { recordDate } from './dates.ts';
import { loadSubscription } from './load-subscription.ts';
import type { Subscription } from './subscription.ts';

/** Stores a request unless the consumer already has a live one for the same. See `Mesh.requestAccess`. */
export async function requestAccess(
  { store, catalog, clock }: Pick<MeshPorts, 'store' | 'catalog' | 'clock'>,
  request: AccessRequest,
): Promise<Subscription> {
  const subscriber = accountId(request.subscriber);
  const database = foldName(request.database, 'database');
  const tables = [...nameList(request.tables, 'tables')].sort();
  const requested = somePermissions(request.permissions);
  const targets = await findTables(catalog, database, tables);
  const owner = ownerOf(database, targets);
  const byTag = request.follow && scopeToFollow(owner, database, request.follow, targets.found);
  if (owner === subscriber) {
    throw new InvalidRequestError('OWN_PRODUCT', `${subscriber} asks for its own tables`, {
      userMessage: 'These tables belong to the account that asks; it can already use them.',
    });
  }
  const { live, predecessor: same } = await earlier(store, {
    owner,
    subscriber,
    database,
    tables,
    requested,
    ...(byTag === undefined ? {} : { byTag }),
  });
  if (live) {
    return live;
  }
  await refuseEnding(catalog, database);
  const predecessor = (await askedAgain(store, request.again, subscriber)) ?? same;
  const by = actorText(request.requestedBy);
  const subscription: Subscription = {
    id: request.id,
    owner,
    subscriber,
    status: 'Pending',
    database,
    tables,
    ...(byTag === undefined ? {} : { byTag }),
    requested,
    permitted: [],
    grantable: [],
    grantedTableArns: [],
    ramShares: {},
    notes: [],
    imported: false,
    createdAt: recordDate(clock.now()),
    createdBy: by,
    requestedBy: by,
    requestedVia: request.requestedVia,
    version: 1,
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.stages === undefined ? {} : { stages: request.stages }),
    ...(request.mustReview ? { mustReview: true } : {}),
    ...(request.fields === undefined ? {} : { fields: request.fields }),
    ...askedEnd(request, clock.now()),
    ...(predecessor === undefined ? {} : { predecessor: predecessor.id }),
  };
  // The id was chosen by the caller: where it is taken, this very request was stored before.
  return (await store.insert(subscription)) ? subscription : loadSubscription(store, subscription.id);
}

/**
 * What is followed, with the sensitivities of the tables that are asked for: others are held back later. Throws `InvalidRequestError`
 * (`NOT_OF_PRODUCT`, `NAME_NO_TAG`, `TOO_MANY_SENSITIVITIES`).
 */
export function scopeToFollow(
  owner: string,
  database: string,
  { kind, name }: Pick<TagScope, 'kind' | 'name'>,
  tables: readonly MeshTable[],
): TagScope {
  const scope: TagScope = {
    kind,
    name: name.trim(),
    sensitivities: [...new Set(tables.map(sensitivityOf))].sort(),
  };
  const others = tables.filter((table) => !isMember(table, owner, scope)).map((table) => table.name);
  if (others.length > 0) {
    throw new InvalidRequestError('NOT_OF_PRODUCT', `${others.join(', ')} is not of ${kind} ${name}`, {
      userMessage: `${others.join(', ')} does not belong to the ${kind} ${name}, so later tables cannot be asked for together with it. Ask for the tables as they are now, or for the ${kind} alone.`,
    });
  }
  tagExpression(owner, database, scope);
  return scope;
}

/** What leaves the mesh is given to nobody else. Throws `ConflictError` (`PRODUCT_ENDS`). */
async function refuseEnding(catalog: MeshPorts['catalog'], name: string): Promise<void> {
  const database = await catalog.database(name);
  const end = database && endOfProduct(database);
  if (end !== undefined) {
    const day = new Date(end * 1000).toISOString().slice(0, 10);
    throw new ConflictError('PRODUCT_ENDS', `${name} leaves the mesh at ${end}`, {
      userMessage: `The owner takes this data out of the mesh on ${day}, so nobody can ask for it any more. Ask the owner's team what takes its place.`,
    });
  }
}

/** The ended record that the caller names, if it is one of this consumer. */
async function askedAgain(
  store: Pick<SubscriptionStore, 'get'>,
  id: string | undefined,
  subscriber: string,
): Promise<Subscription | undefined> {
  const record = id === undefined ? undefined : await store.get(id);
  const isEnded = record?.status === 'Denied' || record?.status === 'Deleted';
  return isEnded && record.subscriber === subscriber ? record : undefined;
}

type Wanted = Pick<Subscription, 'owner' | 'subscriber' | 'database' | 'tables' | 'requested' | 'byTag'>;

/** The consumer's live record for exactly this, and the newest one of those that ended. */
export async function earlier(
  store: Pick<SubscriptionStore, 'bySubscriber'>,
  wanted: Wanted,
  except?: string,
) {
  let live: Subscription | undefined;
  let predecessor: Subscription | undefined;
  for await (const record of store.bySubscriber(wanted.subscriber)) {
    if (record.id !== except && asksTheSame(record, wanted)) {
      if (record.status === 'Pending' || record.status === 'Active') {
        live ??= record;
      } else if (!predecessor || record.createdAt > predecessor.createdAt) {
        predecessor = record;
      }
    }
  }
  return { live, predecessor };
}

function asksTheSame(record: Wanted, wanted: Wanted): boolean {
  // What follows a product is the same request, whatever tables belong to the product at the time.
  const key = ({ owner, database, tables, requested, byTag }: Wanted) =>
    JSON.stringify([owner, database, byTag ? scopeText(byTag) : [...tables].sort(), [...requested].sort()]);
  return key(record) === key(wanted);
}
