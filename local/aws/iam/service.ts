import type { Need } from '../authorize/need.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { accessKeyHandlers } from './access-keys.ts';
import { attachmentHandlers } from './attachments.ts';
import { GROUPS, ROLES, USERS } from './entities.ts';
import { groupHandlers } from './groups.ts';
import { policyHandlers } from './policies.ts';
import { policyVersionHandlers } from './policy-versions.ts';
import { roleHandlers } from './roles.ts';
import { serviceLinkedRoleHandlers } from './service-linked-roles.ts';
import { userHandlers } from './users.ts';

export function createIam(): Service {
  return {
    model: readServiceModel('iam', { package: '@aws-sdk/client-iam', client: 'IAMClient' }),
    handlers: {
      ...roleHandlers,
      ...userHandlers,
      ...groupHandlers,
      ...accessKeyHandlers,
      ...policyHandlers,
      ...policyVersionHandlers,
      ...attachmentHandlers,
      ...serviceLinkedRoleHandlers,
    },
    needs,
  };
}

function needs(input: object, call: Call): readonly Need[] {
  const tags = tagContext(input);
  const policy = memberText(input, 'PolicyArn');
  return [
    {
      action: `iam:${call.operation}`,
      resource: resourceOf(input, call),
      context: {
        ...tags,
        ...(policy === undefined ? {} : { 'iam:PolicyARN': policy }),
        ...(call.operation === 'CreateServiceLinkedRole'
          ? { 'iam:AWSServiceName': memberText(input, 'AWSServiceName') ?? '' }
          : {}),
      },
    },
  ];
}

function resourceOf(input: object, call: Call): string {
  const prefix = `arn:aws:iam::${call.account}`;
  const path = memberText(input, 'Path') ?? '/';
  const service = memberText(input, 'AWSServiceName');
  if (service !== undefined) {
    return `${prefix}:role/aws-service-role/${service}/*`;
  }
  const role = memberText(input, 'RoleName');
  if (role !== undefined) {
    return call.state.in(ROLES, call.account).get(role)?.arn ?? `${prefix}:role${path}${role}`;
  }
  const group = memberText(input, 'GroupName');
  if (group !== undefined) {
    return call.state.in(GROUPS, call.account).get(group)?.arn ?? `${prefix}:group${path}${group}`;
  }
  const user = memberText(input, 'UserName');
  if (user !== undefined) {
    return call.state.in(USERS, call.account).get(user)?.arn ?? `${prefix}:user${path}${user}`;
  }
  const arn = memberText(input, 'PolicyArn');
  if (arn !== undefined) {
    return arn;
  }
  const policy = memberText(input, 'PolicyName');
  if (policy !== undefined) {
    return `${prefix}:policy${path}${policy}`;
  }
  const ownUser = [
    'GetUser',
    'CreateAccessKey',
    'ListAccessKeys',
    'UpdateAccessKey',
    'DeleteAccessKey',
  ].includes(call.operation);
  return ownUser ? call.principal.identityArn : '*';
}

/** `aws:RequestTag/…` and `aws:TagKeys`, for any request that carries IAM tags. */
function tagContext(input: object): Record<string, string | string[]> {
  const tags: unknown = 'Tags' in input ? input.Tags : undefined;
  const pairs: [string, string][] = [];
  for (const tag of Array.isArray(tags) ? tags : []) {
    if (typeof tag === 'object' && tag !== null && 'Key' in tag && 'Value' in tag) {
      pairs.push([String(tag.Key), String(tag.Value)]);
    }
  }
  if (pairs.length === 0) {
    return {};
  }
  return {
    ...Object.fromEntries(pairs.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': pairs.map(([key]) => key),
  };
}
