import type { CfnCondition } from 'aws-cdk-lib';
import { Fn } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { MEMBER_ROLES, memberPolicy, ROLE_PATH, type Side } from './member-policies.ts';

/** The statement by which a member's role trusts the app, and nobody else. */
export const TRUST_SID = 'MeshForSlack';
export const TRUST_ACTIONS = ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] as const;

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
  const { name } = MEMBER_ROLES[side];
  const role = new CfnRole(scope, name, {
    roleName: name,
    path: ROLE_PATH,
    description: `The ${side} of this account in the data mesh, taken by Mesh for Slack`,
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: TRUST_SID,
          Effect: 'Allow',
          Principal: { AWS: appRoleArn },
          // Each of the three needs trust: a session with tags or a source identity is refused by a role that trusts AssumeRole alone.
          // @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required
          Action: [...TRUST_ACTIONS],
          Condition: { StringEquals: { 'sts:ExternalId': externalId } },
        },
      ],
    },
    policies: [
      {
        policyName: `${name}Access`,
        policyDocument: {
          Version: '2012-10-17',
          Statement: memberPolicy(side, Fn.select(4, Fn.split(':', appRoleArn))),
        },
      },
    ],
    permissionsBoundary: Fn.conditionIf(hasBoundary.logicalId, boundaryArn, {
      Ref: 'AWS::NoValue',
    }).toString(),
  });
  role.cfnOptions.condition = created;
}
