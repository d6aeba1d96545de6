import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundle.ts';

/** A number read out of a function's log lines. */
export interface LogMetric {
  readonly from: FunctionName;
  /** CloudWatch Logs filter over one JSON line. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html */
  readonly pattern: string;
  /** `1` counts lines; `$.field` takes the field's number. */
  readonly value: string;
}

/** Lines that the functions write anyway become metrics without a call, a library or a permission. */
export const LOG_METRICS = {
  AckMs: { from: 'slack', pattern: '{ $.message = "answered" }', value: '$.ack_ms' },
  RequestsRefused: { from: 'slack', pattern: '{ $.message = "request refused" }', value: '1' },
  Decisions: {
    from: 'fulfilment',
    pattern:
      '{ $.message = "job done" && ($.kind = "approve" || $.kind = "review" || $.kind = "deny" || $.kind = "revoke") }',
    value: '1',
  },
  JobsRefused: { from: 'fulfilment', pattern: '{ $.message = "job refused" }', value: '1' },
  JobsRetried: {
    from: 'fulfilment',
    pattern: '{ $.message = "job failed and will be delivered again" }',
    value: '1',
  },
  SecurityEvents: { from: 'fulfilment', pattern: '{ $.security_event IS TRUE }', value: '1' },
  AwsDenied: {
    from: 'fulfilment',
    pattern: '{ $.code = "AWS_DENIED" || $.code = "AWS_CREDENTIALS" }',
    value: '1',
  },
  GrantFailures: {
    from: 'notification',
    pattern: '{ $.phase = "GrantFailed" || $.phase = "PartlyGranted" || $.phase = "RevokeFailed" }',
    value: '1',
  },
  ChangesRetried: {
    from: 'notification',
    pattern: '{ $.message = "a change could not be announced yet" }',
    value: '1',
  },
  DeliveriesRetried: {
    from: 'delivery',
    pattern: '{ $.message = "a message could not be delivered yet" }',
    value: '1',
  },
  ExpiriesDue: { from: 'fulfilment', pattern: '{ $.expiries_due = * }', value: '$.expiries_due' },
  Drift: { from: 'fulfilment', pattern: '{ $.drift = * }', value: '$.drift' },
} as const satisfies Record<string, LogMetric>;

export type LogMetricName = keyof typeof LOG_METRICS;
export type LogMetrics = (name: LogMetricName, statistic: string) => Metric;

/** Makes the filters; the answer gives each as a metric of five minutes. */
export function createLogMetrics(
  scope: Construct,
  prefix: string,
  logs: Readonly<Record<FunctionName, LogGroup>>,
): LogMetrics {
  const metricNamespace = `MeshForSlack/${prefix}`;
  for (const [metricName, { from, pattern, value }] of Object.entries(LOG_METRICS)) {
    new MetricFilter(scope, `${metricName}Filter`, {
      logGroup: logs[from],
      filterName: metricName,
      filterPattern: FilterPattern.literal(pattern),
      metricNamespace,
      metricName,
      metricValue: value,
    });
  }
  return (metricName, statistic) => new Metric({ namespace: metricNamespace, metricName, statistic });
}
