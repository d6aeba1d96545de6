import { randomUUID } from 'node:crypto';
import { diagnoseChain } from '../../admin/diagnose.ts';
import type { Finding as Diagnosis } from '../../admin/finding.ts';
import { findDrift } from '../../drift/find-drift.ts';
import type { DriftLine, Finding, Remedy } from '../../drift/finding.ts';
import { repair } from '../../drift/repair.ts';
import type { RepairRequest } from '../../drift/repair-request.ts';
import type { CatalogProduct } from '../../producer/catalog-product.ts';
import {
  type DeleteDataProduct,
  deleteDataProduct,
  type ProductRemoval,
} from '../../producer/delete-data-product.ts';
import { deleteRowFilter } from '../../producer/delete-row-filter.ts';
import { listProducts } from '../../producer/list-products.ts';
import { type ListedFilter, listRowFilters } from '../../producer/list-row-filters.ts';
import type { MigrateTables, Migration } from '../../producer/migrate-tables.ts';
import { setProductEnd } from '../../producer/product-end.ts';
import type { Publication } from '../../producer/publication.ts';
import type { RowFilter } from '../../producer/row-filter.ts';
import { saveRowFilter } from '../../producer/save-row-filter.ts';
import { ownedTable } from '../../readers/owned-table.ts';
import type { TableReaders } from '../../readers/reader.ts';
import { readersOf } from '../../readers/readers-of.ts';
import { ask } from '../../subscriptions/ask.ts';
import { deny } from '../../subscriptions/deny.ts';
import { listSubscriptions } from '../../subscriptions/list-subscriptions.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import type { SubscriptionFilter } from '../../verbs/records.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createLakeSettings } from '../lake-settings.ts';
import { createMeshRemover } from '../mesh-remover.ts';
import { collect } from '../pages.ts';
import { createSubscriptionTable } from '../subscription-table.ts';
import { libraryJob } from './library-job.ts';
import type { Credentials, LibraryOptions } from './library-options.ts';
import { createProducerAccount, type ProducerAccount } from './producer-account.ts';
import {
  type CreateDataProducts,
  type DataProductTable,
  migrateProducts,
  productTables,
  publishProducts,
} from './producer-products.ts';
import {
  type ApproveAccess,
  type AskRequester,
  approveRequest,
  type DeleteSubscription,
  type DenyAccess,
  endOwned,
  extendOwned,
  shareOwnedAgain,
  type UpdatePermissions,
  updatePermissions,
} from './producer-subscriptions.ts';

export interface SaveRowFilter {
  /** Mesh database. */
  readonly databaseName: string;
  readonly tableName: string;
  readonly name: string;
  /** Which rows, for example `country = 'DE'`. */
  readonly expression: string;
  /** Ids of subscriptions that may read other rows from now on. */
  readonly confirm?: readonly string[];
}

/** What a producer does with its data products; to be constructed with credentials that may take the account's role `DataMeshProducer`. */
export class DataMeshProducer {
  readonly #producer: ProducerAccount;

  /** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). No call is made. */
  constructor(options: LibraryOptions & { readonly credentials: Credentials }) {
    this.#producer = createProducerAccount(options);
  }

