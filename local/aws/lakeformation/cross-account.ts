import { isAllowed } from '../authorize/authorize.ts';
import type { Call } from '../call.ts';
import { ramMayShare } from '../glue/catalog-policy.ts';
import { dropFromShare, shareForGrant } from '../ram/shares.ts';
import { AwsError } from '../wire/aws-error.ts';
import { allGrants, type Entry } from './grant-book.ts';
import type { NamedResource } from './resource.ts';
import { settingsOf } from './settings.ts';

/** The account to which a grant travels, or `undefined` where it stays at home. */
export function receiverOf(principal: string, catalog: string): string | undefined {
  const account = /^\d{12}$/.test(principal)
    ? principal
    : /^arn:aws[a-z-]*:iam::(\d{12}):/.exec(principal)?.[1];
  return account === catalog ? undefined : account;
}

/** Makes or extends the RAM share for a grant to another account; returns its ARN. */
export function shareGrant(call: Call, catalog: string, entry: Entry, receiver: string): string | undefined {
  const resource = ramResource(call, entry.target);
  if (resource === undefined) {
    return undefined;
  }
  // ASSUMPTION lakeformation-ram-permission: the grantor needs ram:CreateResourceShare, as AWSLakeFormationCrossAccountManager gives it.
  const need = { action: 'ram:CreateResourceShare', resource: '*' };
  if (call.settings.enforceIam && !isAllowed(need, call)) {
    throw new AwsError(
      'AccessDeniedException',
      `User: ${call.principal.arn} is not authorized to perform: ${need.action}`,
    );
  }
  if (!ramMayShare(call.state, catalog, resource)) {
    throw new AwsError(
      'AccessDeniedException',
      `The resource policy of the Data Catalog does not let ram.amazonaws.com share ${resource}`,
    );
  }
  const version = settingsOf(call.state, catalog).Parameters?.['CROSS_ACCOUNT_VERSION'] ?? '1';
  return shareForGrant(call, catalog, receiver, resource, version).arn;
}

/** After a revoke: what is no longer granted to the account leaves the share. */
export function unshareGrant(
  call: Call,
  catalog: string,
  entry: Entry,
  receiver: string,
  share: string | undefined,
): void {
  const resource = ramResource(call, entry.target);
  if (share === undefined || resource === undefined) {
    return;
  }
  const stillNeeded = allGrants(call.state, catalog).some(
    (grant) =>
      grant.share === share &&
      receiverOf(grant.principal, catalog) === receiver &&
      (isCatalogWide(entry.target)
        ? isCatalogWide(grant)
        : grant.key.split('#')[0] === entry.target.key.split('#')[0]),
  );
  if (!stillNeeded) {
    dropFromShare(call, catalog, share, resource);
  }
}

/** What names no database or table travels as the catalog itself. */
function isCatalogWide({ kind }: Pick<NamedResource, 'kind'>): boolean {
  return kind === 'catalog' || kind === 'tag' || kind === 'tagPolicy';
}

function ramResource(call: Call, target: NamedResource): string | undefined {
  const prefix = `arn:aws:glue:${call.region}:${target.owner}`;
  switch (target.kind) {
    case 'database':
      return `${prefix}:database/${target.database}`;
    case 'table':
    case 'columns':
    case 'filter':
      return `${prefix}:table/${target.database}/${target.table}`;
    case 'catalog':
    case 'tagPolicy':
    case 'tag':
      return `${prefix}:catalog`;
    default:
      return undefined;
  }
}
