import {
  GetGroupCommand,
  GetPolicyCommand,
  GetRoleCommand,
  type IAMClient,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  type ListAttachedRolePoliciesCommandOutput,
  ListGroupsCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import * as z from 'zod/mini';

type Attached = Pick<ListAttachedRolePoliciesCommandOutput, 'AttachedPolicies'>;

const PathPrefix = '/AwsDataMesh/';
const Principals = z.union([z.string(), z.array(z.string())]);
const Trust = z.object({
  Statement: z.array(z.object({ Principal: z.object({ AWS: Principals }) })),
});

/** What an account has under the library's path, in the words of the recorded run. */
export async function iamObjects(iam: IAMClient) {
  const [roles, groups, policies, users] = await Promise.all([
    iam.send(new ListRolesCommand({ PathPrefix })),
    iam.send(new ListGroupsCommand({ PathPrefix })),
    iam.send(new ListPoliciesCommand({ PathPrefix, Scope: 'Local' })),
    iam.send(new ListUsersCommand({ PathPrefix })),
  ]);
  return {
    roles: await named(roles.Roles, async ({ RoleName = '', Arn, AssumeRolePolicyDocument = '' }) => [
      RoleName,
      {
        Arn,
        Tags: (await iam.send(new GetRoleCommand({ RoleName }))).Role?.Tags,
        AttachedPolicies: policyNames(await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))),
        Trust: trusted(decodeURIComponent(AssumeRolePolicyDocument)),
      },
    ]),
    groups: await named(groups.Groups, async ({ GroupName = '' }) => [
      GroupName,
      {
        AttachedPolicies: policyNames(await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName }))),
        Members: (await iam.send(new GetGroupCommand({ GroupName }))).Users?.map(({ UserName }) => UserName),
      },
    ]),
    policies: await named(policies.Policies, async ({ PolicyName = '', Arn = '' }) => [
      PolicyName,
      { Arn, Tags: (await iam.send(new GetPolicyCommand({ PolicyArn: Arn }))).Policy?.Tags },
    ]),
    users: (users.Users ?? []).map(({ UserName }) => UserName).sort(),
  };
}

async function named<T, V>(
  entries: readonly T[] = [],
  describe: (entry: T) => Promise<readonly [string, V]>,
): Promise<Readonly<Record<string, V>>> {
  return Object.fromEntries(await Promise.all(entries.map(describe)));
}

function policyNames({ AttachedPolicies = [] }: Attached): readonly string[] {
  return AttachedPolicies.map(({ PolicyName = '' }) => PolicyName).sort();
}

/** Everybody who may take the role, each once. */
function trusted(document: string): readonly string[] {
  const { Statement } = Trust.parse(JSON.parse(document));
  return [...new Set(Statement.flatMap(({ Principal }) => Principal.AWS))].sort();
}
