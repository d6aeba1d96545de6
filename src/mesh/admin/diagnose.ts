import { centralRole, MANAGER_ROLE, memberRole, READ_ONLY_ROLE, type Side } from '../names.ts';
import { withRamOptIn } from '../policies/catalog-policy.ts';
import { diagnoseFoundations, type RunningPorts } from './diagnose-running.ts';
import { type Finding, found, type Trouble, tried } from './finding.ts';
import type { AdminPorts } from './initialize-mesh-account.ts';
import { isRoot } from './initialize-mesh-account.ts';

const trouble = (effect: string, fix: string): Trouble => ({ severity: 'error', effect, fix });
const AS_WHOM = 'use the keys of an IAM user or role instead of the root user’s';
const REPAIR = 'run data-mesh-cli install-mesh-objects';

/** Looks at the mesh account, as its administrator; changes nothing. */
export async function diagnoseMesh({
  place,
  caller,
  iam,
  lake,
  catalogPolicy,
  table,
  skew,
}: AdminPorts & Pick<RunningPorts, 'skew'>): Promise<readonly Finding[]> {
  const administrators = await lake.administrators();
  return [
    found(
      `credentials belong to mesh account ${place.meshAccountId}`,
      caller.account === place.meshAccountId,
      trouble('What follows is about another account.', 'use the credentials of the mesh account'),
    ),
    found(
      `role ${READ_ONLY_ROLE}`,
      (await iam.roleArn(READ_ONLY_ROLE)) !== undefined,
      trouble('Nobody can find products.', REPAIR),
    ),
    found(
      `role ${MANAGER_ROLE}`,
      (await iam.roleArn(MANAGER_ROLE)) !== undefined,
      trouble('The mesh cannot be administered by its own role.', REPAIR),
    ),
    found(
      'the caller administers the data lake',
      administrators.includes(caller.principalArn),
      trouble(
        'Accounts cannot be set up with these credentials.',
        isRoot(caller) ? AS_WHOM : `${REPAIR}, or add ${caller.principalArn} in Lake Formation`,
      ),
    ),
    await tried(
      'RAM may share the catalog',
      trouble('Grants to other accounts are refused.', REPAIR),
      async () => {
        const policy = await catalogPolicy.read();
        return policy !== undefined && withRamOptIn(policy.text, place) === policy.text;
      },
    ),
    ...(await diagnoseFoundations({ table, lake, skew })),
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
      trouble('The account cannot take part.', `run data-mesh-cli enable-account --account-type ${side}`),
    ),
    found(
      `the caller administers the data lake of ${caller.account}`,
      (await lake.administrators()).includes(caller.principalArn),
      trouble(
        'Imported tables cannot be granted to people in the account with these credentials.',
        isRoot(caller) ? AS_WHOM : `add ${caller.principalArn} as an administrator in Lake Formation`,
      ),
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
    trouble(
      'Nothing can be done for this account.',
      `run data-mesh-cli enable-account --account-type ${side}`,
    ),
    async () => {
      await enter();
      return true;
    },
  );
}
