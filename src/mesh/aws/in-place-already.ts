import {
  IAMClient,
  ListGroupsForUserCommand,
  paginateListAttachedGroupPolicies,
  paginateListAttachedRolePolicies,
} from '@aws-sdk/client-iam';
import { LakeFormationClient, ListPermissionsCommand, type Resource } from '@aws-sdk/client-lakeformation';
import * as z from 'zod/mini';
import { paged } from './pages.ts';

const ToRole = z.object({ RoleName: z.string(), PolicyArn: z.string() });
const ToGroup = z.object({ GroupName: z.string(), PolicyArn: z.string() });
const Membership = z.object({ UserName: z.string(), GroupName: z.string() });
const Grant = z.object({
  CatalogId: z.optional(z.string()),
  Principal: z.object({ DataLakePrincipalIdentifier: z.string() }),
  Resource: z.custom<Resource>((value) => typeof value === 'object' && value !== null),
  Permissions: z.array(z.string()),
  PermissionsWithGrantOption: z._default(z.array(z.string()), []),
});
const Grants = z.object({ CatalogId: z.optional(z.string()), Entries: z.array(Grant) });

/**
 * Whether a call that AWS lets be repeated would change nothing, so that a plan need not list it: attachments, memberships, and grants of the set-up.
 * `false` where a plan cannot tell; grants on tables are compared elsewhere.
 */
export async function isInPlaceAlready(client: unknown, operation: string, input: object): Promise<boolean> {
  try {
    if (client instanceof IAMClient) {
      return await isAttached(client, operation, input);
    }
    if (client instanceof LakeFormationClient) {
      return await isGranted(client, operation, input);
    }
  } catch {
    // Not there, or not to be read: then the plan lists the call.
  }
  return false;
}

async function isAttached(client: IAMClient, operation: string, input: object): Promise<boolean> {
  switch (operation) {
    case 'AttachRolePolicy': {
      const { RoleName, PolicyArn } = ToRole.parse(input);
      return holds(paginateListAttachedRolePolicies({ client }, { RoleName }), PolicyArn);
    }
    case 'AttachGroupPolicy': {
      const { GroupName, PolicyArn } = ToGroup.parse(input);
      return holds(paginateListAttachedGroupPolicies({ client }, { GroupName }), PolicyArn);
    }
    case 'AddUserToGroup': {
      const { UserName, GroupName } = Membership.parse(input);
      // Nobody is in more than ten groups, so there is one page.
      const { Groups = [] } = await client.send(new ListGroupsForUserCommand({ UserName }));
      return Groups.some((group) => group.GroupName === GroupName);
    }
    default:
      return false;
  }
}

async function holds(
  pages: AsyncIterable<{
    readonly AttachedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
  }>,
  arn: string,
): Promise<boolean> {
  for await (const { AttachedPolicies = [] } of pages) {
    if (AttachedPolicies.some(({ PolicyArn }) => PolicyArn === arn)) {
      return true;
    }
  }
  return false;
}

async function isGranted(client: LakeFormationClient, operation: string, input: object): Promise<boolean> {
  switch (operation) {
    case 'GrantPermissions':
      return isHeld(client, Grant.parse(input));
    case 'BatchGrantPermissions': {
      const { CatalogId, Entries } = Grants.parse(input);
      for (const entry of Entries) {
        if (!(await isHeld(client, { ...entry, CatalogId: entry.CatalogId ?? CatalogId }))) {
          return false;
        }
      }
      return Entries.length > 0;
    }
    default:
      return false;
  }
}

async function isHeld(client: LakeFormationClient, grant: z.infer<typeof Grant>): Promise<boolean> {
  const { CatalogId, Principal, Resource: about, Permissions, PermissionsWithGrantOption } = grant;
  if (!about.Catalog && !about.Database && !about.LFTag && !about.DataLocation) {
    return false;
  }
  const [held, grantable] = [new Set<string>(), new Set<string>()];
  const rows = paged('permissions', async (NextToken) => {
    const answer = await client.send(
      new ListPermissionsCommand({ CatalogId, Principal, Resource: about, NextToken }),
    );
    return { items: answer.PrincipalResourcePermissions, token: answer.NextToken };
  });
  for await (const { Permissions: given = [], PermissionsWithGrantOption: handedOn = [] } of rows) {
    for (const name of given) {
      held.add(name);
    }
    for (const name of handedOn) {
      grantable.add(name);
    }
  }
  return (
    Permissions.every((name) => held.has(name)) &&
    PermissionsWithGrantOption.every((name) => grantable.has(name))
  );
}
