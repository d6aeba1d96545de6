import { randomUUID } from 'node:crypto';
import type { Actor } from '../../actor.ts';
import { diagnoseChain } from '../../admin/diagnose.ts';
import type { Finding } from '../../admin/finding.ts';
import type { Wanted } from '../../consumer/find-requested.ts';
import { giveUp } from '../../consumer/give-up.ts';
import { grantToRoles } from '../../consumer/grant-to-roles.ts';
import { importSubscription } from '../../consumer/import-subscription.ts';
import { type AskedParts, askParts, requestParts } from '../../consumer/request-parts.ts';
import { takeBackRecorded } from '../../consumer/take-back-recorded.ts';
import { InvalidRequestError, NotAllowedError, NotFoundError } from '../../errors.ts';
import { accountId } from '../../input/account-id.ts';
import { foldName, nameList } from '../../input/names-list.ts';
import { somePermissions } from '../../input/permission-list.ts';
import type { LocalGrants } from '../../ports/local-grants.ts';
import type { MeshTable } from '../../ports/mesh-catalog.ts';
import type { MeshPorts } from '../../ports.ts';
import type { CatalogProduct } from '../../producer/catalog-product.ts';
import { listProducts } from '../../producer/list-products.ts';
import { answer } from '../../subscriptions/answer.ts';
import { askExtension } from '../../subscriptions/ask-extension.ts';
import { edit } from '../../subscriptions/edit.ts';
import { listSubscriptions } from '../../subscriptions/list-subscriptions.ts';
import { loadSubscription } from '../../subscriptions/load-subscription.ts';
import { requestAccess } from '../../subscriptions/request-access.ts';
import type { Status, Subscription } from '../../subscriptions/subscription.ts';
import { subscriptionIdFrom } from '../../subscriptions/subscription-id.ts';
import type { SubscriptionFilter } from '../../verbs/records.ts';
import type { AccessRequest } from '../../verbs/requests.ts';
import type { AwsCredentialIdentityProvider } from '../credentials.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createLocalGrants, plannedLocalGrants } from '../local-grants.ts';
import { collect } from '../pages.ts';
import { createSubscriptionTable } from '../subscription-table.ts';
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

export interface RequestAccess extends Wanted {
  /** Who owns the tables, 12 digits; only checked, since the mesh's catalogue decides. */
  readonly ownerAccountId?: string;
  /** A list, or text with commas. */
  readonly requestPermissions: string | readonly string[];
  readonly reason?: string;
  /** Asked length of the access in seconds. */
  readonly durationSeconds?: number;
  /** The end itself instead of a length; epoch seconds, in the future. */
  readonly expiresAt?: number;
  /** Tables that the product or domain gets later are asked for too; needs one of them, and neither tables nor a pattern. */
  readonly live?: boolean;
}

/** What is not named stays as it is. */
export interface EditRequest {
  readonly subscriptionId: string;
  /** A list, or text with commas; of the same owner. */
  readonly tables?: string | readonly string[];
  readonly requestPermissions?: string | readonly string[];
  readonly reason?: string;
  /** Asked length of the access in seconds; `null` takes it away. */
  readonly durationSeconds?: number | null;
}

/** What a consumer does; to be constructed with credentials that may take the account's role `DataMeshConsumer`. */
export class DataMeshConsumer {
  readonly #context: LibraryContext;
  readonly #credentials: AwsCredentialIdentityProvider;
  #entered: Promise<MemberSessions> | undefined;

  /** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). No call is made. */
  constructor(options: LibraryOptions & { readonly credentials: Credentials }) {
    this.#context = libraryContext(options);
    this.#credentials = asProvider(options.credentials);
  }

  /**
   * Asks for tables by name, by pattern, by data product or by domain; one request for each mesh database and owner that is concerned. A live request
   * or subscription for exactly the same comes back unchanged. Throws what the first part was refused with where none could be asked, and as
   * {@link requestInParts}.
   */
  async requestAccessToProduct(request: RequestAccess): Promise<readonly Subscription[]> {
    const { asked, refused } = await this.requestInParts(request);
    const [first] = refused;
    if (first) {
      throw first.error;
    }
    return asked;
  }

  /**
   * As {@link requestAccessToProduct}, with what was refused of it: a part that cannot be asked keeps none of the others from being asked. Throws
   * `NotFoundError` (`TABLE_NOT_FOUND`, `NO_TABLES_FOUND`), `InvalidRequestError` (`OWNER_MISMATCH`, `EMPTY_LIST`, `UNKNOWN_PERMISSION`, `BAD_NAME`,
   * `BAD_PATTERN`, `NOTHING_NAMED`, `NOTHING_TO_FOLLOW`).
   */
  async requestInParts(request: RequestAccess): Promise<AskedParts> {
    const permissions = somePermissions(request.requestPermissions);
    const claimed = request.ownerAccountId === undefined ? undefined : accountId(request.ownerAccountId);
    const follow = request.live ? whatToFollow(request) : undefined;
    const ports = await this.#ports();
    const { account } = await this.#enter();
    const requestedBy = await this.#actor();
    const parts = await requestParts(ports.catalog, request);
    for (const { owner, database } of claimed === undefined ? [] : parts) {
      requireOwner(claimed ?? '', owner, database);
    }
    return askParts(parts, ({ database, tables }) =>
      requestAccess(ports, {
        id: subscriptionIdFrom(randomUUID()),
        subscriber: account,
        database,
        tables,
        permissions,
        requestedBy,
        requestedVia: 'cli',
        ...(follow === undefined ? {} : { follow }),
        ...(request.reason === undefined ? {} : { reason: request.reason }),
        ...(request.durationSeconds === undefined ? {} : { durationSeconds: request.durationSeconds }),
        ...(request.expiresAt === undefined ? {} : { expiresAt: request.expiresAt }),
      }),
    );
  }

