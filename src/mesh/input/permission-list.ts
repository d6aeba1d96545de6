import { InvalidRequestError } from '../errors.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';

/**
 * Permissions from a list or a comma-separated text, in the order of `TABLE_PERMISSIONS`; `ALL` stands for each of them. Empty stays empty.
 * Throws `InvalidRequestError` (`UNKNOWN_PERMISSION`).
 */
export function permissionList(
  names: string | readonly string[] | null | undefined,
): readonly TablePermission[] {
  const parts = typeof names === 'string' ? names.split(',') : (names ?? []);
  const asked = parts.map((part) => part.trim().toUpperCase()).filter((part) => part !== '');
  if (asked.includes('ALL')) {
    return TABLE_PERMISSIONS;
  }
  const unknown = asked.filter((name) => !TABLE_PERMISSIONS.some((permission) => permission === name));
  if (unknown.length > 0) {
    throw new InvalidRequestError('UNKNOWN_PERMISSION', `unknown permissions ${unknown.join(', ')}`, {
      userMessage: `"${unknown.join(', ')}" cannot be granted on a table. Choose from ${TABLE_PERMISSIONS.join(', ')}.`,
    });
  }
  return TABLE_PERMISSIONS.filter((permission) => asked.includes(permission));
}

/** Like {@link permissionList}, but at least one. Throws `InvalidRequestError` (`EMPTY_LIST`) besides. */
export function somePermissions(
  names: string | readonly string[] | null | undefined,
): readonly TablePermission[] {
  const permissions = permissionList(names);
  if (permissions.length === 0) {
    throw new InvalidRequestError('EMPTY_LIST', 'no permission named', {
      userMessage: `Name at least one permission, such as SELECT.`,
    });
  }
  return permissions;
}

/** What is really granted: what was asked for, with `DESCRIBE`, without which a table cannot be found. */
export function withDescribe(permissions: readonly TablePermission[]): readonly TablePermission[] {
  return TABLE_PERMISSIONS.filter((name) => name === 'DESCRIBE' || permissions.includes(name));
}
