import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type CfnCondition, CfnResource, Fn, Stack } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { appTrust } from '../src/mesh/admin/initialize-member-account.ts';
import { IAM_PATH, memberRole, type Side } from '../src/mesh/names.ts';
import { SIDES } from './member-policies.ts';

export interface TrustWriterOptions {
  readonly appRoleArn: string;
  readonly externalId: string;
  readonly boundaryArn: string;
  readonly hasBoundary: CfnCondition;
  readonly plays: Readonly<Record<Side, CfnCondition>>;
  readonly exists: CfnCondition;
}

/** Adds the app's statement to the trust of roles that exist, and takes it out again with the stack: CloudFormation itself cannot change a role that it did not make. */
export function createTrustWriter(scope: Construct, options: TrustWriterOptions): void {
  const { appRoleArn, externalId, boundaryArn, hasBoundary, plays, exists } = options;
  const { partition, account } = Stack.of(scope);
  const boundary = Fn.conditionIf(hasBoundary.logicalId, boundaryArn, { Ref: 'AWS::NoValue' }).toString();
  const role = new CfnRole(scope, 'TrustWriterRole', {
    path: IAM_PATH,
    description: 'Writes the trust of the two mesh roles of this account, while this stack is deployed',
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: ['sts:AssumeRole'] },
      ],
    },
    permissionsBoundary: boundary,
    policies: [
      {
        policyName: 'WriteTrust',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Sid: 'Trust',
              Effect: 'Allow',
              Action: ['iam:GetRole', 'iam:UpdateAssumeRolePolicy'],
              Resource: SIDES.map(
                (side) => `arn:${partition}:iam::${account}:role${IAM_PATH}${memberRole(side)}`,
              ),
            },
          ],
        },
      },
    ],
  });
  const writer = new CfnFunction(scope, 'TrustWriter', {
    description: 'Adds trust in Mesh for Slack to roles that exist already',
    runtime: 'nodejs24.x',
    architectures: ['arm64'],
    handler: 'index.handler',
    memorySize: 256,
    timeout: 60,
    role: role.attrArn,
    code: { zipFile: readFileSync(path.resolve('infra', 'trust-writer.cjs'), 'utf8') },
  });
  const trust = new CfnResource(scope, 'Trust', {
    type: 'Custom::MeshTrust',
    properties: {
      ServiceToken: writer.attrArn,
      ServiceTimeout: 120,
      Statement: appTrust(appRoleArn, externalId),
      Roles: [roleIf(plays.producer, 'producer'), roleIf(plays.consumer, 'consumer')],
    },
  });
  for (const resource of [role, writer, trust]) {
    resource.cfnOptions.condition = exists;
  }
}

function roleIf(plays: CfnCondition, side: Side): unknown {
  return Fn.conditionIf(plays.logicalId, memberRole(side), { Ref: 'AWS::NoValue' });
}