  /** Makes the granted tables usable in this account: accepts the share, makes the links, checks. Throws as `Mesh.importSubscription`. */
  async finalizeSubscription(subscriptionId: string): Promise<Subscription> {
    const record = await this.#owned(subscriptionId);
    const job = libraryJob(record, 'import', record.id);
    return importSubscription(await this.#ports(), { subscriptionId, by: await this.#actor(), job });
  }

  /** What this account asked for and has, with its status; ended ones only where their status is asked for. */
  async listProductAccess(
    filter: { readonly status?: Status } & Pick<SubscriptionFilter, 'database' | 'table' | 'owner'> = {},
  ): Promise<readonly Subscription[]> {
    const { store } = await this.#ports();
    const { account } = await this.#enter();
    const { status, ...rest } = filter;
    const statuses: readonly Status[] = status === undefined ? ['Pending', 'Active', 'Denied'] : [status];
    return collect(listSubscriptions(store, { ...rest, subscriber: account, statuses }));
  }

  /** The record; `undefined` where there is none. */
  async getSubscription(subscriptionId: string): Promise<Subscription | undefined> {
    return (await this.#ports()).store.get(subscriptionId);
  }

  /** What everybody in the mesh may ask for. */
  async *listProducts(): AsyncIterable<CatalogProduct> {
    yield* listProducts((await this.#ports()).catalog, true);
  }

  /** Columns, location and description of a table: through the account's own link where it may be read, else as the mesh shows it. Throws `NotFoundError` (`TABLE_NOT_FOUND`). */
  async getTableInfo(databaseName: string, tableName: string): Promise<MeshTable> {
    const [database, table] = [foldName(databaseName, 'database'), foldName(tableName, 'table')];
    const { account, own } = await this.#enter();
    const local = createGlueCatalog(own.glue, account, this.#context.clock);
    const info =
      (await local.table(database, table)) ?? (await (await this.#ports()).catalog.table(database, table));
    if (!info) {
      throw new NotFoundError('TABLE_NOT_FOUND', `no ${database}.${table}`, {
        userMessage: `${database}.${table} does not exist, or you may not see it.`,
      });
    }
    return info;
  }

  /**
   * Lets roles or users of this account use imported tables, as far as the owner granted them with grant option; as a data lake administrator of the
   * account. The record remembers them, and what they got is taken back when the access ends.
   */
  async grantToRoles(subscriptionId: string, roleArns: readonly string[]): Promise<Subscription> {
    const record = await this.#owned(subscriptionId);
    const by = await this.#actor();
    return grantToRoles(await this.#ports(), await this.#callersGrants(), { record, roleArns, by });
  }

  /**
   * Takes back what was handed on to these roles and users, or to all on record, also after the end; as a data lake administrator of the account. Whom the
   * returned record still names lost it not, or not all of it. Throws `InvalidRequestError` (`NOT_HANDED_ON`), `NotAllowedError` (`NOT_SUBSCRIBER`).
   */
  async takeBackFromRoles(subscriptionId: string, principals?: readonly string[]): Promise<Subscription> {
    await this.#owned(subscriptionId);
    const by = await this.#actor();
    return takeBackRecorded(await this.#ports(), await this.#callersGrants(), {
      subscriptionId,
      principals,
      by,
    });
  }

  /** Answers what the owners asked about a waiting request of this account. Throws as `Mesh.answer`. */
  async answerQuestion(subscriptionId: string, text: string): Promise<Subscription> {
    const record = await this.#owned(subscriptionId);
    const job = libraryJob(record, 'answer', record.id, text);
    return answer(await this.#ports(), { subscriptionId, by: await this.#actor(), job, text });
  }

  /** Changes a waiting request of this account; whoever was shown it before has to look again. Throws as `Mesh.edit`; `NotAllowedError` (`NOT_SUBSCRIBER`). */
  async editRequest(request: EditRequest): Promise<Subscription> {
    const record = await this.#owned(request.subscriptionId);
    const { tables = record.tables, requestPermissions = record.requested, reason = record.reason } = request;
    const { fields, stages } = record;
    const seconds =
      request.durationSeconds === undefined
        ? record.requestedSeconds
        : (request.durationSeconds ?? undefined);
    const wanted = {
      tables: nameList(tables, 'tables'),
      permissions: somePermissions(requestPermissions),
      ...(reason === undefined ? {} : { reason }),
      ...(fields === undefined ? {} : { fields }),
      ...(stages === undefined ? {} : { stages }),
      ...(seconds === undefined ? {} : { durationSeconds: seconds }),
    };
    const job = libraryJob(record, 'edit', record.id, JSON.stringify(wanted));
    return edit(await this.#ports(), {
      subscriptionId: record.id,
      by: await this.#actor(),
      job,
      ...wanted,
    });
  }

  /** Asks the owner for more time. Throws as `Mesh.askExtension`; `NotAllowedError` (`NOT_SUBSCRIBER`). */
  async askExtension({
    subscriptionId,
    seconds,
    reason,
  }: {
    readonly subscriptionId: string;
    readonly seconds: number;
    readonly reason?: string;
  }): Promise<Subscription> {
    const record = await this.#owned(subscriptionId);
    // An answered wish may be followed by another; the same one, repeated, is one.
    const job = `extension#${record.id}#${record.expiresAt ?? 0}#${seconds}`;
    return askExtension(await this.#ports(), {
      subscriptionId,
      by: await this.#actor(),
      job: record.extension?.decided ? `${job}#${record.version ?? 0}` : job,
      seconds,
      ...(reason === undefined ? {} : { reason }),
    });
  }

  /**
   * Gives a subscription up: withdraws it while it waits; else leaves shares and links at once, and the record stays `Revoking` until the owner's
   * side has taken the grants away. Throws `ConflictError` (`ALREADY_ENDED`), `NotAllowedError` (`NOT_SUBSCRIBER`).
   */
  async deleteSubscription({
    subscriptionId,
    reason,
  }: {
    readonly subscriptionId: string;
    readonly reason?: string;
  }): Promise<Subscription> {
    const record = await this.#owned(subscriptionId);
    const by = await this.#actor();
    if (record.handedOn !== undefined) {
      await this.#takeBackFirst(subscriptionId);
    }
    return giveUp(await this.#ports(), {
      subscriptionId,
      by,
      ...(reason === undefined ? {} : { note: reason }),
    });
  }

  async #owned(subscriptionId: string): Promise<Subscription> {
    const { account } = await this.#enter();
    const record = await loadSubscription((await this.#ports()).store, subscriptionId);
    if (record.subscriber !== account) {
      throw new NotAllowedError(
        'NOT_SUBSCRIBER',
        `${record.id} belongs to ${record.subscriber}, not to ${account}`,
        {
          userMessage: `This subscription belongs to account ${record.subscriber}. Use its credentials.`,
        },
      );
    }
    return record;
  }

  /** Whoever calls may take back what the account's role may not; what they may not either is said when the access has ended. */
  async #takeBackFirst(subscriptionId: string): Promise<void> {
    try {
      await this.takeBackFromRoles(subscriptionId);
    } catch (error) {
      if (!(error instanceof NotAllowedError)) {
        throw error;
      }
    }
  }

  async #callersGrants(): Promise<LocalGrants> {
    const { account, caller } = await this.#enter();
    const { place, clock, aws } = this.#context;
    const grants = createLocalGrants(caller.clients.lakeFormation, account, place.meshAccountId, clock);
    return aws.plan ? plannedLocalGrants(grants) : grants;
  }

  async #actor(): Promise<Actor> {
    return { kind: 'aws', arn: (await this.#enter()).caller.arn };
  }

  async #ports(): Promise<MeshPorts> {
    const session = await this.#enter();
    return libraryPorts(this.#context, session, session.readOnly);
  }

  /** Whether the roles can be taken, by the chain into the mesh. Changes nothing. */
  async diagnose(): Promise<Finding> {
    const { account, mesh } = await this.#enter();
    return diagnoseChain('consumer', account, () =>
      createSubscriptionTable(mesh.dynamodb, this.#context.table, this.#context.clock).require(),
    );
  }

  #enter(): Promise<MemberSessions> {
    this.#entered ??= enterAccount(this.#context, this.#credentials, 'consumer');
    return this.#entered;
  }
}

function requireOwner(claimed: string, owner: string, database: string): void {
  if (owner !== claimed) {
    throw new InvalidRequestError('OWNER_MISMATCH', `${database} belongs to ${owner}, not to ${claimed}`, {
      userMessage: `${database} does not belong to account ${claimed} but to ${owner}. Ask that owner, or leave the owner out.`,
    });
  }
}

/** Throws `InvalidRequestError` (`NOTHING_TO_FOLLOW`). */
function whatToFollow({
  dataProduct,
  domain,
  tables,
  tablePattern,
}: RequestAccess): NonNullable<AccessRequest['follow']> {
  const name = dataProduct ?? domain;
  const both = dataProduct !== undefined && domain !== undefined;
  if (name === undefined || both || tables !== undefined || tablePattern !== undefined) {
    throw new InvalidRequestError('NOTHING_TO_FOLLOW', 'live without one product or domain', {
      userMessage:
        'Later tables can be asked for with one data product or one domain, and not together with tables or a pattern: name only the product or the domain.',
    });
  }
  return { kind: dataProduct === undefined ? 'domain' : 'product', name };
}
