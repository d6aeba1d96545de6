import { randomUUID } from 'node:crypto';
import type { PartitionInput, TableInput } from '@aws-sdk/client-glue';
import type { Actor } from '../../actor.ts';
import type { LakeSettings } from '../../admin/admin-ports.ts';
import { diagnoseChain } from '../../admin/diagnose.ts';
import type { Finding as Diagnosis } from '../../admin/finding.ts';
import { findDrift } from '../../drift/find-drift.ts';
import type { DriftLine, Finding, Remedy } from '../../drift/finding.ts';
import { type RepairRequest, repair } from '../../drift/repair.ts';
import { ConflictError, NotAllowedError, NotFoundError } from '../../errors.ts';
import { columnScopes } from '../../input/column-list.ts';
import { foldName, nameList } from '../../input/names-list.ts';
import { permissionList } from '../../input/permission-list.ts';
import { rowScopes } from '../../input/row-list.ts';
import { tablePattern } from '../../input/table-pattern.ts';
import type { CatalogProduct, SubscriptionFilter } from '../../mesh.ts';
import { memberRole, roleArn } from '../../names.ts';
import type { MeshPorts } from '../../ports.ts';
import { createDataProducts } from '../../producer/create-data-products.ts';
import {
  type DeleteDataProduct,
  deleteDataProduct,
  type ProductRemoval,
} from '../../producer/delete-data-product.ts';
import { deleteRowFilter } from '../../producer/delete-row-filter.ts';
import { listProducts } from '../../producer/list-products.ts';
import { type ListedFilter, listRowFilters } from '../../producer/list-row-filters.ts';
import { type MigrateTables, type Migration, migrateTables } from '../../producer/migrate-tables.ts';
import { setProductEnd } from '../../producer/product-end.ts';
import type { Publication, PublishPorts, PublishRequest } from '../../producer/publication.ts';
import type { RowFilter } from '../../producer/row-filter.ts';
import { saveRowFilter } from '../../producer/save-row-filter.ts';
import { ownedTable } from '../../readers/owned-table.ts';
import type { TableReaders } from '../../readers/reader.ts';
import { readersOf } from '../../readers/readers-of.ts';
import { approve } from '../../subscriptions/approve.ts';
import { ask } from '../../subscriptions/ask.ts';
import { deny } from '../../subscriptions/deny.ts';
import { extend } from '../../subscriptions/extend.ts';
import { listSubscriptions } from '../../subscriptions/list-subscriptions.ts';
import { loadSubscription } from '../../subscriptions/load-subscription.ts';
import { retryGrants, rollBack } from '../../subscriptions/mend-grants.ts';
import { modify } from '../../subscriptions/modify.ts';
import { revoke } from '../../subscriptions/revoke.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import type { AwsCredentialIdentityProvider } from '../credentials.ts';
import { createNoLeases, createPlannedLeases } from '../dynamo-leases.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createCrawlers } from '../glue-crawlers.ts';
import { createLakeFormation } from '../lake-formation.ts';
import { createLakeSettings } from '../lake-settings.ts';
import { createLocalCatalog } from '../local-catalog.ts';
import { createMeshRemover } from '../mesh-remover.ts';
import { createMeshWriter } from '../mesh-writer.ts';
import { collect } from '../pages.ts';
import { createRamShares } from '../ram-shares.ts';
import { createS3Buckets } from '../s3-buckets.ts';
import { createSourceCatalog } from '../source-catalog.ts';
import { createSubscriptionTable } from '../subscription-table.ts';
import { createTableReplacer } from '../table-replacer.ts';
import { enterAccount, type MemberSessions } from './enter-account.ts';
import { libraryJob } from './library-job.ts';
import {
  asProvider,
  type Credentials,
  type LibraryContext,
  type LibraryOptions,
  libraryContext,
} from './library-options.ts';
import { libraryPorts } from './library-ports.ts';

export type CreateDataProducts = Omit<PublishRequest, 'onTable'>;

export interface DataProductTable {
  readonly database: string;
  readonly tableName: string;
  /** `s3://bucket/prefix` */
  readonly location?: string;
  readonly description?: string;
}

