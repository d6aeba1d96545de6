import { diagnoseMember, diagnoseMesh } from '../../admin/diagnose.ts';
import { enableAccount } from '../../admin/enable-account.ts';
import type { Finding } from '../../admin/finding.ts';
import { appTrust, initializeMemberAccount } from '../../admin/initialize-member-account.ts';
import {
  type AdminPorts,
  type InitializedMesh,
  initializeMeshAccount,
} from '../../admin/initialize-mesh-account.ts';
import type { InstalledRole } from '../../admin/install-role.ts';
import { type RemovalPlan, removeAccount, removeMember } from '../../admin/remove-roles.ts';
import { knownAdoption } from '../../adoption/adoption.ts';
import { ConfigurationError, InvalidRequestError } from '../../errors.ts';
import type { Delegation } from '../../ledger/delegation.ts';
import type { EventFilter, LedgerEvent } from '../../ledger/event.ts';
import { memberRole, type Side } from '../../names.ts';
import { s3Arn, s3Location } from '../../policies/s3-location.ts';
import type { Ledger } from '../../ports/ledger.ts';
import type { CatalogProduct } from '../../producer/catalog-product.ts';
import { listProducts } from '../../producer/list-products.ts';
import { ownedTable } from '../../readers/owned-table.ts';
import type { TableReaders } from '../../readers/reader.ts';
import { readersOf } from '../../readers/readers-of.ts';
import { knownRestoration } from '../../restored/restoration.ts';
import { epoch } from '../../subscriptions/dates.ts';
import { listSubscriptions } from '../../subscriptions/list-subscriptions.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import type { SubscriptionFilter } from '../../verbs/records.ts';
import { whoCalls } from '../caller.ts';
import { type AwsClients, createClients } from '../clients.ts';
import { clockSkew } from '../clock-skew.ts';
import { createDynamoLedger } from '../dynamo-ledger.ts';
import { createDynamoStore } from '../dynamo-store.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createGluePolicy } from '../glue-policy.ts';
import { createIamObjects } from '../iam-objects.ts';
import { createLakeFormation } from '../lake-formation.ts';
import { createLakeSettings } from '../lake-settings.ts';
import { createRoleRemover } from '../role-remover.ts';
import { createSubscriptionTable } from '../subscription-table.ts';
import {
  asProvider,
  type Credentials,
  type LibraryContext,
  type LibraryOptions,
  libraryContext,
} from './library-options.ts';

export interface MemberSetUp {
  /** Makes an IAM user besides the role and the group, as the Python library always does. False unless told. */
  readonly withUsers?: boolean;
  /** ARN of the app's role, which shall be let into the account's role. */
  readonly appRoleArn?: string;
  /** What the app's role has to bring, 2 to 1,224 characters. */
  readonly externalId?: string;
  /** ARN of a role for Glue crawlers, which the account's role may pass on. */
  readonly crawlerRoleArn?: string;
}

export interface EnableSetUp {
  readonly withUsers?: boolean;
  /** S3 locations in which the producer may change what it published, and publish more: `s3://bucket/prefix`. The mesh governs them from then on. */
  readonly dataLocations?: readonly string[];
}

/** Sets accounts up; to be constructed with the credentials of an administrator of the account in question. Everything may be repeated. */
export class DataMeshAdmin {
  readonly #context: LibraryContext;
  readonly #clients: AwsClients;
  readonly #ledgerTable: string | undefined;

  /** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). No call is made. */
  constructor(
    options: LibraryOptions & {
      readonly credentials: Credentials;
      /** The ledger that the Slack app keeps, for `history`; absent: there is none. */
      readonly ledgerTable?: string;
    },
  ) {
    this.#ledgerTable = options.ledgerTable;
    this.#context = libraryContext(options);
    this.#clients = createClients(this.#context.aws, asProvider(options.credentials));
  }

