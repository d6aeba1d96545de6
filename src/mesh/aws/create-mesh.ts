import type { Actor } from '../actor.ts';
import { diagnoseRoles, diagnoseRunning } from '../admin/diagnose-running.ts';
import { adoption, isOfApp } from '../adoption/adoption.ts';
import { importSubscription } from '../consumer/import-subscription.ts';
import { invitationOf } from '../consumer/invitation-of.ts';
import { requestParts } from '../consumer/request-parts.ts';
import { delegate, endDelegation } from '../delegations/delegate.ts';
import { shownDrift } from '../drift/ignored.ts';
import { repair } from '../drift/repair.ts';
import { foldName, nameList } from '../input/names-list.ts';
import { recordResults } from '../ledger/record-results.ts';
import type { Mesh } from '../mesh.ts';
import { meshPlace } from '../names.ts';
import type { Buckets } from '../ports/policies.ts';
import type { MeshPorts } from '../ports.ts';
import { deleteRowFilter } from '../producer/delete-row-filter.ts';
import { withHiddenTables } from '../producer/hidden-tables.ts';
import { listProducts, toCatalogTable } from '../producer/list-products.ts';
import { listRowFilters } from '../producer/list-row-filters.ts';
import { endOfProduct } from '../producer/product-end.ts';
import { findTables, ownerOf } from '../producer/resolve-tables.ts';
import { saveRowFilter } from '../producer/save-row-filter.ts';
import { ownedTable } from '../readers/owned-table.ts';
import { readersOf } from '../readers/readers-of.ts';
import { disagreementAbout, disagreements } from '../restored/find-disagreements.ts';
import { reconcile } from '../restored/reconcile.ts';
import { restoration } from '../restored/restoration.ts';
import { answer } from '../subscriptions/answer.ts';
import { approve } from '../subscriptions/approve.ts';
import { approveStage } from '../subscriptions/approve-stage.ts';
import { ask } from '../subscriptions/ask.ts';
import { askExtension } from '../subscriptions/ask-extension.ts';
import { epoch } from '../subscriptions/dates.ts';
import { deny } from '../subscriptions/deny.ts';
import { edit } from '../subscriptions/edit.ts';
import { expire } from '../subscriptions/expire.ts';
import { denyExtension, extend, letEnd } from '../subscriptions/extend.ts';
import { follow } from '../subscriptions/follow.ts';
import { listSubscriptions } from '../subscriptions/list-subscriptions.ts';
import { keepPartial, retryGrants, rollBack } from '../subscriptions/mend-grants.ts';
import { modify } from '../subscriptions/modify.ts';
import { noteEscalation } from '../subscriptions/note-escalation.ts';
import { noteWarning } from '../subscriptions/note-warning.ts';
import { requestAccess } from '../subscriptions/request-access.ts';
import { restore } from '../subscriptions/restore.ts';
import { revoke } from '../subscriptions/revoke.ts';
import { shareAgain } from '../subscriptions/share-again.ts';
import { resume, suspend } from '../subscriptions/suspend.ts';
import { withdraw } from '../subscriptions/withdraw.ts';
import { createCellFilters } from './cell-filters.ts';
import { consumerChain } from './chains/consumer-chain.ts';
import { producerBucketChain, producerMeshChain } from './chains/grant-chains.ts';
import type { AccountRoles } from './chains/hops.ts';
import { readOnlyChain } from './chains/read-chains.ts';
import { createClients } from './clients.ts';
import type { AwsCredentialIdentityProvider } from './credentials.ts';
import { createDynamoLeases, createNoLeases, createPlannedLeases } from './dynamo-leases.ts';
import { createDynamoLedger } from './dynamo-ledger.ts';
import { createDynamoStore } from './dynamo-store.ts';
import { createGivenShares } from './given-shares.ts';
import { createGlueCatalog } from './glue-catalog.ts';
import { createGluePolicy } from './glue-policy.ts';
import { createLakeFormation } from './lake-formation.ts';
import { createLakeSettings } from './lake-settings.ts';
import { createLocalCatalog } from './local-catalog.ts';
import { createLocalGrants, plannedLocalGrants } from './local-grants.ts';
import { createClock } from './patience.ts';
import type { Plan } from './plan.ts';
import { plannedClock, plannedProducer } from './planned-ports.ts';
import { createProducerDesk } from './producer-desk.ts';
import { createRamShares } from './ram-shares.ts';
import { createRunningPorts } from './running-ports.ts';
import { createS3Buckets } from './s3-buckets.ts';
import { createSessions, type Hop } from './sessions.ts';
import { createSubscriptionTable } from './subscription-table.ts';
import { createTagGrants } from './tag-grants.ts';

export type { AccountRoles };

