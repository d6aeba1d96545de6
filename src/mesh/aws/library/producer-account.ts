import type { PartitionInput, TableInput } from '@aws-sdk/client-glue';
import type { Actor } from '../../actor.ts';
import { NotAllowedError } from '../../errors.ts';
import type { MeshPorts } from '../../ports.ts';
import type { PublishPorts } from '../../producer/publication.ts';
import { loadSubscription } from '../../subscriptions/load-subscription.ts';
import type { Subscription } from '../../subscriptions/subscription.ts';
import { createNoLeases, createPlannedLeases } from '../dynamo-leases.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createCrawlers } from '../glue-crawlers.ts';
import { createLakeFormation } from '../lake-formation.ts';
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
import { libraryPorts } from './library-ports.ts';

/** A producer's account as the library works in it. It is entered once, at the first call. */
export interface ProducerAccount {
  readonly context: LibraryContext;
  enter(): Promise<MemberSessions>;
  ports(): Promise<MeshPorts>;
  publishPorts(): Promise<PublishPorts<TableInput, PartitionInput>>;
  /** The record, and who acts. Throws `NotAllowedError` (`NOT_PRODUCT_OWNER`) for records that name another account as the owner. */
  owned(id: string): Promise<{ readonly by: Actor; readonly record: Subscription }>;
}

/** Throws `ConfigurationError` (`BAD_MESH_ACCOUNT`), `InvalidRequestError` (`UNKNOWN_REGION`). No call is made. */
export function createProducerAccount(
  options: LibraryOptions & { readonly credentials: Credentials },
): ProducerAccount {
  const context = libraryContext(options);
  const credentials = asProvider(options.credentials);
  let entered: Promise<MemberSessions> | undefined;

  function enter(): Promise<MemberSessions> {
    entered ??= enterAccount(context, credentials, 'producer');
    return entered;
  }

  async function ports(): Promise<MeshPorts> {
    const session = await enter();
    return libraryPorts(context, session, session.readOnly);
  }

  return {
    context,
    enter,
    ports,

    async publishPorts() {
      const { place, clock } = context;
      const { account, own, mesh, meshRoleArn } = await enter();
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
        leases: context.aws.plan ? createPlannedLeases() : createNoLeases(),
        crawlers: createCrawlers(own.glue, clock),
      };
    },

    async owned(id) {
      const { account, caller } = await enter();
      const record = await loadSubscription((await ports()).store, id);
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
    },
  };
}
