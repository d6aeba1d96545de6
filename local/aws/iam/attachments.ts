import type * as sdk from '@aws-sdk/client-iam';
import type { Call, Handlers } from '../call.ts';
import type { Collection } from '../state/collection.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { GROUPS, POLICIES, ROLES, USERS } from './entities.ts';
import { groupOf } from './groups.ts';
import { awsManagedPolicy } from './managed-policies.ts';
import { checkName, iamPage, noSuchEntity } from './names.ts';
import { checkIdentityPolicy } from './policy-checks.ts';
import { roleOf } from './roles.ts';
import { userOf } from './users.ts';

interface Holder {
  readonly name: string;
  readonly attached: readonly string[];
  readonly inline: Readonly<Record<string, string>>;
}

const LABELS: Readonly<Record<string, string>> = {
  [ROLES.name]: 'Role',
  [USERS.name]: 'User',
  [GROUPS.name]: 'Group',
};

/** Managed policies per user, group or role. */
const MAX_ATTACHED = 10;

function attach<T extends Holder>(call: Call, kind: Collection<T>, holder: T, arn: string): void {
  const exists = call.state.in(POLICIES, call.account).has(arn) || awsManagedPolicy(arn) !== undefined;
  if (!exists) {
    throw new AwsError('NoSuchEntityException', `Policy ${arn} does not exist or is not attachable.`);
  }
  if (holder.attached.includes(arn)) {
    return;
  }
  if (holder.attached.length >= MAX_ATTACHED) {
    throw new AwsError(
      'LimitExceededException',
      `Cannot exceed quota for PoliciesPer${LABELS[kind.name]}: ${MAX_ATTACHED}`,
    );
  }
  call.state.in(kind, call.account).put(holder.name, { ...holder, attached: [...holder.attached, arn] });
}

function detach<T extends Holder>(call: Call, kind: Collection<T>, holder: T, arn: string): void {
  if (!holder.attached.includes(arn)) {
    throw new AwsError('NoSuchEntityException', `Policy ${arn} was not found.`);
  }
  call.state
    .in(kind, call.account)
    .put(holder.name, { ...holder, attached: holder.attached.filter((other) => other !== arn) });
}

function putInline<T extends Holder>(
  call: Call,
  kind: Collection<T>,
  holder: T,
  name: string,
  document: string,
  limit: number,
): void {
  checkName('policyName', name, 128);
  const others = Object.entries(holder.inline)
    .filter(([other]) => other !== name)
    .map(([, text]) => text);
  checkIdentityPolicy(document, limit, `${LABELS[kind.name]} ${holder.name}`);
  // The quota counts all inline policies of one holder together.
  if ([...others, document].join('').replace(/\s/g, '').length > limit) {
    throw new AwsError(
      'LimitExceededException',
      `Maximum policy size of ${limit} bytes exceeded for ${LABELS[kind.name]} ${holder.name}`,
    );
  }
  call.state
    .in(kind, call.account)
    .put(holder.name, { ...holder, inline: { ...holder.inline, [name]: document } });
}

function inlineOf(holder: Holder, name: string): string {
  const document = holder.inline[name];
  if (document === undefined) {
    throw noSuchEntity('role policy', name);
  }
  return document;
}

function deleteInline<T extends Holder>(call: Call, kind: Collection<T>, holder: T, name: string): void {
  inlineOf(holder, name);
  const inline = Object.fromEntries(Object.entries(holder.inline).filter(([other]) => other !== name));
  call.state.in(kind, call.account).put(holder.name, { ...holder, inline });
}

function listAttached(holder: Holder, input: { Marker?: string | undefined; MaxItems?: number | undefined }) {
  const { page, ...rest } = iamPage(holder.attached, input);
  return {
    AttachedPolicies: page.map((arn) => ({ PolicyArn: arn, PolicyName: arn.split('/').at(-1) })),
    ...rest,
  };
}

function listInline(holder: Holder, input: { Marker?: string | undefined; MaxItems?: number | undefined }) {
  const { page, ...rest } = iamPage(Object.keys(holder.inline), input);
  return { PolicyNames: page, ...rest };
}

