import { ConfigurationError } from '../errors.ts';
import { MANAGER_ROLE, type MeshPlace, READ_ONLY_ROLE } from '../names.ts';
import { withRamOptIn } from '../policies/catalog-policy.ts';
import managerTemplate from '../policies/manager.json.mustache';
import readOnlyTemplate from '../policies/read-only.json.mustache';
import { renderPolicy } from '../policies/render.ts';
import type { CatalogPolicy } from '../ports/policies.ts';
import { changeCatalogPolicy } from '../subscriptions/shared-policies.ts';
import type { Caller, IamObjects, LakeSettings, SubscriptionTable } from './admin-ports.ts';
import { type InstalledRole, installAssumePolicy, installRole } from './install-role.ts';

/** LF-tag keys, lower case as Lake Formation keeps them, and the value that they begin with. */
export const TAG_KEYS = ['domain', 'dataproduct'] as const;
const FIRST_VALUE = 'unassigned';

export interface AdminPorts {
  readonly place: MeshPlace;
  readonly caller: Caller;
  readonly iam: IamObjects;
  readonly lake: LakeSettings;
  readonly catalogPolicy: CatalogPolicy;
  readonly table: SubscriptionTable;
}

export interface InitializedMesh {
  readonly manager: InstalledRole;
  readonly readOnly: InstalledRole;
  readonly subscriptionTracker: { readonly table: string; readonly stream: string };
}

/** Sets the mesh account up, or mends what is missing. Nothing of other administrators is touched. */
export async function initializeMeshAccount(
  { place, caller, iam, lake, catalogPolicy, table }: AdminPorts,
  { withUsers, onStep }: { readonly withUsers: boolean; readonly onStep: (step: string) => void },
): Promise<InitializedMesh> {
  requireAccount(caller, place.meshAccountId);
  refuseRoot(caller);
  const values = { partition: place.partition, meshAccountId: place.meshAccountId };
  onStep('subscriptions table');
  const { tableArn, streamArn } = await table.ensure();
  onStep(`role ${READ_ONLY_ROLE}`);
  const readOnly = await installRole(iam, place, {
    account: place.meshAccountId,
    role: READ_ONLY_ROLE,
    description: 'Role to be used for read-only operations on Catalog',
    policy: 'DataMeshReadOnlyPolicy',
    policyDescription: 'IAM Policy to provide read-only access to metadata',
    document: renderPolicy(readOnlyTemplate, values),
    withUsers,
  });
  onStep(`role ${MANAGER_ROLE}`);
  const manager = await installRole(iam, place, {
    account: place.meshAccountId,
    role: MANAGER_ROLE,
    description: 'Role to be used for the Data Mesh Manager function',
    policy: 'DataMeshManagerPolicy',
    policyDescription: 'IAM Policy to bootstrap the Data Mesh Admin',
    document: renderPolicy(managerTemplate, values),
    withUsers,
  });
  await iam.attachToRole(MANAGER_ROLE, await installAssumePolicy(iam, READ_ONLY_ROLE, readOnly.roleArn));
  onStep('data lake settings');
  await iam.ensureLakeFormationServiceRole();
  await lake.ensure({ administrators: [manager.roleArn, caller.principalArn], closeNewTables: true });
  for (const key of TAG_KEYS) {
    await lake.ensureTag(key, FIRST_VALUE);
  }
  onStep('catalog policy');
  await changeCatalogPolicy(catalogPolicy, (text) => withRamOptIn(text, place));
  return { manager, readOnly, subscriptionTracker: { table: tableArn, stream: streamArn } };
}

/** Throws `ConfigurationError` (`WRONG_ACCOUNT`) unless the caller's account is this one. */
export function requireAccount({ account }: Caller, wanted: string): void {
  if (account !== wanted) {
    throw new ConfigurationError('WRONG_ACCOUNT', `credentials of ${account}, not of ${wanted}`, {
      userMessage: `These credentials belong to account ${account}, but this has to be done in account ${wanted}. Use the credentials of ${wanted}.`,
    });
  }
}

/**
 * Throws `ConfigurationError` (`ROOT_USER`): Lake Formation takes IAM users and roles alone as administrators.
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_DataLakeSettings.html
 */
export function refuseRoot(caller: Caller): void {
  if (isRoot(caller)) {
    throw new ConfigurationError('ROOT_USER', `root user of ${caller.account}`, {
      userMessage: `These are keys of the root user of account ${caller.account}, which cannot administer a data lake. Use those of an IAM user or role with AdministratorAccess; nothing was changed.`,
    });
  }
}

export function isRoot({ principalArn }: Caller): boolean {
  return principalArn.endsWith(':root');
}
