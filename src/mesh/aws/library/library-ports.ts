import { ConfigurationError } from '../../errors.ts';
import type { MeshPorts } from '../../ports.ts';
import { createCellFilters } from '../cell-filters.ts';
import type { AwsClients } from '../clients.ts';
import { createNoLeases, createPlannedLeases } from '../dynamo-leases.ts';
import { createDynamoLedger } from '../dynamo-ledger.ts';
import { createDynamoStore } from '../dynamo-store.ts';
import { createGivenShares } from '../given-shares.ts';
import { createGlueCatalog } from '../glue-catalog.ts';
import { createGluePolicy } from '../glue-policy.ts';
import { createLakeFormation } from '../lake-formation.ts';
import { createLocalCatalog } from '../local-catalog.ts';
import { createLocalGrants, plannedLocalGrants } from '../local-grants.ts';
import { plannedProducer } from '../planned-ports.ts';
import { createRamShares } from '../ram-shares.ts';
import { createS3Buckets } from '../s3-buckets.ts';
import { createTagGrants } from '../tag-grants.ts';
import type { MemberSessions } from './enter-account.ts';
import type { LibraryContext } from './library-options.ts';

/**
 * The verbs' ports for one member account with its own credentials: no ledger, since AWS's own authority decides here, and no leases, so that
 * shared policies are read back. The other side's account cannot be entered.
 */
export function libraryPorts(
  context: LibraryContext,
  session: MemberSessions,
  readOnly: AwsClients,
): MeshPorts {
  const { place, clock, table } = context;
  const { account, own, mesh } = session;
  const meshAccount = place.meshAccountId;
  const requireOwn = (wanted: string) => {
    if (wanted !== account) {
      throw new ConfigurationError('OTHER_ACCOUNT', `${account} cannot act for ${wanted}`, {
        userMessage: `These credentials are of account ${account}; this concerns account ${wanted}. Use its credentials.`,
      });
    }
  };
  const producer: MeshPorts['producer'] = async (wanted) => {
    requireOwn(wanted);
    return {
      catalog: createGlueCatalog(mesh.glue, meshAccount, clock),
      permissions: createLakeFormation(mesh.lakeFormation, meshAccount, clock),
      tagGrants: createTagGrants(mesh.lakeFormation, meshAccount, clock),
      cells: createCellFilters(mesh.lakeFormation, meshAccount, clock),
      givenShares: createGivenShares(mesh.ram, clock),
      catalogPolicy: createGluePolicy(mesh.glue, clock),
      buckets: createS3Buckets(own.s3, clock),
    };
  };
  return {
    place,
    clock,
    store: createDynamoStore(mesh.documents, { subscriptions: table }, clock),
    ledger: createDynamoLedger(mesh.documents, undefined, clock),
    leases: context.aws.plan ? createPlannedLeases() : createNoLeases(),
    catalog: createGlueCatalog(readOnly.glue, meshAccount, clock),
    producer: context.aws.plan ? plannedProducer(producer) : producer,
    consumer: async (wanted) => {
      requireOwn(wanted);
      const grants = createLocalGrants(own.lakeFormation, account, meshAccount, clock);
      return {
        shares: createRamShares(own.ram, clock),
        local: createLocalCatalog(own.glue, account, clock),
        grants: context.aws.plan ? plannedLocalGrants(grants) : grants,
      };
    },
  };
}