export interface ApproveAccess {
  readonly requestId: string;
  /** A list, or text with commas; empty or absent: as requested. */
  readonly grantPermissions?: string | readonly string[];
  /** Absent or empty: the consumer may hand nothing on. */
  readonly grantablePermissions?: string | readonly string[];
  /** Absent: every table that was asked for. */
  readonly tables?: string | readonly string[];
  /** `table=column,column`: only these columns of a table, none that it gets later. */
  readonly columns?: readonly string[];
  /** `table=column,column`: all columns of a table but these, later ones too. */
  readonly excludeColumns?: readonly string[];
  /** `table=filter,filter`: only the rows of these row filters, together. */
  readonly rows?: readonly string[];
  readonly decisionNotes?: string;
}

export interface AskRequester {
  readonly requestId: string;
  readonly question: string;
}

export interface DenyAccess {
  readonly requestId: string;
  readonly decisionNotes?: string;
}

export interface UpdatePermissions {
  readonly subscriptionId: string;
  /** Absent: as they are. */
  readonly grantPermissions?: string | readonly string[];
  /** Epoch seconds; `null` takes the end away, absent leaves it. What was decided in Slack has its end in the ledger: it is refused here. */
  readonly expiresAt?: number | null;
  readonly grantablePermissions?: string | readonly string[];
  /** As in {@link ApproveAccess}; absent both: as they are. */
  readonly columns?: readonly string[];
  readonly excludeColumns?: readonly string[];
  /** Every column again. */
  readonly allColumns?: boolean;
  /** As in {@link ApproveAccess}; absent: as they are. */
  readonly rows?: readonly string[];
  /** Every row again. */
  readonly allRows?: boolean;
  readonly notes?: string;
}