export const attachmentHandlers: Handlers = {
  AttachRolePolicy: (input: Checked<sdk.AttachRolePolicyRequest>, call: Call) =>
    attach(call, ROLES, roleOf(call, input.RoleName), input.PolicyArn),
  AttachUserPolicy: (input: Checked<sdk.AttachUserPolicyRequest>, call: Call) =>
    attach(call, USERS, userOf(call, input.UserName), input.PolicyArn),
  AttachGroupPolicy: (input: Checked<sdk.AttachGroupPolicyRequest>, call: Call) =>
    attach(call, GROUPS, groupOf(call, input.GroupName), input.PolicyArn),
  DetachRolePolicy: (input: Checked<sdk.DetachRolePolicyRequest>, call: Call) =>
    detach(call, ROLES, roleOf(call, input.RoleName), input.PolicyArn),
  DetachUserPolicy: (input: Checked<sdk.DetachUserPolicyRequest>, call: Call) =>
    detach(call, USERS, userOf(call, input.UserName), input.PolicyArn),
  DetachGroupPolicy: (input: Checked<sdk.DetachGroupPolicyRequest>, call: Call) =>
    detach(call, GROUPS, groupOf(call, input.GroupName), input.PolicyArn),
  ListAttachedRolePolicies: (input: Checked<sdk.ListAttachedRolePoliciesRequest>, call: Call) =>
    listAttached(roleOf(call, input.RoleName), input),
  ListAttachedUserPolicies: (input: Checked<sdk.ListAttachedUserPoliciesRequest>, call: Call) =>
    listAttached(userOf(call, input.UserName), input),
  ListAttachedGroupPolicies: (input: Checked<sdk.ListAttachedGroupPoliciesRequest>, call: Call) =>
    listAttached(groupOf(call, input.GroupName), input),
  PutRolePolicy: (input: Checked<sdk.PutRolePolicyRequest>, call: Call) =>
    putInline(call, ROLES, roleOf(call, input.RoleName), input.PolicyName, input.PolicyDocument, 10240),
  PutUserPolicy: (input: Checked<sdk.PutUserPolicyRequest>, call: Call) =>
    putInline(call, USERS, userOf(call, input.UserName), input.PolicyName, input.PolicyDocument, 2048),
  PutGroupPolicy: (input: Checked<sdk.PutGroupPolicyRequest>, call: Call) =>
    putInline(call, GROUPS, groupOf(call, input.GroupName), input.PolicyName, input.PolicyDocument, 5120),
  GetRolePolicy(input: Checked<sdk.GetRolePolicyRequest>, call) {
    const document = inlineOf(roleOf(call, input.RoleName), input.PolicyName);
    return {
      RoleName: input.RoleName,
      PolicyName: input.PolicyName,
      PolicyDocument: encodeURIComponent(document),
    };
  },
  GetUserPolicy(input: Checked<sdk.GetUserPolicyRequest>, call) {
    const document = inlineOf(userOf(call, input.UserName), input.PolicyName);
    return {
      UserName: input.UserName,
      PolicyName: input.PolicyName,
      PolicyDocument: encodeURIComponent(document),
    };
  },
  DeleteRolePolicy: (input: Checked<sdk.DeleteRolePolicyRequest>, call: Call) =>
    deleteInline(call, ROLES, roleOf(call, input.RoleName), input.PolicyName),
  DeleteUserPolicy: (input: Checked<sdk.DeleteUserPolicyRequest>, call: Call) =>
    deleteInline(call, USERS, userOf(call, input.UserName), input.PolicyName),
  DeleteGroupPolicy: (input: Checked<sdk.DeleteGroupPolicyRequest>, call: Call) =>
    deleteInline(call, GROUPS, groupOf(call, input.GroupName), input.PolicyName),
  ListRolePolicies: (input: Checked<sdk.ListRolePoliciesRequest>, call: Call) =>
    listInline(roleOf(call, input.RoleName), input),
  ListUserPolicies: (input: Checked<sdk.ListUserPoliciesRequest>, call: Call) =>
    listInline(userOf(call, input.UserName), input),
  ListGroupPolicies: (input: Checked<sdk.ListGroupPoliciesRequest>, call: Call) =>
    listInline(groupOf(call, input.GroupName), input),
};
