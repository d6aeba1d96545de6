import type { PartitionInput, TableInput } from '@aws-sdk/client-glue';
import { NotFoundError } from '../../errors.ts';
import { memberRole, roleArn } from '../../names.ts';
import {
  createDataProducts,
  type Publication,
  type PublishPorts,
  type PublishRequest,
} from '../../producer/create-data-products.ts';
import { whoCalls } from '../caller.ts';
import type { AwsCredentialIdentityProvider } from '../credentials.ts';
import { createNoLeases } from '../dynamo-leases.ts';
import { createCrawlers } from '../glue-crawlers.ts';
import { createLakeFormation } from '../lake-formation.ts';
import { createLakeSettings } from '../lake-settings.ts';
import { createLocalCatalog } from '../local-catalog.ts';
import { createMeshWriter } from '../mesh-writer.ts';
import { createRamShares } from '../ram-shares.ts';
import { createS3Buckets } from '../s3-buckets.ts';
import { createSourceCatalog } from '../source-catalog.ts';
import { enterAccount, type MemberSessions } from './enter-account.ts';
import {
  asProvider,
  type Credentials,
  type LibraryContext,
  type LibraryOptions,
  libraryContext,
} from './library-options.ts';

export type CreateDataProducts = Omit<PublishRequest, 'onTable'>;

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
    const { principalArn } = await whoCalls(caller.clients, place, clock);
    const lake = createLakeSettings(caller.clients.lakeFormation, account, clock);
    if (!(await lake.administrators()).includes(principalArn)) {
      return false;
    }
    this.#context.onStep(`letting DataMeshProducer see ${database}`);
    return lake.allowDescribe(roleArn(place, account, memberRole('producer')), database.trim().toLowerCase());
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
      permissions: createLakeFormation(mesh.lakeFormation, place.meshAccountId, clock),
      local: createLocalCatalog(own.glue, account, clock),
      shares: createRamShares(own.ram, clock),
      buckets: createS3Buckets(own.s3, clock),
      leases: createNoLeases(),
      crawlers: createCrawlers(own.glue, clock),
    };
  }

  #enter(): Promise<MemberSessions> {
    this.#entered ??= enterAccount(this.#context, this.#credentials, 'producer');
    return this.#entered;
  }
}