export interface DeleteSubscription {
  readonly subscriptionId: string;
  readonly reason?: string;
}

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
  readonly #context: LibraryContext;
  readonly #credentials: AwsCredentialIdentityProvider;
  #entered: Promise<MemberSessions> | undefined;

  /** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). No call is made. */
  constructor(options: LibraryOptions & { readonly credentials: Credentials }) {
    this.#context = libraryContext(options);
    this.#credentials = asProvider(options.credentials);
  }

  /**
   * Publishes tables into the mesh, or brings them up to date. Returns what was published, skipped and failed, each with its reason.
   * Throws `NotFoundError` (`NO_TABLES_FOUND`), `InvalidRequestError` (`BAD_PATTERN`, `BAD_NAME`, `CRAWLER_ROLE_MISSING`), `ConflictError` (`DATABASE_TAKEN`), `UpstreamError`.
   */
  async createDataProducts(request: CreateDataProducts): Promise<Publication> {
    const ports = await this.#publishPorts();
    const publish = () =>
      createDataProducts(ports, {
        ...request,
        onTable: ({ table, done, total }) => this.#context.onProgress({ step: table, done, total }),
      });
    try {
      return await publish();
    } catch (error) {
      if (
        !(error instanceof NotFoundError && error.code === 'NO_TABLES_FOUND') ||
        !(await this.#openSource(request.sourceDatabaseName))
      ) {
        throw error;
      }
      return publish();
    }
  }

  /**
   * Where the account's role may not see the source yet, and the caller administers the account's data lake, the role is let see it: whoever
   * publishes a database as its administrator wants that. Whether it was.
   */
  async #openSource(database: string): Promise<boolean> {
    const { place, clock } = this.#context;
    const { account, caller } = await this.#enter();
    const lake = createLakeSettings(caller.clients.lakeFormation, account, clock);
    if (!(await lake.administrators()).includes(caller.principalArn)) {
      return false;
    }
    this.#context.onStep(`letting DataMeshProducer see ${database}`);
    const role = roleArn(place, account, memberRole('producer'));
    return lake.allowTables(role, database.trim().toLowerCase(), ['DESCRIBE']);
  }

  /**
   * Publishes tables under their own names and leaves links to the mesh in their place. Without `confirm` (the source database's name, typed
   * again) nothing is changed and the plan comes back. The definitions that are replaced are handed to `onBackup` before anything is removed.
   * Safe to repeat after a crash. Throws as `createDataProducts`, and `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  async migrateTablesToMesh(request: MigrateTables): Promise<Migration> {
    const { account, own, caller } = await this.#enter();
    const { clock } = this.#context;
    const ports = await this.#publishPorts();
    const lake = createLakeSettings(caller.clients.lakeFormation, account, clock);
    return migrateTables({ ...ports, replace: createTableReplacer(own.glue, account, clock) }, request, {
      openSource: () => this.#openForMigration(lake, request.sourceDatabaseName),
      publish: (publication) => this.createDataProducts(publication),
    });
  }

  async #openForMigration(lake: LakeSettings, database: string): Promise<void> {
    const { place } = this.#context;
    const { account, caller } = await this.#enter();
    if ((await lake.administrators()).includes(caller.principalArn)) {
      const role = roleArn(place, account, memberRole('producer'));
      await lake.allowTables(role, database.trim().toLowerCase(), ['DESCRIBE', 'DROP']);
    }
  }

  /** Tables of this producer in a mesh database, by RE2 expression; every one where none is given. */
  async getDataProduct(databaseName: string, tableNameRegex?: string): Promise<readonly DataProductTable[]> {
    const database = foldName(databaseName, 'database');
    const matches = tablePattern(tableNameRegex);
    const { catalog } = await (await this.#ports()).producer((await this.#enter()).account, database);
    const tables: DataProductTable[] = [];
    for await (const { name, location, description } of catalog.tables(database)) {
      if (matches(name)) {
        tables.push({
          database,
          tableName: name,
          ...(location ? { location } : {}),
          ...(description ? { description } : {}),
        });
      }
    }
    return tables;
  }

  /** What this producer has published, by mesh database. */
  async *listDataProducts(): AsyncIterable<CatalogProduct> {
    const { account, mesh } = await this.#enter();
    const catalog = createGlueCatalog(mesh.glue, this.#context.place.meshAccountId, this.#context.clock);
    for await (const product of listProducts(catalog, true)) {
      if (product.owner === account) {
        yield product;
      }
    }
  }

  /** Differences between what was decided about this producer's tables and what AWS holds. Changes nothing. */
  async *drift(): AsyncIterable<DriftLine> {
    yield* findDrift(await this.#ports(), { owner: (await this.#enter()).account });
  }

  /** Row filters of a mesh database of this producer. Throws as `Mesh.rowFilters`. */
  async rowFilters(databaseName: string): Promise<readonly ListedFilter[]> {
    const { account } = await this.#enter();
    return listRowFilters(await this.#ports(), account, databaseName, { isCounted: true });
  }

  /**
   * Makes a row filter or changes it in Lake Formation; the app's ledger, if there is one, does not know of it. Throws as `Mesh.saveRowFilter`.
   */
  async saveRowFilter(filter: SaveRowFilter): Promise<RowFilter> {
    const { account, caller } = await this.#enter();
    return saveRowFilter(await this.#ports(), {
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
    const { account, caller } = await this.#enter();
    await deleteRowFilter(await this.#ports(), {
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
    const ports = await this.#ports();
    const owned = await ownedTable(ports.catalog, databaseName, tableName);
    const { permissions } = await ports.producer(owned.owner, owned.database);
    const { mesh } = await this.#enter();
    const { place, clock } = this.#context;
    const { administrators } = createLakeSettings(mesh.lakeFormation, place.meshAccountId, clock);
    return { ...owned, readers: await readersOf({ ...ports, permissions, administrators }, owned) };
  }

  /** Brings one difference to an end. Throws as `Mesh.repair`. */
  async repair(
    finding: string,
    remedy: Remedy,
    choice: Pick<RepairRequest, 'expiresAt' | 'note'> = {},
  ): Promise<Finding> {
    const { account, caller } = await this.#enter();
    return repair(await this.#ports(), {
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
    const { store } = await this.#ports();
    const pending = await collect(store.byOwner((await this.#enter()).account, 'Pending'));
    return pending.filter(({ fulfilment }) => fulfilment === undefined);
  }

  /** Records that match every part of the filter; this producer's where no side is named. Ended ones only where their status is asked for. */
  async *listSubscriptions(filter: SubscriptionFilter = {}): AsyncIterable<Subscription> {
    const { store } = await this.#ports();
    const { account } = await this.#enter();
    const own = filter.owner === undefined && filter.subscriber === undefined ? { owner: account } : {};
    yield* listSubscriptions(store, { statuses: ['Pending', 'Active', 'Denied'], ...own, ...filter });
  }

  /** The record; `undefined` where there is none. */
  async getSubscription(subscriptionId: string): Promise<Subscription | undefined> {
    return (await this.#ports()).store.get(subscriptionId);
  }

  /**
   * Grants a request of this producer, narrowed where told, and reads the grants back. What failed in an earlier try is tried again.
   * Throws as `Mesh.approve`; `NotAllowedError` (`NOT_PRODUCT_OWNER`) for requests to somebody else.
   */
  async approveAccessRequest(request: ApproveAccess): Promise<Subscription> {
    const ports = await this.#ports();
    const { by, record } = await this.#owned(request.requestId);
    const phase = record.fulfilment?.phase;
    if (record.status === 'Pending' && (phase === 'GrantFailed' || phase === 'PartlyGranted')) {
      return retryGrants(ports, {
        subscriptionId: record.id,
        by,
        job: libraryJob(record, 'retry', record.id),
      });
    }
    const job = libraryJob(
      record,
      phase === 'Granting' && record.fulfilment?.job.startsWith('retry') ? 'retry' : 'approve',
      record.id,
    );
    const columns = columnScopes(request.columns, request.excludeColumns);
    const rows = rowScopes(request.rows);
    return approve(ports, {
      subscriptionId: record.id,
      by,
      job,
      reconsider: true,
      ...(request.tables === undefined ? {} : { tables: nameList(request.tables, 'tables') }),
      ...(request.grantPermissions === undefined
        ? {}
        : { permissions: permissionList(request.grantPermissions) }),
      ...(request.grantablePermissions === undefined
        ? {}
        : { grantable: permissionList(request.grantablePermissions) }),
      ...(columns === undefined ? {} : { columns }),
      ...(rows === undefined ? {} : { rows }),
      ...(request.decisionNotes === undefined ? {} : { note: request.decisionNotes }),
    });
  }

  /** Denies a request of this producer. Throws as `Mesh.deny`. */
  async denyAccessRequest({ requestId, decisionNotes }: DenyAccess): Promise<Subscription> {
    const { by, record } = await this.#owned(requestId);
    const job = libraryJob(record, 'deny', record.id);
    const note = decisionNotes === undefined ? {} : { note: decisionNotes };
    return deny(await this.#ports(), { subscriptionId: record.id, by, job, ...note });
  }

  /** Asks the requester something before deciding; the request waits. Throws as `Mesh.ask`. */
  async askRequester({ requestId, question }: AskRequester): Promise<Subscription> {
    const { by, record } = await this.#owned(requestId);
    const job = libraryJob(record, 'ask', record.id, question);
    return ask(await this.#ports(), { subscriptionId: record.id, by, job, text: question });
  }

  /** Changes an active subscription to exactly these permissions; absent grant options stay, an empty list takes them. Throws as `Mesh.modify`. */
  async updateSubscriptionPermissions(request: UpdatePermissions): Promise<Subscription> {
    const { by, record } = await this.#owned(request.subscriptionId);
    if (request.expiresAt !== undefined) {
      refuseSlackEnd(record);
    }
    const permissions =
      request.grantPermissions === undefined ? record.permitted : permissionList(request.grantPermissions);
    const grantable =
      request.grantablePermissions === undefined ? undefined : permissionList(request.grantablePermissions);
    const columns = request.allColumns ? {} : columnScopes(request.columns, request.excludeColumns);
    const rows = request.allRows ? {} : rowScopes(request.rows);
    const what = [
      permissions,
      grantable,
      ...(columns === undefined ? [] : [columns]),
      ...(rows === undefined ? [] : [{ rows }]),
      ...(request.expiresAt === undefined ? [] : [request.expiresAt]),
    ];
    return modify(await this.#ports(), {
      subscriptionId: record.id,
      by,
      job: libraryJob(record, 'modify', record.id, JSON.stringify(what)),
      permissions,
      ...(grantable === undefined ? {} : { grantable }),
      ...(columns === undefined ? {} : { columns }),
      ...(rows === undefined ? {} : { rows }),
      ...(request.expiresAt === undefined ? {} : { expiresAt: request.expiresAt }),
      ...(request.notes === undefined ? {} : { note: request.notes }),
    });
  }

  /**
   * Gives the time that was asked for. What was approved in Slack has its end in the ledger, which only the app writes: it is refused here.
   * Throws as `Mesh.extend`; `NotAllowedError` (`NOT_PRODUCT_OWNER`), `ConflictError` (`DECIDED_IN_SLACK`).
   */
  async extendSubscription(subscriptionId: string): Promise<Subscription> {
    const { by, record } = await this.#owned(subscriptionId);
    refuseSlackEnd(record);
    return extend(await this.#ports(), {
      subscriptionId,
      by,
      job: `extend#${record.id}#${record.extension?.job ?? ''}`,
    });
  }

  /** Ends a subscription of this producer, once Lake Formation confirms that the access is gone. Throws as `Mesh.revoke`. */
  async deleteSubscription({ subscriptionId, reason }: DeleteSubscription): Promise<Subscription> {
    const ports = await this.#ports();
    const { by, record } = await this.#owned(subscriptionId);
    const act = { subscriptionId, by, ...(reason === undefined ? {} : { note: reason }) };
    return record.status === 'Pending' && record.fulfilment
      ? rollBack(ports, { ...act, job: libraryJob(record, 'roll-back', record.id) })
      : revoke(ports, { ...act, job: libraryJob(record, 'revoke', record.id) });
  }

  /**
   * Takes tables out of the mesh again: refused while a live subscription rests on one of them. The source tables stay. Without `confirm` (the
   * mesh database's name, typed again) nothing is changed and the plan comes back. Throws `ConflictError` (`PRODUCT_IN_USE`), `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  async deleteDataProduct(request: DeleteDataProduct): Promise<ProductRemoval> {
    const { account, mesh } = await this.#enter();
    const { place, clock } = this.#context;
    return deleteDataProduct(await this.#ports(), account, createMeshRemover(mesh, place, clock), request);
  }

  /**
   * Announces that a product leaves the mesh, or takes that back where no end is given; the app carries it out. Throws `NotFoundError`
   * (`NO_PRODUCT`), `InvalidRequestError` (`BAD_END`).
   */
  async setProductEnd(database: string, endsAt: number | undefined): Promise<void> {
    const { account } = await this.#enter();
    await setProductEnd(await this.#publishPorts(), {
      owner: account,
      database,
      ...(endsAt === undefined ? {} : { endsAt }),
    });
  }

  /** The record, and who acts; only for records that name this account as the owner. */
  async #owned(id: string): Promise<{ readonly by: Actor; readonly record: Subscription }> {
    const { account, caller } = await this.#enter();
    const record = await loadSubscription((await this.#ports()).store, id);
    if (record.owner !== account) {
      throw new NotAllowedError(
        'NOT_PRODUCT_OWNER',
        `${record.id} belongs to ${record.owner}, not to ${account}`,
        {
          userMessage: `This request is addressed to account ${record.owner}; only that account can decide it.`,
        },
      );
    }
    return { by: { kind: 'aws', arn: caller.arn }, record };
  }

  async #ports(): Promise<MeshPorts> {
    const session = await this.#enter();
    return libraryPorts(this.#context, session, session.readOnly);
  }

  async #publishPorts(): Promise<PublishPorts<TableInput, PartitionInput>> {
    const { place, clock } = this.#context;
    const { account, own, mesh, meshRoleArn } = await this.#enter();
    return {
      place,
      account,
      clock,
      source: createSourceCatalog(own, account, clock),
      mesh: createMeshWriter(mesh, place, meshRoleArn, clock),
      published: createGlueCatalog(mesh.glue, place.meshAccountId, clock),
      permissions: createLakeFormation(mesh.lakeFormation, place.meshAccountId, clock),
      local: createLocalCatalog(own.glue, account, clock),
      shares: createRamShares(own.ram, clock),
      buckets: createS3Buckets(own.s3, clock),
      leases: this.#context.aws.plan ? createPlannedLeases() : createNoLeases(),
      crawlers: createCrawlers(own.glue, clock),
    };
  }

  /** Whether the roles can be taken, by the chain into the mesh. Changes nothing. */
  async diagnose(): Promise<Diagnosis> {
    const { account, mesh } = await this.#enter();
    return diagnoseChain('producer', account, () =>
      createSubscriptionTable(mesh.dynamodb, this.#context.table, this.#context.clock).require(),
    );
  }

  #enter(): Promise<MemberSessions> {
    this.#entered ??= enterAccount(this.#context, this.#credentials, 'producer');
    return this.#entered;
  }
}

/** Throws `ConflictError` (`DECIDED_IN_SLACK`): the ledger, which only the app writes, says when such an access ends. */
function refuseSlackEnd(record: Subscription): void {
  if (/^(slack|app):/.test(record.fulfilment?.decision?.by ?? '')) {
    throw new ConflictError('DECIDED_IN_SLACK', `${record.id} was decided in Slack`, {
      userMessage:
        'This access was approved in Slack, and its end is kept there. Use Approve extension under its card, or Change permissions… in `/mesh modify`.',
      details: { subscription: record },
    });
  }
}
