import type * as sdk from '@aws-sdk/client-lakeformation';
import type { Call, Handlers } from '../call.ts';
import { refuseMembers } from '../not-provided.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { receiverOf, shareGrant, unshareGrant } from './cross-account.ts';
import { addGrant, type Entry, findGrant, removeGrant, splitEntry } from './grant-book.ts';
import { checkGrant, mayHandOn } from './grant-checks.ts';
import { nameResource } from './resource.ts';
import { notAuthorized } from './settings.ts';

const MAX_ENTRIES = 20;

interface Request {
  readonly Principal?: sdk.DataLakePrincipal | undefined;
  readonly Resource?: Checked<sdk.Resource> | undefined;
  readonly Permissions?: readonly string[] | undefined;
  readonly PermissionsWithGrantOption?: readonly string[] | undefined;
}

function readEntry(request: Request, catalog: string): Entry {
  refuseMembers(request, ['Condition']);
  if (!request.Resource) {
    throw new AwsError('InvalidInputException', 'Resource is mandatory');
  }
  return {
    principal: request.Principal?.DataLakePrincipalIdentifier ?? '',
    target: nameResource(request.Resource, catalog),
    permissions: request.Permissions ?? [],
    grantable: request.PermissionsWithGrantOption ?? [],
  };
}

/** Grants are kept by the account that makes them; what they name may belong to another. */
function catalogOf(input: { readonly CatalogId?: string | undefined }, call: Call): string {
  const catalog = input.CatalogId ?? call.account;
  if (catalog !== call.account) {
    throw notAuthorized();
  }
  return catalog;
}

function grant(request: Request, catalog: string, call: Call): void {
  const entry = readEntry(request, catalog);
  checkGrant(entry, catalog, call);
  if (!mayHandOn(entry, catalog, call)) {
    throw notAuthorized();
  }
  const receiver = receiverOf(entry.principal, catalog);
  for (const part of splitEntry(entry)) {
    const share = receiver === undefined ? undefined : shareGrant(call, catalog, part, receiver);
    addGrant(call, catalog, part, share);
  }
}

function revoke(request: Request, catalog: string, call: Call): void {
  const entry = readEntry(request, catalog);
  checkGrant(entry, catalog, call, { revoking: true });
  if (!mayHandOn(entry, catalog, call)) {
    throw notAuthorized();
  }
  const receiver = receiverOf(entry.principal, catalog);
  const parts = splitEntry(entry);
  const heldBy = (part: Entry) => findGrant(call.state, catalog, part.principal, part.target.key);
  const lacking = parts.flatMap((part) =>
    part.permissions.filter((permission) => !heldBy(part)?.permissions.includes(permission)),
  );
  // ASSUMPTION lakeformation-revoke-strict.
  // `ALL` stands for whatever is there; anything else must be there in full.
  const nothing = parts.every((part) => heldBy(part) === undefined);
  if (nothing || (lacking.length > 0 && !entry.permissions.includes('ALL'))) {
    throw new AwsError(
      'InvalidInputException',
      `No permissions revoked. Grantee does not have:[${lacking.join(', ')}]`,
    );
  }
  for (const part of parts) {
    const share = heldBy(part)?.share;
    removeGrant(call, catalog, part);
    if (receiver !== undefined) {
      unshareGrant(call, catalog, part, receiver, share);
    }
  }
}

type Step = (request: Request, catalog: string, call: Call) => void;

/** Up to twenty entries, each for itself: one that fails is named in the answer and does not undo the others. */
function batch(input: Checked<sdk.BatchGrantPermissionsRequest>, call: Call, step: Step) {
  const catalog = catalogOf(input, call);
  if (input.Entries.length > MAX_ENTRIES) {
    throw new AwsError('InvalidInputException', `The request has more than ${MAX_ENTRIES} entries`);
  }
  const ids = input.Entries.map(({ Id }) => Id);
  if (new Set(ids).size !== ids.length) {
    throw new AwsError('InvalidInputException', 'The ids of the entries are not unique');
  }
  const failures = input.Entries.flatMap((request) => {
    const failed = refusalOf(() => step(request, catalog, call), call);
    return failed
      ? [{ RequestEntry: request, Error: { ErrorCode: failed.code, ErrorMessage: failed.message } }]
      : [];
  });
  return failures.length > 0 ? { Failures: failures } : { Failures: [] };
}

function refusalOf(step: () => void, call: Call): AwsError | undefined {
  const injected = call.entryFault();
  if (injected) {
    return injected;
  }
  try {
    step();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) {
      return error;
    }
    throw error;
  }
}

export const grantHandlers: Handlers = {
  GrantPermissions(input: Checked<sdk.GrantPermissionsRequest>, call) {
    grant(input, catalogOf(input, call), call);
    return {};
  },
  RevokePermissions(input: Checked<sdk.RevokePermissionsRequest>, call) {
    revoke(input, catalogOf(input, call), call);
    return {};
  },
  BatchGrantPermissions: (input: Checked<sdk.BatchGrantPermissionsRequest>, call: Call) =>
    batch(input, call, grant),
  BatchRevokePermissions: (input: Checked<sdk.BatchRevokePermissionsRequest>, call: Call) =>
    batch(input, call, revoke),
};
