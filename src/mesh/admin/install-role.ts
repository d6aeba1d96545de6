import { iamArn, type MeshPlace, roleArn } from '../names.ts';
import assumeRoleTemplate from '../policies/assume-role.json.mustache';
import { renderPolicy } from '../policies/render.ts';
import type { IamObjects, TrustStatement } from './admin-ports.ts';

/** Taking a role, and carrying along who takes it. */
export const TAKE_ROLE = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] as const;

export interface RolePlan {
  readonly account: string;
  /** Also the name of the user, if there is one; the group is `<role>Group`. */
  readonly role: string;
  readonly description: string;
  readonly policy: string;
  readonly policyDescription: string;
  readonly document: string;
  /** The library always makes a user; here only when asked. One that exists is let in. */
  readonly withUsers: boolean;
  readonly trust?: readonly TrustStatement[];
}

export interface InstalledRole {
  readonly roleArn: string;
  readonly userArn?: string;
  readonly groupArn: string;
}

/** One role of the mesh with everything that belongs to it: policy, group, policy to assume it, and a user where wanted. */
export async function installRole(iam: IamObjects, place: MeshPlace, plan: RolePlan): Promise<InstalledRole> {
  const { account, role } = plan;
  const group = `${role}Group`;
  const policyArn = await iam.ensurePolicy(plan.policy, plan.policyDescription, plan.document);
  const userArn = await iam.ensureUser(role, plan.withUsers);
  const groupArn = await iam.ensureGroup(group);
  if (userArn !== undefined) {
    await iam.addToGroup(role, group);
  }
  await iam.attachToGroup(group, policyArn);
  const root = iamArn(place, account, 'root');
  const first: TrustStatement = {
    Effect: 'Allow',
    Principal: { AWS: userArn === undefined ? [root] : [userArn, root] },
    Action: TAKE_ROLE,
  };
  const installed = await iam.ensureRole(role, plan.description, [first, ...(plan.trust ?? [])]);
  await iam.attachToRole(role, policyArn);
  const assumeArn = await installAssumePolicy(iam, role, installed);
  await iam.attachToGroup(group, assumeArn);
  return { roleArn: roleArn(place, account, role), groupArn, ...(userArn === undefined ? {} : { userArn }) };
}

/** The policy `Assume<role>`, which lets its holder take that role. */
export async function installAssumePolicy(iam: IamObjects, role: string, arn: string): Promise<string> {
  return iam.ensurePolicy(
    `Assume${role}`,
    `Policy allowing the grantee the ability to assume Role ${arn}`,
    renderPolicy(assumeRoleTemplate, { roleArn: arn }),
  );
}