  /**
   * As administrator of the mesh account: the subscriptions table, the roles `DataMeshManager` and `DataMeshAdminReadOnly`, data lake settings, the
   * catalog's policy for RAM. Throws `ConfigurationError` (`WRONG_ACCOUNT`, `TOO_MANY_ADMINISTRATORS`, `TABLE_NOT_READY`), `UpstreamError`.
   */
  async initializeMeshAccount({
    withUsers = false,
  }: Pick<MemberSetUp, 'withUsers'> = {}): Promise<InitializedMesh> {
    return initializeMeshAccount(await this.#ports(), { withUsers, onStep: this.#context.onStep });
  }

  /** As administrator of a producer account: its role `DataMeshProducer`. Throws `ConfigurationError` (`NOT_ADMINISTRATOR`, `MESH_IS_NO_MEMBER`), `UpstreamError`. */
  async initializeProducerAccount(setUp: MemberSetUp = {}): Promise<InstalledRole> {
    return initializeMemberAccount(await this.#ports(), 'producer', this.#member(setUp));
  }

  /** As administrator of a consumer account: its role `DataMeshConsumer`. Throws as `initializeProducerAccount`. */
  async initializeConsumerAccount(setUp: MemberSetUp = {}): Promise<InstalledRole> {
    return initializeMemberAccount(await this.#ports(), 'consumer', this.#member(setUp));
  }

  /**
   * As administrator of the mesh account: the role `DataMeshAdminProducer-<account>`. The member account has to be initialised first, since the
   * role's trust names the member's role. Throws `InvalidRequestError` (`BAD_ACCOUNT`), `ConfigurationError` (`WRONG_ACCOUNT`), `NotFoundError` (`MESH_NOT_INITIALISED`).
   */
  async enableAccountAsProducer(accountId: string, setUp: EnableSetUp = {}): Promise<InstalledRole> {
    return enableAccount(await this.#ports(), 'producer', accountId, this.#enabling(setUp));
  }

  /** As administrator of the mesh account: the role `DataMeshAdminConsumer-<account>`. Throws as `enableAccountAsProducer`. */
  async enableAccountAsConsumer(accountId: string, setUp: EnableSetUp = {}): Promise<InstalledRole> {
    return enableAccount(await this.#ports(), 'consumer', accountId, this.#enabling(setUp));
  }

  /**
   * As administrator of a member account: lets the app's role take the account's role; everything else stays. For accounts that the Python library set up.
   * Throws `NotFoundError` (`ROLE_NOT_FOUND`).
   */
  async trustApp(
    side: Side,
    { appRoleArn, externalId }: { readonly appRoleArn: string; readonly externalId?: string },
  ): Promise<void> {
    const { iam } = await this.#ports();
    await iam.addTrust(memberRole(side), appTrust(appRoleArn, externalId));
  }

  /**
   * As administrator of the mesh account: removes the roles of a member account, once nothing rests on them. Only a plan without `confirm`, the
   * account id typed again. Throws `ConflictError` (`ACCOUNT_IN_USE`, `USER_IN_USE`), `InvalidRequestError` (`NOT_CONFIRMED`).
   */
  async removeAccount(member: string, confirm?: string): Promise<RemovalPlan> {
    const { place, clock, table } = this.#context;
    const { caller, iam } = await this.#ports();
    const store = createDynamoStore(this.#clients.documents, { subscriptions: table }, clock);
    const remover = createRoleRemover(this.#clients.iam, caller.account, place, clock);
    return removeAccount({ place, caller, store, remover, iam }, member, confirm);
  }

  /** As administrator of a member account: removes the account's own roles. Only a plan without `confirm`, the account id typed again. */
  async removeMember(confirm?: string): Promise<RemovalPlan> {
    const { place, clock } = this.#context;
    const { caller } = await this.#ports();
    return removeMember(
      { place, caller, remover: createRoleRemover(this.#clients.iam, caller.account, place, clock) },
      confirm,
    );
  }

  /**
   * As somebody of the mesh account who may read the ledger: what happened to a subscription, a table, by a person, or in a period, page by page.
   * Throws `ConfigurationError` (`NO_LEDGER`), `InvalidRequestError` (`NO_PERIOD`), `UpstreamError`.
   */
  history(filter: EventFilter): AsyncIterable<LedgerEvent> {
    return this.#ledger().events(filter);
  }

  /** Delegations of a workspace that count later than `after`, in epoch seconds; now or later unless told. Those that were ended are among them. */
  delegations(workspace: string, after = epoch(this.#context.clock.now())): AsyncIterable<Delegation> {
    return this.#ledger().delegations(workspace, after);
  }

  /** Whether what was in the mesh before the app was confirmed; `undefined` where the app has not looked yet. Throws `ConfigurationError` (`NO_LEDGER`). */
  adoption(): Promise<boolean | undefined> {
    return knownAdoption({ ledger: this.#ledger() });
  }

  /** Whether the subscriptions table is another one than the ledger knows; `undefined` where the app has seen none yet. Throws as `adoption`. */
  restoration(): Promise<boolean | undefined> {
    const { clock, table } = this.#context;
    const { id } = createSubscriptionTable(this.#clients.dynamodb, table, clock);
    return knownRestoration({ ledger: this.#ledger(), tableId: id });
  }

  /** As somebody of the mesh account: a text that the app keeps in the ledger, by its name. Throws `ConfigurationError` (`NO_LEDGER`). */
  keptText(name: string): Promise<string | undefined> {
    return this.#ledger().kept(name);
  }

  #ledger(): Ledger {
    if (this.#ledgerTable === undefined) {
      throw new ConfigurationError('NO_LEDGER', 'no ledger table was given', {
        userMessage:
          'No ledger is named. The ledger is kept by the Slack app: give its table, for example AwsDataMeshLedger.',
      });
    }
    return createDynamoLedger(this.#clients.documents, this.#ledgerTable, this.#context.clock);
  }

  /**
   * As administrator of the mesh's data lake, who sees every grant: whom AWS lets at a table, and, where the ledger is named, on which decision
   * it rests. Throws as `Mesh.readers`.
   */
  async readers(databaseName: string, tableName: string): Promise<TableReaders> {
    const { place, clock, table: subscriptions } = this.#context;
    const { documents, glue, lakeFormation } = this.#clients;
    const owned = await ownedTable(
      createGlueCatalog(glue, place.meshAccountId, clock),
      databaseName,
      tableName,
    );
    const ports = {
      place,
      store: createDynamoStore(documents, { subscriptions }, clock),
      ledger: createDynamoLedger(documents, this.#ledgerTable, clock),
      permissions: createLakeFormation(lakeFormation, place.meshAccountId, clock),
      administrators: () => createLakeSettings(lakeFormation, place.meshAccountId, clock).administrators(),
    };
    return { ...owned, readers: await readersOf(ports, owned) };
  }

  /** As somebody of the mesh account: records that match every part of the filter, whatever became of them. */
  subscriptions(filter: SubscriptionFilter): AsyncIterable<Subscription> {
    const { clock, table } = this.#context;
    return listSubscriptions(
      createDynamoStore(this.#clients.documents, { subscriptions: table }, clock),
      filter,
    );
  }

  /** As administrator of the mesh's data lake: every database that holds tables of one owner, with all of its tables. */
  products(): AsyncIterable<CatalogProduct> {
    const { place, clock } = this.#context;
    return listProducts(createGlueCatalog(this.#clients.glue, place.meshAccountId, clock), true);
  }

  /** As administrator of the mesh account: what is well and what is not, with what to do. Changes nothing. */
  async diagnoseMesh(): Promise<readonly Finding[]> {
    const skew = () => clockSkew(this.#clients.sts, this.#context.clock);
    return diagnoseMesh({ ...(await this.#ports()), skew });
  }

  /** As administrator of a member account. Changes nothing. */
  async diagnoseMember(side: Side): Promise<readonly Finding[]> {
    return diagnoseMember(await this.#ports(), side);
  }

  #member({ withUsers = false, ...rest }: MemberSetUp) {
    return { ...rest, withUsers, onStep: this.#context.onStep };
  }

  #enabling({ withUsers = false, dataLocations = [] }: EnableSetUp) {
    const { place, onStep } = this.#context;
    return {
      withUsers,
      onStep,
      locationArns: dataLocations.map((text) => s3Arn(place.partition, parsedLocation(text))),
    };
  }

  async #ports(): Promise<AdminPorts> {
    const { place, clock, table } = this.#context;
    const caller = await whoCalls(this.#clients, place, clock);
    return {
      place,
      caller,
      iam: createIamObjects(this.#clients.iam, caller.account, place, clock),
      lake: createLakeSettings(this.#clients.lakeFormation, caller.account, clock),
      catalogPolicy: createGluePolicy(this.#clients.glue, clock),
      table: createSubscriptionTable(this.#clients.dynamodb, table, clock),
    };
  }
}

function parsedLocation(text: string) {
  const location = s3Location(text);
  if (!location) {
    throw new InvalidRequestError('BAD_LOCATION', `location ${text}`, {
      userMessage: `"${text}" is not an S3 location. Give one such as s3://bucket/prefix.`,
    });
  }
  return location;
}
