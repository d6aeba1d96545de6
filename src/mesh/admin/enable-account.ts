import { NotFoundError } from '../errors.ts';
import { accountId } from '../input/account-id.ts';
import { centralRole, memberRole, READ_ONLY_ROLE, roleArn, type Side } from '../names.ts';
import consumerTemplate from '../policies/consumer-mesh.json.mustache';
import producerTemplate from '../policies/producer-mesh.json.mustache';
import { renderPolicy } from '../policies/render.ts';
import type { TrustStatement } from './admin-ports.ts';
import { type AdminPorts, requireAccount, TAG_KEYS } from './initialize-mesh-account.ts';
import { type InstalledRole, installAssumePolicy, installRole, TAKE_ROLE } from './install-role.ts';

export interface EnableOptions {
  readonly withUsers: boolean;
  /** S3 locations, as `arn:aws:s3:::bucket/prefix`, where a producer may make and change tables once the mesh governs them. */
  readonly locationArns?: readonly string[];
  readonly onStep: (step: string) => void;
}

/**
 * Makes the role of one member account in the mesh account. Its trust names the member's role, so the member account has to be initialised first.
 * Producers get what their own databases need and do not become data lake administrators. Throws `ConfigurationError` (`WRONG_ACCOUNT`).
 */
export async function enableAccount(
  { place, caller, iam, lake }: Omit<AdminPorts, 'table' | 'catalogPolicy'>,
  side: Side,
  account: string,
  options: EnableOptions,
): Promise<InstalledRole> {
  requireAccount(caller, place.meshAccountId);
  const member = accountId(account);
  const role = centralRole(side, member);
  const memberArn = roleArn(place, member, memberRole(side));
  options.onStep(`role ${role}`);
  const readOnlyArn = await iam.roleArn(READ_ONLY_ROLE);
  if (readOnlyArn === undefined) {
    throw new NotFoundError('MESH_NOT_INITIALISED', `no role ${READ_ONLY_ROLE} in ${place.meshAccountId}`, {
      userMessage: 'The mesh account is not set up yet. Run data-mesh-cli install-mesh-objects first.',
    });
  }
  const installed = await installRole(iam, place, {
    account: place.meshAccountId,
    role,
    description: `Role to be used for Data Mesh ${side === 'producer' ? 'Producer' : 'Consumer'} ${member}`,
    policy: `DataMesh${side === 'producer' ? 'Producer' : 'Consumer'}Policy-${member}`,
    policyDescription: `IAM Role enabling Account ${member} to become Data ${side === 'producer' ? 'Producers' : 'Consumers'}`,
    document: renderPolicy(side === 'producer' ? producerTemplate : consumerTemplate, {
      partition: place.partition,
      meshAccountId: place.meshAccountId,
    }),
    withUsers: options.withUsers,
  });
  await iam.attachToRole(role, await installAssumePolicy(iam, READ_ONLY_ROLE, readOnlyArn));
  const letIn: TrustStatement = { Effect: 'Allow', Principal: { AWS: [memberArn] }, Action: TAKE_ROLE };
  await iam.addTrust(role, letIn);
  await iam.addTrust(READ_ONLY_ROLE, letIn);
  if (side === 'producer') {
    options.onStep(`data lake rights of ${role}`);
    await lake.allowCatalog(installed.roleArn, ['CREATE_DATABASE', 'CREATE_LF_TAG']);
    for (const key of TAG_KEYS) {
      await lake.allowTag(installed.roleArn, key);
    }
    for (const location of options.locationArns ?? []) {
      await lake.allowLocation(installed.roleArn, location);
    }
  }
  return installed;
}
