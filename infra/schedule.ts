import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule, CfnScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';
import type { Settings } from './context.ts';

/** Ticks housekeeping. The role names the function and the group, and nothing wider. */
export function createSchedule(scope: Construct, settings: Settings, housekeeping: LambdaFunction): void {
  const { partition, region, account, prefix, housekeepingMinutes } = settings;
  const group = new CfnScheduleGroup(scope, 'ScheduleGroup', { name: prefix });
  const role = new Role(scope, 'ScheduleRole', {
    roleName: `${prefix}-schedule`,
    description: 'Lets the schedule of Mesh for Slack call housekeeping',
    // @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': account,
          'aws:SourceArn': `arn:${partition}:scheduler:${region}:${account}:schedule-group/${prefix}`,
        },
      },
    }),
    inlinePolicies: {
      Schedule: new PolicyDocument({
        statements: [
          new PolicyStatement({
            sid: 'Tick',
            actions: ['lambda:InvokeFunction'],
            resources: [housekeeping.functionArn],
          }),
        ],
      }),
    },
  });
  const schedule = new CfnSchedule(scope, 'Schedule', {
    name: `${prefix}-housekeeping`,
    description: 'Expiry, reminders, stuck work, the catalogue cache and drift',
    groupName: prefix,
    scheduleExpression: housekeepingMinutes === 1 ? 'rate(1 minute)' : `rate(${housekeepingMinutes} minutes)`,
    flexibleTimeWindow: { mode: 'OFF' },
    target: {
      arn: housekeeping.functionArn,
      roleArn: role.roleArn,
      retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 300 },
    },
  });
  schedule.addResourceDependency(group);
}