export interface MeshSettings {
  /** 12 digits. */
  readonly meshAccountId: string;
  readonly region: string;
  /** Only where AWS is not AWS. */
  readonly endpoint?: string;
  readonly subscriptionsTable: string;
  /** Absent: no ledger rows are written, and a claim is a plain conditional write. */
  readonly ledgerTable?: string;
  /** The app's own table, for leases; absent: shared policies are read back instead. */
  readonly slackTable?: string;
}

export interface MeshDependencies {
  /** The app's own, in the mesh account: for the tables, and the beginning of every chain of roles. */
  readonly credentials: AwsCredentialIdentityProvider;
  readonly rolesOf: (account: string) => Promise<AccountRoles>;
  /** For whom this is done: into the session's name, and at level `tagged` into SourceIdentity and session tags. */
  readonly actor?: Actor;
  /** `plain` unless told. */
  readonly sessionLevel?: 'plain' | 'tagged';
  readonly now?: () => Date;
  /** Notes what would change something instead of sending it. */
  readonly plan?: Plan;
  /** Ends waiting; what was begun can be resumed. */
  readonly signal?: AbortSignal;
}

/** The mesh over AWS, with the roles of the accounts concerned. Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). */
export function createMesh(settings: MeshSettings, dependencies: MeshDependencies): Mesh {
  const { ports, desk, administrators, tableId } = createPorts(settings, dependencies);
  const { store, catalog } = ports;
  return {
    ...desk,
    getSubscription: (id) => store.get(id),
    resolveOwner: async (database, tables) => {
      const name = foldName(database, 'database');
      return ownerOf(name, await findTables(catalog, name, nameList(tables, 'tables')));
    },
    keepText: (name, text) => ports.ledger.keep(name, text),
    keptText: (name) => ports.ledger.kept(name),
    requestParts: (wanted) => requestParts(ports.catalog, wanted),
    requestAccess: (request) => requestAccess(ports, request),
    approve: (approval) => recordResults(ports, 'grant', approval, (watched) => approve(watched, approval)),
    approveStage: (yes) => approveStage(ports, yes),
    deny: (denial) => deny(ports, denial),
    edit: (change) => edit(ports, change),
    ask: (question) => ask(ports, question),
    answer: (words) => answer(ports, words),
    importSubscription: (request) =>
      recordResults(ports, 'import', request, (watched) => importSubscription(watched, request)),
    retryGrants: (request) =>
      recordResults(ports, 'grant', request, (watched) => retryGrants(watched, request)),
    invitation: (subscriptionId) => invitationOf(ports, subscriptionId),
    shareAgain: (request) =>
      recordResults(ports, 'grant', request, (watched) => shareAgain(watched, request)),
    keepPartial: (request) =>
      recordResults(ports, 'grant', request, (watched) => keepPartial(watched, request)),
    rollBack: (request) => recordResults(ports, 'revoke', request, (watched) => rollBack(watched, request)),
    withdraw: (request) => withdraw(ports, request),
    revoke: (request) => recordResults(ports, 'revoke', request, (watched) => revoke(watched, request)),
    suspend: (request) => recordResults(ports, 'revoke', request, (watched) => suspend(watched, request)),
    resume: (request) => recordResults(ports, 'grant', request, (watched) => resume(watched, request)),
    expire: (request) => recordResults(ports, 'revoke', request, (watched) => expire(watched, request)),
    askExtension: (request) => askExtension(ports, request),
    extend: (request) => extend(ports, request),
    denyExtension: (request) => denyExtension(ports, request),
    letEnd: (request) => letEnd(ports, request),
    noteWarning: (warning) => noteWarning(ports, warning),
    noteEscalation: (escalation) => noteEscalation(ports, escalation),
    decidedEnds: () => ports.ledger.endsUpTo(epoch(ports.clock.now())),
    restore: (request) => restore(ports, request),
    modify: (request) => recordResults(ports, 'change', request, (watched) => modify(watched, request)),
    follow: (act) => follow(ports, act),
    listSubscriptions: (filter) => listSubscriptions(store, filter),
    history: (subscriptionId) => ports.ledger.history(subscriptionId),
    events: (filter) => ports.ledger.events(filter),
    record: (events) => ports.ledger.record(events),
    giveOrder: (order) => ports.ledger.give(order),
    orders: (subject) => ports.ledger.orders(subject),
    adoption: () => adoption(ports),
    isOfApp: (record) => isOfApp(ports, record),
    restoration: () => restoration({ ...ports, tableId }),
    disagreements: () => disagreements(ports),
    disagreement: (id) => disagreementAbout(ports, id),
    reconcile: (act) => recordResults(ports, 'reconcile', act, (watched) => reconcile(watched, act)),
    delegate: (order) => delegate(ports, order),
    endDelegation: (end) => endDelegation(ports, end),
    delegations: (workspace, after) => ports.ledger.delegations(workspace, after),
    listProducts: () => listProducts(catalog, true),
    productEnd: async (database) => {
      const found = await catalog.database(database);
      return found && endOfProduct(found);
    },
    describeTables: async (database, tables) =>
      (await findTables(catalog, database, tables)).found.map(toCatalogTable),
    readers: async (database, table) => {
      const owned = await ownedTable(catalog, database, table);
      const { permissions } = await ports.producer(owned.owner, owned.database);
      return { ...owned, readers: await readersOf({ ...ports, permissions, administrators }, owned) };
    },
    saveRowFilter: (order) => saveRowFilter(ports, order),
    rowFilters: (owner, database, options) => listRowFilters(ports, owner, database, options),
    deleteRowFilter: (deletion) => deleteRowFilter(ports, deletion),
    drift: (filter) => shownDrift(ports, filter),
    repair: (request) => repair(ports, request),
    diagnose: async ({ members, whole }) => {
      const running = createRunningPorts(settings, dependencies);
      return [...(whole ? await diagnoseRunning(running) : []), ...(await diagnoseRoles(running, members))];
    },
  };
}

