import { ConflictError, InvalidRequestError } from '../errors.ts';
import { accountId } from '../input/account-id.ts';
import { centralRole, type MeshPlace, memberRole, READ_ONLY_ROLE, roleArn } from '../names.ts';
import type { SubscriptionStore } from '../ports/subscription-store.ts';
import { isInUse } from '../subscriptions/others-need.ts';
import type { Caller, IamObjects } from './admin-ports.ts';
import { requireAccount } from './initialize-mesh-account.ts';

/** Removes one role of the mesh with its policies, group and user; what is gone already counts as done. */
export interface RoleRemover {
  removeRole(role: string): Promise<void>;
  removeGroup(group: string): Promise<void>;
  /** Throws `ConflictError` (`USER_IN_USE`) for a user that still has access keys. */
  removeUser(user: string): Promise<void>;
  /** Policies that something else still holds stay. */
  removePolicy(policy: string): Promise<void>;
}

export interface RemovalPlan {
  /** Names of the roles; each goes with its policies, group and user. */
  readonly roles: readonly string[];
  readonly isPlan: boolean;
}

/**
 * In the mesh account: the roles of one member account. Refused while a live subscription of the account exists. Without `confirm` (the account
 * id, typed again) nothing is changed. Throws `ConflictError` (`ACCOUNT_IN_USE`), `InvalidRequestError` (`NOT_CONFIRMED`, `BAD_ACCOUNT`).
 */
export async function removeAccount(
  {
    place,
    caller,
    store,
    remover,
    iam,
  }: {
    readonly place: MeshPlace;
    readonly caller: Caller;
    readonly store: Pick<SubscriptionStore, 'byOwner' | 'bySubscriber'>;
    readonly remover: RoleRemover;
    readonly iam: Pick<IamObjects, 'dropTrust'>;
  },
  member: string,
  confirm: string | undefined,
): Promise<RemovalPlan> {
  requireAccount(caller, place.meshAccountId);
  const account = accountId(member);
  const live: string[] = [];
  for (const records of [store.byOwner(account), store.bySubscriber(account)]) {
    for await (const record of records) {
      if (isInUse(record)) {
        live.push(record.id);
      }
    }
  }
  if (live.length > 0) {
    throw new ConflictError('ACCOUNT_IN_USE', `${account} has live subscriptions ${live.join(', ')}`, {
      userMessage: `Account ${account} has ${live.length} live subscriptions (${live.slice(0, 5).join(', ')}). End them first; nothing was changed.`,
    });
  }
  const roles = [centralRole('producer', account), centralRole('consumer', account)];
  if (!confirmed(confirm, account)) {
    return { roles, isPlan: true };
  }
  for (const [role, policy] of [
    [centralRole('producer', account), `DataMeshProducerPolicy-${account}`],
    [centralRole('consumer', account), `DataMeshConsumerPolicy-${account}`],
  ] as const) {
    await removeEverything(remover, role, policy);
  }
  for (const side of ['producer', 'consumer'] as const) {
    await iam.dropTrust(READ_ONLY_ROLE, roleArn(place, account, memberRole(side)));
  }
  return { roles, isPlan: false };
}

/** In a member account: its own roles. Without `confirm` (the account id) nothing is changed. */
export async function removeMember(
  {
    place,
    caller,
    remover,
  }: { readonly place: MeshPlace; readonly caller: Caller; readonly remover: RoleRemover },
  confirm: string | undefined,
): Promise<RemovalPlan> {
  const roles = [memberRole('producer'), memberRole('consumer')];
  if (caller.account === place.meshAccountId) {
    throw new InvalidRequestError('NOT_A_MEMBER', `${caller.account} is the mesh account`, {
      userMessage: `${caller.account} is the mesh account. Name the member account that shall leave the mesh.`,
    });
  }
  if (!confirmed(confirm, caller.account)) {
    return { roles, isPlan: true };
  }
  for (const side of ['producer', 'consumer'] as const) {
    await removeEverything(remover, memberRole(side), `${memberRole(side)}Access`);
    await remover.removePolicy(`Assume${centralRole(side, caller.account)}`);
  }
  return { roles, isPlan: false };
}

function confirmed(confirm: string | undefined, account: string): boolean {
  if (confirm !== undefined && confirm.trim() !== account) {
    throw new InvalidRequestError('NOT_CONFIRMED', `confirmed ${confirm} instead of ${account}`, {
      userMessage: `To remove these roles, type the account id again: ${account}. Nothing was changed.`,
    });
  }
  return confirm !== undefined;
}

async function removeEverything(remover: RoleRemover, role: string, policy: string): Promise<void> {
  await remover.removeUser(role);
  await remover.removeGroup(`${role}Group`);
  await remover.removeRole(role);
  await remover.removePolicy(policy);
  await remover.removePolicy(`Assume${role}`);
}
