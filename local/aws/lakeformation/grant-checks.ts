import type { Call } from '../call.ts';
import { DATABASES, TABLES } from '../glue/entities.ts';
import { principalExists } from '../iam/principal-exists.ts';
import { AwsError } from '../wire/aws-error.ts';
import { receiverOf } from './cross-account.ts';
import { FILTERS, IAM_ALLOWED, LF_TAGS, LOCATIONS } from './entities.ts';
import { type Entry, findGrant, sheetsOf } from './grant-book.ts';
import { checkPermissions } from './legal-permissions.ts';
import type { NamedResource } from './resource.ts';
import { databaseKey, tableKey } from './resource.ts';
import { type Held, LakeRights, mayGrant } from './rights.ts';
import { isLakeAdmin } from './settings.ts';

/** Throws unless the entry names an existing principal, an existing resource and permissions that fit it. ASSUMPTION lakeformation-refusal-words. */
export function checkGrant(entry: Entry, catalog: string, call: Call, { revoking = false } = {}): void {
  const { principal, target } = entry;
  if (!isGrantee(principal, call, revoking)) {
    throw new AwsError('InvalidInputException', `Invalid principal, ${principal}`);
  }
  checkPermissions(target, entry.permissions, entry.grantable);
  checkExists(target, call, revoking);
  if (revoking) {
    return;
  }
  refuseMixedColumns(entry, catalog, call);
  const link = isLink(target, call);
  const receiver = receiverOf(principal, catalog);
  if (
    link &&
    (receiver !== undefined ||
      entry.permissions.some((permission) => !['DESCRIBE', 'DROP', 'ALL'].includes(permission)))
  ) {
    throw new AwsError(
      'InvalidInputException',
      `The resource ${target.table ?? target.database} cannot be a link: grant on the table or database that it points to`,
    );
  }
  if (receiver !== undefined && target.owner === catalog) {
    refuseOpenResource(target, catalog, call);
  }
}

function isGrantee(principal: string, call: Call, revoking: boolean): boolean {
  return (
    principal === IAM_ALLOWED ||
    /^\d{12}(:IAMPrincipals)?$/.test(principal) ||
    // What a deleted role once held can still be taken away.
    (/^arn:aws[a-z-]*:iam::\d{12}:(user|role)\//.test(principal) &&
      (revoking || principalExists(principal, call)))
  );
}

function checkExists(target: NamedResource, call: Call, revoking: boolean): void {
  const { owner, database, table } = target;
  if (target.kind === 'location') {
    const arn = target.resource.DataLocation?.ResourceArn ?? '';
    const registered = call.state.in(LOCATIONS, owner).keys();
    if (!registered.some((known) => `${arn}/`.startsWith(`${known.replace(/\/$/, '')}/`))) {
      throw new AwsError('EntityNotFoundException', `The data location ${arn} is not registered`);
    }
    return;
  }
  if (target.kind === 'tag') {
    const known = call.state.in(LF_TAGS, owner).get(target.resource.LFTag?.TagKey ?? '');
    if (!known) {
      throw new AwsError('EntityNotFoundException', 'Tag key does not exist');
    }
    return;
  }
  if (target.kind === 'tagPolicy') {
    checkExpression(target, call, revoking);
    return;
  }
  if (target.kind === 'filter') {
    const name = target.resource.DataCellsFilter?.Name ?? '';
    if (!call.state.in(FILTERS, owner).has(`${database}/${table}/${name}`)) {
      throw new AwsError('EntityNotFoundException', `Data cells filter not found: ${name}`);
    }
    return;
  }
  if (database !== undefined && !call.state.in(DATABASES, owner).has(database)) {
    throw new AwsError('EntityNotFoundException', `Database not found: ${database}`);
  }
  if (table !== undefined && table !== '*' && !call.state.in(TABLES, `${owner}/${database}`).has(table)) {
    throw new AwsError('EntityNotFoundException', `Table not found: ${database}.${table}`);
  }
  // ASSUMPTION lakeformation-revoke-gone-column: what was granted on a column can be taken away after the column is gone.
  if (!revoking) {
    checkColumns(target, call);
  }
}

/** ASSUMPTION lakeformation-expression-limits. */
const TAGS_PER_EXPRESSION = 5;
const VALUES_PER_TAG = 50;

function checkExpression(target: NamedResource, call: Call, revoking: boolean): void {
  const expression = target.resource.LFTagPolicy?.Expression ?? [];
  if (
    expression.length > TAGS_PER_EXPRESSION ||
    expression.some(({ TagValues = [] }) => TagValues.length > VALUES_PER_TAG)
  ) {
    throw new AwsError(
      'InvalidInputException',
      `An LF-tag expression can have at most ${TAGS_PER_EXPRESSION} tags with ${VALUES_PER_TAG} values each`,
    );
  }
  // What was granted by a tag that is gone can still be taken away.
  for (const { TagKey = '', TagValues = [] } of revoking ? [] : expression) {
    const known = call.state.in(LF_TAGS, target.owner).get(TagKey);
    if (!known || TagValues.some((value) => !known.includes(value))) {
      throw new AwsError('EntityNotFoundException', `Tag or tag value does not exist: ${TagKey}`);
    }
  }
}

