import { type App, DefaultStackSynthesizer, Validations } from 'aws-cdk-lib';
import { ManagedPolicy, PermissionsBoundary } from 'aws-cdk-lib/aws-iam';
import type { Settings } from './context.ts';
import { MeshMemberStack } from './mesh-member-stack.ts';
import { MeshSlackStack } from './mesh-slack-stack.ts';

export interface MeshApp {
  readonly app: App;
  readonly slack: MeshSlackStack;
  readonly member: MeshMemberStack;
}

export interface BuildOptions {
  readonly app: App;
  readonly settings: Settings;
  /** Folder with the bundles. */
  readonly dist: string;
}

/** Both stacks. The member stack carries no assets and no bootstrap rule, so that its template can be handed to anybody. */
export function buildApp({ app, settings, dist }: BuildOptions): MeshApp {
  const { account, region, permissionsBoundaryArn } = settings;
  const slack = new MeshSlackStack(app, 'MeshSlackStack', {
    settings,
    dist,
    env: { account, region },
    description: 'Mesh for Slack: the app, in the mesh account',
    terminationProtection: true,
  });
  const member = new MeshMemberStack(app, 'MeshMemberStack', {
    description: 'Mesh for Slack: roles of a producer or consumer account, for the app in the mesh account',
    // @ts-expect-error The CDK's own class does not fit its own interface under exactOptionalPropertyTypes.
    synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }),
  });
  Validations.of(member).acknowledge({
    id: 'CloudFormation-Validate::W1030',
    reason:
      'PermissionsBoundaryArn is empty where there is none, and then its property is left out by a condition.',
  });
  if (permissionsBoundaryArn) {
    PermissionsBoundary.of(slack).apply(
      ManagedPolicy.fromManagedPolicyArn(slack, 'Boundary', permissionsBoundaryArn),
    );
  }
  return { app, slack, member };
}
