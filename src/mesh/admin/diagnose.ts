import { MeshError } from '../errors.ts';
import { centralRole, MANAGER_ROLE, memberRole, READ_ONLY_ROLE, type Side } from '../names.ts';
import { withRamOptIn } from '../policies/catalog-policy.ts';
import type { AdminPorts } from './initialize-mesh-account.ts';

export interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What to do, where it is not well. */
  readonly fix?: string;
}

/** Looks at the mesh account, as its administrator; changes nothing. */
export async function diagnoseMesh({
  place,
  caller,
  iam,
  lake,
  catalogPolicy,
  table,
}: AdminPorts): Promise<readonly Finding[]> {
  const repair = 'run data-mesh-cli install-mesh-objects';
  const administrators = await lake.administrators();
  return [
    found(
      `credentials belong to mesh account ${place.meshAccountId}`,
      caller.account === place.meshAccountId,
      'use the credentials of the mesh account',
    ),
    await tried('subscriptions table', repair, async () => Boolean(await table.require())),
    found(`role ${READ_ONLY_ROLE}`, (await iam.roleArn(READ_ONLY_ROLE)) !== undefined, repair),
    found(`role ${MANAGER_ROLE}`, (await iam.roleArn(MANAGER_ROLE)) !== undefined, repair),
    found(
      'the caller administers the data lake',
      administrators.includes(caller.principalArn),
      `${repair}, or add ${caller.principalArn} in Lake Formation`,
    ),
    found(
      'no producer is a data lake administrator',
      !administrators.some((arn) => arn.includes('/DataMeshAdminProducer-')),
      'remove the roles DataMeshAdminProducer-… from the administrators; they need only rights on their own databases',
    ),
    await tried('RAM may share the catalog', repair, async () => {
      const policy = await catalogPolicy.read();
      return policy !== undefined && withRamOptIn(policy.text, place) === policy.text;
    }),
  ];
}

/** Looks at a member account, as its administrator; changes nothing. */
export async function diagnoseMember(
  { caller, iam, lake }: Pick<AdminPorts, 'caller' | 'iam' | 'lake'>,
  side: Side,
): Promise<readonly Finding[]> {
  return [
    found(
      `role ${memberRole(side)} in ${caller.account}`,
      (await iam.roleArn(memberRole(side))) !== undefined,
      `run data-mesh-cli enable-account --account-type ${side}`,
    ),
    found(
      `the caller administers the data lake of ${caller.account}`,
      (await lake.administrators()).includes(caller.principalArn),
      `add ${caller.principalArn} as an administrator in Lake Formation`,
    ),
  ];
}

/** Whether the chain of roles into the mesh can be taken at all. */
export async function diagnoseChain(
  side: Side,
  account: string,
  enter: () => Promise<unknown>,
): Promise<Finding> {
  return tried(
    `${side} ${account} can take ${memberRole(side)} and ${centralRole(side, account)}`,
    `run data-mesh-cli enable-account --account-type ${side}`,
    async () => {
      await enter();
      return true;
    },
  );
}

function found(check: string, ok: boolean, fix: string): Finding {
  return ok ? { check, ok } : { check, ok, fix };
}

/** A check that AWS refuses is a finding like any other. */
async function tried(check: string, fix: string, look: () => Promise<boolean>): Promise<Finding> {
  try {
    return found(check, await look(), fix);
  } catch (error) {
    if (error instanceof MeshError) {
      return { check, ok: false, fix: `${error.userMessage} Then ${fix}.` };
    }
    throw error;
  }
}
