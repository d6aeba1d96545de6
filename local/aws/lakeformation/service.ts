import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { filterHandlers } from './data-cells-filters.ts';
import { grantHandlers } from './grants.ts';
import { listPermissionHandlers } from './list-permissions.ts';
import { locationHandlers } from './locations.ts';
import { settingsHandlers } from './settings.ts';
import { tagAssignmentHandlers } from './tag-assignments.ts';
import { tagSearchHandlers } from './tag-search.ts';
import { tagHandlers } from './tags.ts';

export function createLakeFormation(): Service {
  return {
    model: readServiceModel('lakeformation', {
      package: '@aws-sdk/client-lakeformation',
      client: 'LakeFormationClient',
    }),
    handlers: {
      ...settingsHandlers,
      ...grantHandlers,
      ...listPermissionHandlers,
      ...locationHandlers,
      ...tagHandlers,
      ...tagAssignmentHandlers,
      ...tagSearchHandlers,
      ...filterHandlers,
    },
    needs,
  };
}

/** Lake Formation knows no resource ARNs: IAM allows the action, Lake Formation decides about the resource. */
function needs(_input: object, call: Call): readonly Need[] {
  return [{ action: `lakeformation:${call.operation}`, resource: '*' }];
}