function checkColumns(target: NamedResource, call: Call): void {
  const columns = target.resource.TableWithColumns;
  const input = call.state.in(TABLES, `${target.owner}/${target.database}`).get(target.table ?? '')?.input;
  const known = [...(input?.StorageDescriptor?.Columns ?? []), ...(input?.PartitionKeys ?? [])].map(
    ({ Name }) => Name,
  );
  const named = columns?.ColumnNames ?? columns?.ColumnWildcard?.ExcludedColumnNames ?? [];
  const missing = named.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    throw new AwsError('EntityNotFoundException', `Columns not found: ${missing.join(', ')}`);
  }
  const keys = (input?.PartitionKeys ?? []).map(({ Name }) => Name);
  if (named.some((name) => keys.includes(name))) {
    throw new AwsError('InvalidInputException', 'Column filtering cannot be applied to partition keys');
  }
}

const WHOLE_TABLE = ['ALTER', 'DROP', 'DELETE', 'INSERT'];

/**
 * SELECT on a subset of columns does not go with permissions that need the whole table, and with the grant option only as an include list.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filtering-notes.html
 */
function refuseMixedColumns(
  { principal, target, permissions, grantable }: Entry,
  catalog: string,
  call: Call,
): void {
  const columns = target.resource.TableWithColumns;
  if (grantable.length > 0 && (columns?.ColumnWildcard?.ExcludedColumnNames ?? []).length > 0) {
    throw new AwsError('InvalidInputException', 'Grant option is not supported with excluded columns');
  }
  if (target.kind === 'table' && permissions.some((name) => WHOLE_TABLE.includes(name))) {
    const sheet = sheetsOf(call.state, catalog, principal).get(target.key) ?? [];
    const subset = sheet.some(
      ({ kind, key }) => kind === 'filter' || (kind === 'columns' && key !== `${target.key}#not=`),
    );
    if (subset) {
      throw new AwsError(
        'InvalidInputException',
        `Permissions modification is invalid: the principal has SELECT on a subset of the columns of ${target.table}`,
      );
    }
  }
}

function isLink(target: NamedResource, call: Call): boolean {
  if (target.kind === 'database') {
    return (
      call.state.in(DATABASES, target.owner).get(target.database ?? '')?.input.TargetDatabase !== undefined
    );
  }
  const table = call.state.in(TABLES, `${target.owner}/${target.database}`).get(target.table ?? '');
  return table?.input.TargetTable !== undefined;
}

/**
 * What is still open to whatever IAM allows cannot be shared with another account.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/cross-account-prereqs.html
 */
function refuseOpenResource(target: NamedResource, catalog: string, call: Call): void {
  const key =
    target.kind === 'database'
      ? databaseKey(target.owner, target.database ?? '')
      : tableKey(target.owner, target.database ?? '', target.table ?? '');
  if (findGrant(call.state, catalog, IAM_ALLOWED, key)) {
    throw new AwsError(
      'InvalidInputException',
      `Cannot grant to another account: the IAMAllowedPrincipals group has permissions on ${target.table ?? target.database}. Revoke them first.`,
    );
  }
}

/**
 * Whether the caller may grant or revoke this: as administrator of the lake, or by grant option on every permission.
 * ASSUMPTION lakeformation-revoke-unshared.
 */
export function mayHandOn(entry: Entry, catalog: string, call: Call): boolean {
  const { target } = entry;
  if (isLakeAdmin(call, catalog) && target.owner === catalog) {
    return true;
  }
  const rights = new LakeRights(call, target.owner);
  const policy = target.resource.LFTagPolicy;
  if (policy) {
    // ASSUMPTION lakeformation-grant-by-tag.
    return target.owner === catalog && rights.grantsWith(policy.Expression ?? []);
  }
  const held = heldOn(rights, target);
  return entry.permissions.every((permission) => mayGrant(held, permission));
}

function heldOn(rights: LakeRights, target: NamedResource): Held {
  switch (target.kind) {
    case 'catalog':
      return rights.catalog();
    case 'database':
      return rights.database(target.database ?? '');
    case 'location':
      return rights.location(target.resource.DataLocation?.ResourceArn ?? '');
    case 'tag':
      return rights.tag(target.resource.LFTag?.TagKey ?? '');
    default:
      return rights.table(target.database ?? '', target.table ?? '');
  }
}
