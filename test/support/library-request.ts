import { ACCOUNTS } from '../../local/seed/accounts.ts';

/** A request of analytics to sales as the Python library writes it: nothing in it is of the app. */
export function libraryRequest(
  SubscriptionId: string,
  {
    table = 'refunds',
    permissions = ['SELECT', 'DESCRIBE'],
    at = '2026-11-25 10:00:00',
  }: { readonly table?: string; readonly permissions?: readonly string[]; readonly at?: string } = {},
) {
  return {
    SubscriptionId,
    OwnerPrincipal: ACCOUNTS.sales,
    SubscriberPrincipal: ACCOUNTS.analytics,
    Status: 'Pending',
    DatabaseName: `sales-${ACCOUNTS.sales}`,
    TableName: [table],
    RequestedGrants: [...permissions],
    CreationDate: at,
    CreatedBy: `arn:aws:sts::${ACCOUNTS.mesh}:assumed-role/DataMeshAdminConsumer-${ACCOUNTS.analytics}/session`,
  };
}