  /**
   * Publishes tables into the mesh, or brings them up to date. Returns what was published, skipped and failed, each with its reason.
   * Throws `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError` (`BAD_PATTERN`, `BAD_NAME`, `CRAWLER_ROLE_MISSING`), `ConflictError` (`DATABASE_TAKEN`), `UpstreamError`.
   */
  createDataProducts(request: CreateDataProducts): Promise<Publication> {
    return publishProducts(this.#producer, request);
  }

  /**
   * Publishes tables under their own names and leaves links to the mesh in their place. Without `confirm` (the source database's name, typed
   * again) nothing is changed and the plan comes back. The definitions that are replaced are handed to `onBackup` before anything is removed.
   * Safe to repeat after a crash. Throws as `createDataProducts`, and `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  migrateTablesToMesh(request: MigrateTables): Promise<Migration> {
    return migrateProducts(this.#producer, request);
  }

  /** Tables of this producer in a mesh database, by RE2 expression; every one where none is given. */
  getDataProduct(databaseName: string, tableNameRegex?: string): Promise<readonly DataProductTable[]> {
    return productTables(this.#producer, databaseName, tableNameRegex);
  }

  /** What this producer has published, by mesh database. */
  async *listDataProducts(): AsyncIterable<CatalogProduct> {
    const { account, mesh } = await this.#producer.enter();
    const { place, clock } = this.#producer.context;
    const catalog = createGlueCatalog(mesh.glue, place.meshAccountId, clock);
    for await (const product of listProducts(catalog, true)) {
      if (product.owner === account) {
        yield product;
      }
    }
  }

  /** Differences between what was decided about this producer's tables and what AWS holds. Changes nothing. */
  async *drift(): AsyncIterable<DriftLine> {
    yield* findDrift(await this.#producer.ports(), { owner: (await this.#producer.enter()).account });
  }

  /** Row filters of a mesh database of this producer. Throws as `Mesh.rowFilters`. */
  async rowFilters(databaseName: string): Promise<readonly ListedFilter[]> {
    const { account } = await this.#producer.enter();
    return listRowFilters(await this.#producer.ports(), account, databaseName, { isCounted: true });
  }

  /**
   * Makes a row filter or changes it in Lake Formation; the app's ledger, if there is one, does not know of it. Throws as `Mesh.saveRowFilter`.
   */
  async saveRowFilter(filter: SaveRowFilter): Promise<RowFilter> {
    const { account, caller } = await this.#producer.enter();
    return saveRowFilter(await this.#producer.ports(), {
      owner: account,
      database: filter.databaseName,
      table: filter.tableName,
      name: filter.name,
      expression: filter.expression,
      ...(filter.confirm === undefined ? {} : { confirmed: filter.confirm }),
      by: { kind: 'aws', arn: caller.arn },
      job: `save-row-filter#${randomUUID()}`,
    });
  }

  /** Throws as `Mesh.deleteRowFilter`. */
  async deleteRowFilter(filter: Omit<SaveRowFilter, 'expression' | 'confirm'>): Promise<void> {
    const { account, caller } = await this.#producer.enter();
    await deleteRowFilter(await this.#producer.ports(), {
      owner: account,
      database: filter.databaseName,
      table: filter.tableName,
      name: filter.name,
      by: { kind: 'aws', arn: caller.arn },
      job: `delete-row-filter#${randomUUID()}`,
    });
  }

  /** Whom AWS lets at a table of this producer, as far as its role may see it. Throws as `Mesh.readers`; `ConfigurationError` (`OTHER_ACCOUNT`). */
  async readers(databaseName: string, tableName: string): Promise<TableReaders> {
    const ports = await this.#producer.ports();
    const owned = await ownedTable(ports.catalog, databaseName, tableName);
    const { permissions } = await ports.producer(owned.owner, owned.database);
    const { mesh } = await this.#producer.enter();
    const { place, clock } = this.#producer.context;
    const { administrators } = createLakeSettings(mesh.lakeFormation, place.meshAccountId, clock);
    return { ...owned, readers: await readersOf({ ...ports, permissions, administrators }, owned) };
  }

  /** Brings one difference to an end. Throws as `Mesh.repair`. */
  async repair(
    finding: string,
    remedy: Remedy,
    choice: Pick<RepairRequest, 'expiresAt' | 'note'> = {},
  ): Promise<Finding> {
    const { account, caller } = await this.#producer.enter();
    return repair(await this.#producer.ports(), {
      ...choice,
      owner: account,
      finding,
      remedy,
      by: { kind: 'aws', arn: caller.arn },
      job: `repair#${finding}#${randomUUID()}`,
    });
  }

  /** Requests that wait for this producer's decision. */
  async listPendingAccessRequests(): Promise<readonly Subscription[]> {
    const { store } = await this.#producer.ports();
    const pending = await collect(store.byOwner((await this.#producer.enter()).account, 'Pending'));
    return pending.filter(({ fulfilment }) => fulfilment === undefined);
  }

  /** Records that match every part of the filter; this producer's where no side is named. Ended ones only where their status is asked for. */
  async *listSubscriptions(filter: SubscriptionFilter = {}): AsyncIterable<Subscription> {
    const { store } = await this.#producer.ports();
    const { account } = await this.#producer.enter();
    const own = filter.owner === undefined && filter.subscriber === undefined ? { owner: account } : {};
    yield* listSubscriptions(store, { statuses: ['Pending', 'Active', 'Denied'], ...own, ...filter });
  }

  /** The record; `undefined` where there is none. */
  async getSubscription(subscriptionId: string): Promise<Subscription | undefined> {
    return (await this.#producer.ports()).store.get(subscriptionId);
  }

  /**
   * Grants a request of this producer, narrowed where told, and reads the grants back. What failed in an earlier try is tried again.
   * Throws as `Mesh.approve`; `NotAllowedError` (`NOT_PRODUCT_OWNER`) for requests to somebody else.
   */
  approveAccessRequest(request: ApproveAccess): Promise<Subscription> {
    return approveRequest(this.#producer, request);
  }

  /** Denies a request of this producer. Throws as `Mesh.deny`. */
  async denyAccessRequest({ requestId, decisionNotes }: DenyAccess): Promise<Subscription> {
    const { by, record } = await this.#producer.owned(requestId);
    const job = libraryJob(record, 'deny', record.id);
    const note = decisionNotes === undefined ? {} : { note: decisionNotes };
    return deny(await this.#producer.ports(), { subscriptionId: record.id, by, job, ...note });
  }

  /** Asks the requester something before deciding; the request waits. Throws as `Mesh.ask`. */
  async askRequester({ requestId, question }: AskRequester): Promise<Subscription> {
    const { by, record } = await this.#producer.owned(requestId);
    const job = libraryJob(record, 'ask', record.id, question);
    return ask(await this.#producer.ports(), { subscriptionId: record.id, by, job, text: question });
  }

  /** Changes an active subscription to exactly these permissions; absent grant options stay, an empty list takes them. Throws as `Mesh.modify`. */
  updateSubscriptionPermissions(request: UpdatePermissions): Promise<Subscription> {
    return updatePermissions(this.#producer, request);
  }

  /**
   * Gives the time that was asked for. What was approved in Slack has its end in the ledger, which only the app writes: it is refused here.
   * Throws as `Mesh.extend`; `NotAllowedError` (`NOT_PRODUCT_OWNER`), `ConflictError` (`DECIDED_IN_SLACK`).
   */
  extendSubscription(subscriptionId: string): Promise<Subscription> {
    return extendOwned(this.#producer, subscriptionId);
  }

  /** Has AWS send the consumer of a subscription of this producer a new invitation; it has to be imported again. Throws as `Mesh.shareAgain`. */
  shareAgain(subscriptionId: string): Promise<Subscription> {
    return shareOwnedAgain(this.#producer, subscriptionId);
  }

  /** Ends a subscription of this producer, once Lake Formation confirms that the access is gone. Throws as `Mesh.revoke`. */
  deleteSubscription(request: DeleteSubscription): Promise<Subscription> {
    return endOwned(this.#producer, request);
  }

  /**
   * Takes tables out of the mesh again: refused while a live subscription rests on one of them. The source tables stay. Without `confirm` (the
   * mesh database's name, typed again) nothing is changed and the plan comes back. Throws `ConflictError` (`PRODUCT_IN_USE`), `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  async deleteDataProduct(request: DeleteDataProduct): Promise<ProductRemoval> {
    const { account, mesh } = await this.#producer.enter();
    const { place, clock } = this.#producer.context;
    return deleteDataProduct(
      await this.#producer.ports(),
      account,
      createMeshRemover(mesh, place, clock),
      request,
    );
  }

  /**
   * Announces that a product leaves the mesh, or takes that back where no end is given; the app carries it out. Throws `NotFoundError`
   * (`NO_PRODUCT`), `InvalidRequestError` (`BAD_END`).
   */
  async setProductEnd(database: string, endsAt: number | undefined): Promise<void> {
    const { account } = await this.#producer.enter();
    await setProductEnd(await this.#producer.publishPorts(), {
      owner: account,
      database,
      ...(endsAt === undefined ? {} : { endsAt }),
    });
  }

  /** Whether the roles can be taken, by the chain into the mesh. Changes nothing. */
  async diagnose(): Promise<Diagnosis> {
    const { account, mesh } = await this.#producer.enter();
    const { table, clock } = this.#producer.context;
    return diagnoseChain('producer', account, () =>
      createSubscriptionTable(mesh.dynamodb, table, clock).require(),
    );
  }
}
