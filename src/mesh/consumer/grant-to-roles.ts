import { ConflictError, InvalidRequestError, UpstreamError } from '../errors.ts';
import type { TablePermission } from '../permissions.ts';
import type { GrantFailure } from '../ports/permissions.ts';
import { databaseOf } from '../subscriptions/load-subscription.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** Lake Formation of the consumer account, as its administrator. */
export interface LocalGrants {
  /** DESCRIBE on the database and links, the permissions on what the links lead to. */
  grant(request: {
    readonly principal: string;
    readonly database: string;
    readonly tables: readonly string[];
    readonly permissions: readonly TablePermission[];
  }): Promise<readonly GrantFailure[]>;
}

/**
 * Hands imported tables on to roles of the consumer account. Lake Formation lets the account hand on only what it was given with grant option.
 * Throws `ConflictError` (`NOT_IMPORTED`), `InvalidRequestError` (`NOTHING_TO_HAND_ON`, `BAD_ROLE`), `UpstreamError` (`LOCAL_GRANT_REFUSED`).
 */
export async function grantToRoles(
  grants: LocalGrants,
  record: Subscription,
  roleArns: readonly string[],
): Promise<void> {
  if (record.status !== 'Active' || !record.imported) {
    throw new ConflictError(
      'NOT_IMPORTED',
      `${record.id} is ${record.status} and ${record.imported ? '' : 'not '}imported`,
      {
        userMessage: 'Import the subscription first; then its tables can be given to roles.',
      },
    );
  }
  const wrong = roleArns.filter(
    (arn) => !new RegExp(`^arn:aws[a-z-]*:iam::${record.subscriber}:(role|user)/.+$`).test(arn),
  );
  if (wrong.length > 0 || roleArns.length === 0) {
    throw new InvalidRequestError('BAD_ROLE', `roles ${roleArns.join(', ')}`, {
      userMessage: `Name roles of account ${record.subscriber} by their ARNs, for example arn:aws:iam::${record.subscriber}:role/analyst.`,
    });
  }
  if (record.grantable.length === 0) {
    throw new InvalidRequestError('NOTHING_TO_HAND_ON', `${record.id} has no grant options`, {
      userMessage: `The owner granted this to the account without grant option, so Lake Formation does not let it be handed on to roles. Ask the owner to make ${record.permitted.join(', ')} grantable.`,
    });
  }
  for (const principal of roleArns) {
    const [refused] = await grants.grant({
      principal,
      database: databaseOf(record),
      tables: record.tables,
      permissions: record.grantable,
    });
    if (refused) {
      throw new UpstreamError('LOCAL_GRANT_REFUSED', `${principal}: ${refused.code}: ${refused.reason}`, {
        userMessage: `Lake Formation refused to let ${principal} use ${refused.table ?? 'the database'}: ${refused.reason}. This has to be done by a data lake administrator of the account.`,
        retryable: false,
      });
    }
  }
}
