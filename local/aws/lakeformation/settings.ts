import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { principalExists } from '../iam/principal-exists.ts';
import type { State } from '../state/state.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { IAM_ALLOWED, SETTINGS } from './entities.ts';

const MAX_ADMINS = 30;

/** What a new account has: every new database and table is open to whatever IAM allows. */
export function settingsOf(state: State, account: string): sdk.DataLakeSettings {
  const open: sdk.PrincipalPermissions[] = [
    { Principal: { DataLakePrincipalIdentifier: IAM_ALLOWED }, Permissions: ['ALL'] },
  ];
  return (
    state.in(SETTINGS, account).get('settings') ?? {
      DataLakeAdmins: [],
      ReadOnlyAdmins: [],
      CreateDatabaseDefaultPermissions: open,
      CreateTableDefaultPermissions: open,
      // ASSUMPTION lakeformation-default-version: a new account starts with version 4.
      Parameters: { CROSS_ACCOUNT_VERSION: '4', SET_CONTEXT: 'TRUE' },
      TrustedResourceOwners: [],
      AllowExternalDataFiltering: false,
      AllowFullTableExternalDataAccess: false,
      ExternalDataFilteringAllowList: [],
      AuthorizedSessionTagValueList: [],
    }
  );
}

/** Whether this principal administers the data lake of the account. ASSUMPTION lakeformation-no-admin-from-root. */
export function isLakeAdmin(call: Pick<Call, 'state' | 'principal'>, account: string): boolean {
  const { principal } = call;
  const admins = settingsOf(call.state, account).DataLakeAdmins ?? [];
  return (
    principal.account === account &&
    admins.some(({ DataLakePrincipalIdentifier }) => DataLakePrincipalIdentifier === principal.identityArn)
  );
}

/** The catalog that a Lake Formation call is about; other accounts' settings and permissions cannot be managed. */
export function ownCatalog(input: { readonly CatalogId?: string | undefined }, call: Call): string {
  const account = input.CatalogId ?? call.account;
  if (account !== call.account) {
    throw notAuthorized();
  }
  return account;
}

/** Lake Formation tells missing and forbidden apart only to those who may know. */
export function notAuthorized(): AwsError {
  const text = 'Resource does not exist or requester is not authorized to access requested permissions.';
  return new AwsError('AccessDeniedException', text);
}

export const settingsHandlers: Handlers = {
  GetDataLakeSettings(input: Checked<sdk.GetDataLakeSettingsRequest>, call) {
    return { DataLakeSettings: settingsOf(call.state, ownCatalog(input, call)) };
  },

  // The whole document is replaced: what the caller leaves out falls back to empty.
  PutDataLakeSettings(input: Checked<sdk.PutDataLakeSettingsRequest>, call) {
    const account = ownCatalog(input, call);
    const { DataLakeSettings: settings } = input;
    const admins = settings.DataLakeAdmins ?? [];
    if (admins.length > MAX_ADMINS) {
      throw new AwsError(
        'InvalidInputException',
        `There can be at most ${MAX_ADMINS} data lake administrators`,
      );
    }
    for (const { DataLakePrincipalIdentifier: arn = '' } of [...admins, ...(settings.ReadOnlyAdmins ?? [])]) {
      if (!/^arn:aws[a-z-]*:iam::\d{12}:(user|role)\//.test(arn) || !principalExists(arn, call)) {
        throw new AwsError('InvalidInputException', `Invalid principal, ${arn}`);
      }
    }
    const version = settings.Parameters?.['CROSS_ACCOUNT_VERSION'] ?? '1';
    if (!/^[1-5]$/.test(version)) {
      throw new AwsError(
        'InvalidInputException',
        `Invalid value for parameter CROSS_ACCOUNT_VERSION: ${version}`,
      );
    }
    call.state.in(SETTINGS, account).put('settings', {
      DataLakeAdmins: admins,
      ReadOnlyAdmins: settings.ReadOnlyAdmins ?? [],
      CreateDatabaseDefaultPermissions: settings.CreateDatabaseDefaultPermissions ?? [],
      CreateTableDefaultPermissions: settings.CreateTableDefaultPermissions ?? [],
      // ASSUMPTION lakeformation-put-parameters: an absent version falls back to 1.
      Parameters: { ...settings.Parameters, CROSS_ACCOUNT_VERSION: version, SET_CONTEXT: 'TRUE' },
      TrustedResourceOwners: settings.TrustedResourceOwners ?? [],
      AllowExternalDataFiltering: settings.AllowExternalDataFiltering ?? false,
      AllowFullTableExternalDataAccess: settings.AllowFullTableExternalDataAccess ?? false,
      ExternalDataFilteringAllowList: settings.ExternalDataFilteringAllowList ?? [],
      AuthorizedSessionTagValueList: settings.AuthorizedSessionTagValueList ?? [],
    });
    return {};
  },
};
