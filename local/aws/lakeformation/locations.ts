import type * as sdk from '@aws-sdk/client-lakeformation';
import { isAllowed } from '../authorize/authorize.ts';
import type { Call, Handlers } from '../call.ts';
import { principalExists } from '../iam/principal-exists.ts';
import { ensureServiceLinkedRole } from '../iam/service-linked-roles.ts';
import { pageOf } from '../page.ts';
import { AwsError } from '../wire/aws-error.ts';
import type { Checked } from '../wire/checked.ts';
import { LOCATIONS, type Location } from './entities.ts';

function locationOf(call: Call, arn: string): Location {
  const location = call.state.in(LOCATIONS, call.account).get(arn);
  if (!location) {
    throw new AwsError('EntityNotFoundException', 'Entity not found');
  }
  return location;
}

const describe = (location: Location) => ({
  ResourceArn: location.arn,
  RoleArn: location.roleArn,
  LastModified: location.updatedAt,
  HybridAccessEnabled: location.hybrid,
});

/** The role that will read the location: the service's own, made on first use, or one that the caller may pass. */
function roleFor(
  input: { readonly UseServiceLinkedRole?: boolean | undefined; readonly RoleArn?: string | undefined },
  call: Call,
): string {
  if (input.UseServiceLinkedRole) {
    const { role, made } = ensureServiceLinkedRole(call, 'lakeformation.amazonaws.com');
    const context = { 'iam:AWSServiceName': 'lakeformation.amazonaws.com' };
    const need = {
      action: made ? 'iam:CreateServiceLinkedRole' : 'iam:PutRolePolicy',
      resource: role.arn,
      context,
    };
    if (made && call.settings.enforceIam && !isAllowed(need, call)) {
      throw new AwsError(
        'InvalidInputException',
        `Not authorized to perform: ${need.action} on resource: ${role.arn}`,
      );
    }
    return role.arn;
  }
  const arn = input.RoleArn ?? '';
  if (!principalExists(arn, call)) {
    throw new AwsError('InvalidInputException', 'A role, or the service-linked role, is needed');
  }
  const need = { action: 'iam:PassRole', resource: arn };
  if (call.settings.enforceIam && !isAllowed(need, call)) {
    throw new AwsError(
      'InvalidInputException',
      `User: ${call.principal.arn} is not authorized to perform: iam:PassRole on resource: ${arn}`,
    );
  }
  return arn;
}

export const locationHandlers: Handlers = {
  RegisterResource(input: Checked<sdk.RegisterResourceRequest>, call) {
    if (!/^arn:aws[a-z-]*:s3:::[^/]+/.test(input.ResourceArn)) {
      throw new AwsError('InvalidInputException', `${input.ResourceArn} is not an S3 location`);
    }
    if (call.state.in(LOCATIONS, call.account).has(input.ResourceArn)) {
      throw new AwsError('AlreadyExistsException', 'Resource is already registered');
    }
    call.state.in(LOCATIONS, call.account).put(input.ResourceArn, {
      arn: input.ResourceArn,
      roleArn: roleFor(input, call),
      linkedRole: input.UseServiceLinkedRole ?? false,
      hybrid: input.HybridAccessEnabled ?? false,
      updatedAt: call.now,
    });
    return {};
  },

  UpdateResource(input: Checked<sdk.UpdateResourceRequest>, call) {
    const location = locationOf(call, input.ResourceArn);
    const roleArn = roleFor({ RoleArn: input.RoleArn }, call);
    const hybrid = input.HybridAccessEnabled ?? location.hybrid;
    call.state
      .in(LOCATIONS, call.account)
      .put(location.arn, { ...location, roleArn, linkedRole: false, hybrid, updatedAt: call.now });
    return {};
  },

  DeregisterResource(input: Checked<sdk.DeregisterResourceRequest>, call) {
    call.state.in(LOCATIONS, call.account).delete(locationOf(call, input.ResourceArn).arn);
    return {};
  },

  DescribeResource(input: Checked<sdk.DescribeResourceRequest>, call) {
    return { ResourceInfo: describe(locationOf(call, input.ResourceArn)) };
  },

  ListResources(input: Checked<sdk.ListResourcesRequest>, call) {
    const all = call.state.in(LOCATIONS, call.account).values();
    const size = Math.min(input.MaxResults ?? 100, 1000);
    const { page, next } = pageOf(all, { token: input.NextToken, size, code: 'InvalidInputException' });
    return { ResourceInfoList: page.map(describe), NextToken: next };
  },
};
