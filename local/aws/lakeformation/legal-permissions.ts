import { AwsError } from '../wire/aws-error.ts';
import type { NamedResource } from './resource.ts';

const TABLE = ['ALL', 'SELECT', 'ALTER', 'DROP', 'DELETE', 'INSERT', 'DESCRIBE'];
const DATABASE = ['ALL', 'ALTER', 'DROP', 'CREATE_TABLE', 'DESCRIBE'];

/**
 * What may be granted on what.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
 */
const LEGAL: Readonly<Record<NamedResource['kind'], readonly string[]>> = {
  catalog: [
    'ALL',
    'CREATE_DATABASE',
    'CREATE_LF_TAG',
    'CREATE_LF_TAG_EXPRESSION',
    'CREATE_CATALOG',
    'ALTER',
    'DROP',
    'DESCRIBE',
  ],
  database: DATABASE,
  table: TABLE,
  columns: ['SELECT'],
  location: ['DATA_LOCATION_ACCESS'],
  filter: ['SELECT', 'DESCRIBE', 'DROP'],
  tag: ['ALTER', 'DROP', 'DESCRIBE', 'ASSOCIATE', 'GRANT_WITH_LF_TAG_EXPRESSION'],
  tagPolicy: TABLE,
};

export function checkPermissions(
  target: NamedResource,
  permissions: readonly string[],
  grantable: readonly string[],
): void {
  const isDatabasePolicy = target.resource.LFTagPolicy?.ResourceType === 'DATABASE';
  const legal = isDatabasePolicy ? DATABASE : LEGAL[target.kind];
  const illegal = [...permissions, ...grantable].filter((permission) => !legal.includes(permission));
  if (illegal.length > 0) {
    throw new AwsError(
      'InvalidInputException',
      `Permissions modification is invalid. [${illegal.join(', ')}] cannot be granted on ${target.kind}`,
    );
  }
  if (permissions.length === 0) {
    throw new AwsError('InvalidInputException', 'Permissions cannot be empty');
  }
  // ASSUMPTION lakeformation-grantable-subset: what may be handed on must itself be granted.
  const extra = grantable.filter(
    (permission) => !permissions.includes(permission) && !permissions.includes('ALL'),
  );
  if (extra.length > 0) {
    throw new AwsError(
      'InvalidInputException',
      `Permissions modification is invalid. Grantable permissions [${extra.join(', ')}] are not among the permissions`,
    );
  }
}

/** `ALL` is listed together with each permission that it stands for; SELECT has an entry of its own. */
export function expandAll(target: NamedResource, permissions: readonly string[]): readonly string[] {
  if (!permissions.includes('ALL')) {
    return [...new Set(permissions)];
  }
  if (target.kind === 'database') {
    return ['ALL', 'ALTER', 'CREATE_TABLE', 'DESCRIBE', 'DROP'];
  }
  return target.kind === 'table'
    ? ['ALL', 'ALTER', 'DELETE', 'DESCRIBE', 'DROP', 'INSERT']
    : [...new Set(permissions)];
}
