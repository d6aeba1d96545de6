import { InvalidRequestError } from '../../mesh/errors.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../../mesh/permissions.ts';

/** Throws `InvalidRequestError` (`UNKNOWN_PERMISSION`). */
export function knownPermissions(permissions: readonly string[]): readonly TablePermission[] {
  const unknown = permissions.filter((name) => !TABLE_PERMISSIONS.some((permission) => permission === name));
  if (unknown.length > 0) {
    throw new InvalidRequestError('UNKNOWN_PERMISSION', `unknown permissions ${unknown.join(', ')}`, {
      userMessage:
        'The form asked for a permission that does not exist. Open it again and tick from the list.',
    });
  }
  return TABLE_PERMISSIONS.filter((permission) => permissions.includes(permission));
}
