import { CfnOutput, Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { createAlarms } from './alarms.ts';
import type { Settings } from './context.ts';
import { createDashboard } from './dashboard.ts';
import { createEncryption } from './encryption.ts';
import { createEntry, SLACK_PATH } from './entry.ts';
import { createFunctions } from './functions.ts';
import { createLogMetrics } from './log-metrics.ts';
import { createMappings } from './mappings.ts';
import { namesFor } from './names.ts';
import { createQueues, type Queues } from './queues.ts';
import { createRoles } from './roles.ts';
import { createSchedule } from './schedule.ts';
import { createSecrets } from './secrets.ts';
import { createTables, type Tables } from './tables.ts';

export interface MeshSlackStackProps extends StackProps {
  readonly settings: Settings;
  /** Folder with the bundles. */
  readonly dist: string;
}

/** The app in the mesh account. */
export class MeshSlackStack extends Stack {
  constructor(scope: Construct, id: string, { settings, dist, ...props }: MeshSlackStackProps) {
    super(scope, id, props);
    const { prefix } = settings;
    const names = namesFor(prefix);
    const key = createEncryption(this, settings);
    const queues = createQueues(this, names, key);
    const tables = createTables(this, settings, key);
    createSecrets(this, names, key);
    const roles = createRoles(this, settings, tables.streamArn, key);
    const environment = functionEnvironment(settings, queues, tables);
    const functions = createFunctions(this, { settings, dist, roles, key, environment });
    createMappings(this, { settings, queues, tables, functions: functions.byName });
    createSchedule(this, settings, functions.byName.housekeeping);
    const url = createEntry(this, settings, functions.live, key);
    const metrics = createLogMetrics(this, prefix, functions.logs);
    const alarms = createAlarms(this, { settings, functions, queues, metrics, key });
    createDashboard(this, { prefix, functions, queues, metrics, alarms });
    Tags.of(this).add('application', prefix, { excludeResourceTypes: ['AWS::CloudWatch::Dashboard'] });

    new CfnOutput(this, 'Url', { value: url, description: 'npm run manifest -- --url <this>' });
    new CfnOutput(this, 'SlackRequestUrl', { value: `${url}${SLACK_PATH}` });
    new CfnOutput(this, 'AppRoleArn', {
      value: roles.fulfilment.roleArn,
      description: 'Parameter AppRoleArn of MeshMemberStack in every producer and consumer account',
    });
    new CfnOutput(this, 'AppSecretName', { value: names.secret.app });
  }
}

/** Exactly what `src/app/config.ts` reads; AWS_REGION and the credentials are set by Lambda. */
function functionEnvironment(
  { account, prefix, tables, sessionLevel, logLevel, slack }: Settings,
  queues: Queues,
  { subscriptionsName }: Tables,
): Readonly<Record<string, string>> {
  return {
    MESH_ACCOUNT_ID: account,
    SUBSCRIPTIONS_TABLE: subscriptionsName,
    LEDGER_TABLE: tables.ledger,
    SLACK_TABLE: tables.slack,
    JOBS_QUEUE_URL: queues.jobs.queueUrl,
    DELIVERIES_QUEUE_URL: queues.deliveries.queueUrl,
    JOBS_FAILED_QUEUE_URL: queues.jobsFailed.queueUrl,
    DELIVERIES_FAILED_QUEUE_URL: queues.deliveriesFailed.queueUrl,
    STREAM_FAILED_QUEUE_URL: queues.streamFailed.queueUrl,
    SECRETS_PREFIX: prefix,
    SESSION_LEVEL: sessionLevel,
    LOG_LEVEL: logLevel,
    ...(slack.homeWorkspace ? { HOME_WORKSPACE: slack.homeWorkspace } : {}),
  };
}