function createPorts(settings: MeshSettings, dependencies: MeshDependencies) {
  const place = meshPlace(settings.meshAccountId, settings.region);
  const {
    credentials,
    rolesOf,
    signal,
    actor = { kind: 'app', part: 'mesh' },
    sessionLevel = 'plain',
  } = dependencies;
  const now = dependencies.now ?? (() => new Date());
  const clock = dependencies.plan ? plannedClock(now) : createClock(now, signal);
  const aws = {
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(dependencies.plan === undefined ? {} : { plan: dependencies.plan }),
  };
  const sessions = createSessions({ ...aws, credentials, actor, level: sessionLevel, now });
  const through = (hops: readonly Hop[]) => createClients(aws, sessions.through(hops));
  const { documents, dynamodb, lakeFormation: ownLake } = createClients(aws, credentials);
  const shown = createGlueCatalog(through(readOnlyChain(place)).glue, place.meshAccountId, clock);
  const bucketsOf = (roles: AccountRoles): Buckets =>
    bucketsBy((bucket) => createS3Buckets(through(producerBucketChain(place, roles, bucket)).s3, clock));
  const sending: MeshPorts['producer'] = async (account, database) => {
    const roles = await rolesOf(account);
    const { glue, lakeFormation, ram } = through(producerMeshChain(place, roles, database));
    return {
      catalog: createGlueCatalog(glue, place.meshAccountId, clock),
      permissions: createLakeFormation(lakeFormation, place.meshAccountId, clock),
      tagGrants: createTagGrants(lakeFormation, place.meshAccountId, clock),
      cells: createCellFilters(lakeFormation, place.meshAccountId, clock),
      givenShares: createGivenShares(ram, clock),
      catalogPolicy: createGluePolicy(glue, clock),
      buckets: bucketsOf(roles),
    };
  };
  const producer = dependencies.plan ? plannedProducer(sending) : sending;
  const ports: MeshPorts = {
    place,
    clock,
    store: createDynamoStore(
      documents,
      {
        subscriptions: settings.subscriptionsTable,
        ...(settings.ledgerTable === undefined ? {} : { ledger: settings.ledgerTable }),
        ...(settings.slackTable === undefined ? {} : { leases: settings.slackTable }),
      },
      clock,
    ),
    ledger: createDynamoLedger(documents, settings.ledgerTable, clock),
    leases: dependencies.plan
      ? createPlannedLeases()
      : settings.slackTable === undefined
        ? createNoLeases()
        : createDynamoLeases(documents, settings.slackTable, clock),
    catalog: withHiddenTables(
      shown,
      async (account, database) => (await producer(account, database)).catalog,
    ),
    producer,
    consumer: async (account) => {
      const { ram, glue, lakeFormation } = through(consumerChain(place, await rolesOf(account)));
      const grants = createLocalGrants(lakeFormation, account, place.meshAccountId, clock);
      return {
        shares: createRamShares(ram, clock),
        local: createLocalCatalog(glue, account, clock),
        grants: dependencies.plan ? plannedLocalGrants(grants) : grants,
      };
    },
  };
  const { store, leases } = ports;
  const desk = createProducerDesk({ place, clock, store, leases, rolesOf, through, buckets: bucketsOf });
  const { administrators } = createLakeSettings(ownLake, place.meshAccountId, clock);
  const { id: tableId } = createSubscriptionTable(dynamodb, settings.subscriptionsTable, clock);
  return { ports, desk, administrators, tableId };
}

/** Each bucket with credentials that reach this bucket alone. */
function bucketsBy(adapterFor: (bucket: string) => Buckets): Buckets {
  return {
    policy: (bucket) => adapterFor(bucket).policy(bucket),
    putPolicy: (bucket, policy) => adapterFor(bucket).putPolicy(bucket, policy),
    deletePolicy: (bucket) => adapterFor(bucket).deletePolicy(bucket),
  };
}
