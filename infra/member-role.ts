import type { CfnCondition } from 'aws-cdk-lib';
import { Fn } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { appTrust } from '../src/mesh/admin/initialize-member-account.ts';
import { IAM_PATH, memberRole, type Side } from '../src/mesh/names.ts';
import { memberPolicy } from './member-policies.ts';

export interface MemberRoleOptions {
  readonly side: Side;
  readonly appRoleArn: string;
  readonly externalId: string;
  readonly boundaryArn: string;
  readonly created: CfnCondition;
  readonly hasBoundary: CfnCondition;
}

/** One side's role in a member account, made only where it is not there yet. */
export function createMemberRole(scope: Construct, options: MemberRoleOptions): void {
  const { side, appRoleArn, externalId, boundaryArn, created, hasBoundary } = options;
  const name = memberRole(side);
  const role = new CfnRole(scope, name, {
    roleName: name,
    path: IAM_PATH,
    description: `The ${side} of this account in the data mesh, taken by Mesh for Slack`,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      // Each of the three actions needs trust: a role that trusts AssumeRole alone refuses a session with tags or a source identity.
      // @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
      Statement: [appTrust(appRoleArn, externalId)],
    },
    policies: [
      {
        policyName: `${name}Access`,
        policyDocument: memberPolicy(side, Fn.select(4, Fn.split(':', appRoleArn))),
      },
    ],
    permissionsBoundary: Fn.conditionIf(hasBoundary.logicalId, boundaryArn, {
      Ref: 'AWS::NoValue',
    }).toString(),
  });
  role.cfnOptions.condition = created;
}
