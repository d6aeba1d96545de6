import { CfnCondition, CfnOutput, CfnParameter, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { IAM_PATH, memberRole, type Side } from '../src/mesh/names.ts';
import { SIDES } from './member-policies.ts';
import { createMemberRole } from './member-role.ts';
import { createTrustWriter } from './trust-writer.ts';

/** The roles of a producer or consumer account. Everything is a parameter: one template serves every account, by hand or by StackSets. */
export class MeshMemberStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const parameters = createParameters(this);
    const { appRoleArn, externalId, boundaryArn } = parameters;
    const both = (side: Side): CfnCondition =>
      this.#condition(
        `Plays${memberRole(side)}`,
        Fn.conditionOr(equals(parameters.sides, side), equals(parameters.sides, 'both')),
      );
    const plays = { producer: both('producer'), consumer: both('consumer') };
    const creates = this.#condition('CreatesRoles', equals(parameters.roles, 'create'));
    const hasBoundary = this.#condition('HasBoundary', Fn.conditionNot(equals(boundaryArn, '')));
    for (const side of SIDES) {
      const name = memberRole(side);
      const created = this.#condition(`Creates${name}`, Fn.conditionAnd(plays[side], creates));
      createMemberRole(this, {
        side,
        appRoleArn,
        externalId,
        boundaryArn,
        created,
        hasBoundary,
      });
      const output = new CfnOutput(this, `${name}Arn`, {
        value: `arn:${this.partition}:iam::${this.account}:role${IAM_PATH}${name}`,
      });
      output.condition = plays[side];
    }
    createTrustWriter(this, {
      appRoleArn,
      externalId,
      boundaryArn,
      hasBoundary,
      plays,
      exists: this.#condition('RolesExist', equals(parameters.roles, 'existing')),
    });
  }

  #condition(id: string, expression: ReturnType<typeof equals>): CfnCondition {
    return new CfnCondition(this, id, { expression });
  }
}

function equals(value: string, other: string) {
  return Fn.conditionEquals(value, other);
}

function createParameters(scope: Construct) {
  const parameter = (id: string, description: string, more: Record<string, unknown>): string =>
    new CfnParameter(scope, id, { type: 'String', description, ...more }).valueAsString;
  return {
    appRoleArn: parameter(
      'AppRoleArn',
      'Output AppRoleArn of MeshSlackStack; the only principal that is trusted',
      {
        allowedPattern: '^arn:[a-z-]+:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$',
        constraintDescription: 'must be the ARN of a role, without a wildcard',
      },
    ),
    externalId: parameter(
      'ExternalId',
      "externalId of the team's secret in the mesh account; drawn at random, one per account",
      {
        allowedPattern: '^[A-Za-z0-9+=,.@:/_-]{16,1224}$',
        constraintDescription: 'must be 16 characters or more of letters, digits and +=,.@:/_-',
      },
    ),
    sides: parameter('Sides', 'What this account is in the mesh', {
      allowedValues: ['producer', 'consumer', 'both'],
    }),
    roles: parameter(
      'Roles',
      'create: the roles are made. existing: the mesh set-up or the library has made them, and only trust in the app is added',
      { allowedValues: ['create', 'existing'], default: 'create' },
    ),
    boundaryArn: parameter(
      'PermissionsBoundaryArn',
      'Managed policy that bounds the roles, if the account asks for one',
      {
        allowedPattern: '^$|^arn:[a-z-]+:iam::([0-9]{12}|aws):policy/.+$',
        default: '',
      },
    ),
  };
}
