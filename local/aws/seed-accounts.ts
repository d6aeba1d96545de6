import { ACCOUNT_SCOPE, ACCOUNTS } from './accounts.ts';
import { ACCESS_KEYS, KEY_SCOPE } from './iam/entities.ts';
import { IAM_ALLOWED } from './lakeformation/entities.ts';
import { sheetsOf } from './lakeformation/grant-book.ts';
import { nameResource } from './lakeformation/resource.ts';
import type { AwsOptions } from './start-aws.ts';
import type { State } from './state/state.ts';

/** Makes the accounts that are not there yet, each as a new AWS account is: with a root user and an open catalog. */
export function seedAccounts(
  state: State,
  { accounts, clock }: Pick<AwsOptions, 'accounts' | 'clock'>,
): void {
  const now = new Date(clock.now());
  for (const { id, accessKeyId, secretAccessKey } of accounts) {
    const key = { id: accessKeyId, secret: secretAccessKey, account: id, active: true, createdAt: now };
    if (state.in(ACCESS_KEYS, KEY_SCOPE).get(accessKeyId)?.secret !== secretAccessKey) {
      state.in(ACCESS_KEYS, KEY_SCOPE).put(accessKeyId, key);
    }
    if (state.in(ACCOUNTS, ACCOUNT_SCOPE).has(id)) {
      continue;
    }
    state.in(ACCOUNTS, ACCOUNT_SCOPE).put(id, { id });
    // Until somebody revokes it, whoever may by IAM can make databases.
    const target = nameResource({ Catalog: { Id: id } }, id);
    sheetsOf(state, id, IAM_ALLOWED).put(target.key, [
      {
        principal: IAM_ALLOWED,
        resource: target.resource,
        kind: target.kind,
        key: target.key,
        permissions: ['CREATE_DATABASE'],
        grantable: [],
        updatedAt: now,
        updatedBy: `arn:aws:iam::${id}:root`,
      },
    ]);
  }
}
