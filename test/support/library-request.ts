import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { recordDate } from '../../src/mesh/subscriptions/dates.ts';

/** A request of analytics to sales as the Python library writes it: nothing in it is of the app. */
export function libraryRequest(
  SubscriptionId: string,
  {
    table = 'refunds',
    permissions = ['SELECT', 'DESCRIBE'],
    at = new Date(),
  }: { readonly table?: string; readonly permissions?: readonly string[]; readonly at?: Date } = {},
) {
  return {
    SubscriptionId,
    OwnerPrincipal: ACCOUNTS.sales,
    SubscriberPrincipal: ACCOUNTS.analytics,
    Status: 'Pending',
    DatabaseName: `sales-${ACCOUNTS.sales}`,
    TableName: [table],
    RequestedGrants: [...permissions],
    CreationDate: recordDate(at),
    CreatedBy: `arn:aws:sts::${ACCOUNTS.mesh}:assumed-role/DataMeshAdminConsumer-${ACCOUNTS.analytics}/session`,
  };
}
