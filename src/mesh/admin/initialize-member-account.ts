import { ConfigurationError } from '../errors.ts';
import { centralRole, memberRole, roleArn, type Side } from '../names.ts';
import consumerTemplate from '../policies/consumer-account.json.mustache';
import passRoleTemplate from '../policies/pass-crawler-role.json.mustache';
import producerTemplate from '../policies/producer-account.json.mustache';
import { renderPolicy } from '../policies/render.ts';
import type { TrustStatement } from './admin-ports.ts';
import type { AdminPorts } from './initialize-mesh-account.ts';
import { refuseRoot } from './initialize-mesh-account.ts';
import { type InstalledRole, installAssumePolicy, installRole, TAKE_ROLE } from './install-role.ts';

export interface MemberOptions {
  readonly withUsers: boolean;
  /** The app's role, which shall be let in; with the external id that it has to bring. */
  readonly appRoleArn?: string;
  readonly externalId?: string;
  /** Role for Glue crawlers of published tables, which the member role may pass on. */
  readonly crawlerRoleArn?: string;
  readonly onStep: (step: string) => void;
}

/** Sets a producer or consumer account up, or mends what is missing; to be run as an administrator of that account. */
export async function initializeMemberAccount(
  { place, caller, iam, lake }: Omit<AdminPorts, 'table' | 'catalogPolicy'>,
  side: Side,
  options: MemberOptions,
): Promise<InstalledRole> {
  const { account } = caller;
  if (account === place.meshAccountId) {
    throw new ConfigurationError('MESH_IS_NO_MEMBER', `${account} is the mesh account`, {
      userMessage: `${account} is the mesh account itself; a ${side} needs an account of its own.`,
    });
  }
  await requireAdministrator({ caller, lake });
  const role = memberRole(side);
  options.onStep(`role ${role} in ${account}`);
  const installed = await installRole(iam, place, {
    account,
    role,
    description: `${role} facilitating principals to act as ${side === 'producer' ? 'Producer' : 'Consumer'}`,
    policy: `${role}Access`,
    policyDescription: `IAM Policy enabling Accounts to Assume the ${role} Role`,
    document: renderPolicy(side === 'producer' ? producerTemplate : consumerTemplate, {
      partition: place.partition,
      accountId: account,
      meshAccountId: place.meshAccountId,
    }),
    withUsers: options.withUsers,
    trust: options.appRoleArn === undefined ? [] : [appTrust(options.appRoleArn, options.externalId)],
  });
  const central = centralRole(side, account);
  const goOn = await installAssumePolicy(iam, central, roleArn(place, place.meshAccountId, central));
  await iam.attachToRole(role, goOn);
  if (options.crawlerRoleArn !== undefined) {
    await iam.attachToRole(role, await installPassRole(iam, options.crawlerRoleArn));
  }
  options.onStep(`data lake of ${account}`);
  await iam.ensureLakeFormationServiceRole();
  await lake.allowCatalog(installed.roleArn, ['CREATE_DATABASE']);
  return installed;
}

/** Lets the app's role take a member role, if it brings the external id. */
export function appTrust(appRoleArn: string, externalId: string | undefined): TrustStatement {
  return {
    Sid: 'MeshForSlackApp',
    Effect: 'Allow',
    Principal: { AWS: [appRoleArn] },
    Action: TAKE_ROLE,
    ...(externalId === undefined ? {} : { Condition: { StringEquals: { 'sts:ExternalId': externalId } } }),
  };
}

/** Throws `ConfigurationError` (`NOT_ADMINISTRATOR`) unless the caller administers the account's data lake. */
async function requireAdministrator({ caller, lake }: Pick<AdminPorts, 'caller' | 'lake'>): Promise<void> {
  refuseRoot(caller);
  const administrators = await lake.administrators();
  if (!administrators.includes(caller.principalArn)) {
    throw new ConfigurationError(
      'NOT_ADMINISTRATOR',
      `${caller.principalArn} is not among ${administrators.length} administrators`,
      {
        userMessage: `${caller.principalArn} is no data lake administrator of account ${caller.account}. An administrator has to add it in Lake Formation, then repeat this.`,
      },
    );
  }
}

async function installPassRole(iam: AdminPorts['iam'], crawlerRoleArn: string): Promise<string> {
  const name = crawlerRoleArn.split('/').at(-1) ?? crawlerRoleArn;
  return iam.ensurePolicy(
    `EnableCrawlerRole${name}`,
    `Policy allowing the grantee to pass Role ${crawlerRoleArn} to Glue crawlers`,
    renderPolicy(passRoleTemplate, { roleArn: crawlerRoleArn }),
  );
}
