import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundle.ts';
import type { Settings } from './context.ts';
import type { Functions } from './functions.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Queues } from './queues.ts';

export interface AlarmsOptions {
  readonly settings: Settings;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly metrics: LogMetrics;
  readonly key: IKey | undefined;
}

interface Watch {
  readonly id: string;
  readonly metric: IMetric;
  readonly threshold: number;
  /** Periods of five minutes that must be bad. */
  readonly periods?: number;
  /** Rings below the threshold, and when nothing is measured. */
  readonly expected?: boolean;
  /** What to look at first; `docs/operating/deploy.md` says the rest. */
  readonly runbook: string;
}

/** Every alarm says in its description what to do. */
export function createAlarms(scope: Construct, options: AlarmsOptions): readonly Alarm[] {
  const { prefix } = options.settings;
  const topic = alarmTopic(scope, options.settings, options.key);
  return watches(options).map(({ id, metric, threshold, periods = 1, expected = false, runbook }) => {
    const alarm = new Alarm(scope, `${id}Alarm`, {
      alarmName: `${prefix}-${id}`,
      alarmDescription: runbook,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: expected
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: expected ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
    return alarm;
  });
}

function alarmTopic(scope: Construct, settings: Settings, key: IKey | undefined): ITopic {
  const { alarmTopicArn, alarmEmail, prefix, account } = settings;
  if (alarmTopicArn) {
    return Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn);
  }
  const topic = new Topic(scope, 'AlarmTopic', {
    topicName: `${prefix}-alarms`,
    displayName: 'Mesh for Slack: alarms',
    enforceSSL: true,
    ...(key ? { masterKey: key } : {}),
  });
  // enforceSSL gives the topic a policy, which takes the place of the default one that let the account's alarms in.
  topic.grantPublish(
    new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': account } },
    }),
  );
  if (alarmEmail) {
    topic.addSubscription(new EmailSubscription(alarmEmail));
  }
  return topic;
}

function watches({ functions: { byName }, queues, metrics, settings }: AlarmsOptions): readonly Watch[] {
  const names: readonly FunctionName[] = ['slack', 'fulfilment', 'notification', 'delivery', 'housekeeping'];
  return [
    {
      id: 'ack-slow',
      metric: metrics('AckMs', 'p99'),
      threshold: 2000,
      periods: 2,
      runbook:
        'Slack gives three seconds. Look for cold starts and slow Secrets Manager calls; set slack.provisionedConcurrency.',
    },
    {
      id: 'requests-refused',
      metric: metrics('RequestsRefused', 'Sum'),
      threshold: 50,
      runbook:
        'Many requests with a wrong signature: was the signing secret rotated in Slack but not in the app secret, or is somebody knocking?',
    },
    ...names.flatMap((name): Watch[] => [
      {
        id: `${name}-errors`,
        metric: byName[name].metricErrors(),
        threshold: 1,
        runbook: `The ${name} function threw or ran out of time. Its log group ${byName[name].node.id} has the request id and the cause.`,
      },
      {
        id: `${name}-throttled`,
        metric: byName[name].metricThrottles(),
        threshold: 1,
        runbook: `Lambda had no room for the ${name} function: look at the account's concurrency limit and at reserved concurrency.`,
      },
    ]),
    {
      id: 'jobs-old',
      metric: queues.jobs.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: 120,
      periods: 2,
      runbook:
        'People wait for their click. Is fulfilment failing, throttled, or busy with one long job? After 15 minutes jobs are asked for again.',
    },
    {
      id: 'jobs-retried',
      metric: metrics('JobsRetried', 'Sum'),
      threshold: 10,
      runbook:
        'Jobs fail and are tried again: the fulfilment log names the cause, most often AWS throttling or Slack not answering.',
    },
    ...deadLetters(
      'jobs-failed',
      queues.jobsFailed,
      'A job failed five times. Read its cause in the fulfilment log, then run: npm run redrive -- jobs',
    ),
    ...deadLetters(
      'deliveries-failed',
      queues.deliveriesFailed,
      'Slack did not take a message twenty times. Read the delivery log, then run: npm run redrive -- deliveries',
    ),
    ...deadLetters(
      'stream-failed',
      queues.streamFailed,
      'A change could not be announced. Read the notification log, then run: npm run redrive -- stream',
    ),
    {
      id: 'changes-late',
      metric: byName.notification.metric('IteratorAge', { statistic: 'Maximum' }),
      threshold: Duration.minutes(5).toMilliseconds(),
      runbook:
        'People hear of changes late. Is the notification function failing on one record? It is set aside after eight tries.',
    },
    {
      id: 'security-events',
      metric: metrics('SecurityEvents', 'Sum'),
      threshold: 1,
      runbook:
        'Somebody tried what they may not, or a record does not match the mesh. The fulfilment log line with security_event true names person and record.',
    },
    {
      id: 'aws-denied',
      metric: metrics('AwsDenied', 'Sum'),
      threshold: 1,
      runbook:
        'A role in a member account refused the app: its trust, external id or policy was changed. Run: data-mesh-cli doctor',
    },
    {
      id: 'grant-failures',
      metric: metrics('GrantFailures', 'Sum'),
      threshold: 1,
      runbook:
        'A grant or revocation did not end well. The approval card offers Retry, Keep partial and Roll back; it shows the cause per table.',
    },
    {
      id: 'housekeeping-missing',
      metric: byName.housekeeping.metricInvocations({
        period: Duration.minutes(Math.max(15, 3 * settings.housekeepingMinutes)),
      }),
      threshold: 1,
      expected: true,
      runbook: 'Nobody ends access that is due. Is the schedule enabled, and may its role call the function?',
    },
  ];
}

function deadLetters(id: string, queue: Queues['jobsFailed'], runbook: string): readonly Watch[] {
  return [
    {
      id,
      metric: queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 1,
      runbook,
    },
  ];
}
