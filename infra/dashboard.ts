import { Duration } from 'aws-cdk-lib';
import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  MathExpression,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Functions } from './functions.ts';
import type { LogMetrics } from './log-metrics.ts';
import type { Queues } from './queues.ts';

export interface DashboardOptions {
  readonly prefix: string;
  readonly functions: Functions;
  readonly queues: Queues;
  readonly metrics: LogMetrics;
  readonly alarms: readonly Alarm[];
}

/** One page that answers: is it quick, is it working, what is stuck, what is due. */
export function createDashboard(scope: Construct, options: DashboardOptions): void {
  const { prefix, functions, queues, metrics, alarms } = options;
  const { slack, fulfilment, notification, delivery, housekeeping } = functions.byName;
  const all = [slack, fulfilment, notification, delivery, housekeeping];
  const dashboard = new Dashboard(scope, 'Dashboard', {
    dashboardName: prefix,
    defaultInterval: Duration.hours(12),
  });
  dashboard.addWidgets(new AlarmStatusWidget({ title: 'Alarms', width: 24, height: 4, alarms: [...alarms] }));
  dashboard.addWidgets(
    graph('Answer to Slack (ms)', [metrics('AckMs', 'p50'), metrics('AckMs', 'p99')]),
    graph('Decisions and refusals', [
      metrics('Decisions', 'Sum'),
      metrics('JobsRefused', 'Sum'),
      metrics('SecurityEvents', 'Sum'),
    ]),
    graph('Grant failures', [metrics('GrantFailures', 'Sum'), metrics('AwsDenied', 'Sum')]),
  );
  dashboard.addWidgets(
    graph('Waiting jobs: age (s)', [
      queues.jobs.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
    ]),
    graph('Changes: iterator age (ms)', [notification.metric('IteratorAge', { statistic: 'Maximum' })]),
    graph(
      'Dead letters',
      [queues.jobsFailed, queues.deliveriesFailed, queues.streamFailed].map((queue) =>
        queue.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      ),
    ),
  );
  dashboard.addWidgets(
    graph('Expiries due and drift', [metrics('ExpiriesDue', 'Maximum'), metrics('Drift', 'Maximum')]),
    graph('Tried again', [
      metrics('JobsRetried', 'Sum'),
      metrics('ChangesRetried', 'Sum'),
      metrics('DeliveriesRetried', 'Sum'),
    ]),
    graph(
      'Function errors',
      all.map((one) => one.metricErrors()),
    ),
  );
  dashboard.addWidgets(
    graph(
      'Function duration, p99 (ms)',
      all.map((one) => one.metricDuration({ statistic: 'p99' })),
    ),
    graph(
      'Side by side',
      all.map((one) => one.metric('ConcurrentExecutions', { statistic: 'Maximum' })),
    ),
    graph('Requests refused', [metrics('RequestsRefused', 'Sum')]),
  );
  dashboard.addWidgets(
    // What the functions count themselves, by kind of job; a search finds kinds that are not there yet.
    ...['JobsDone', 'JobsRefused', 'JobsFailed'].map((name) =>
      graph(`${name}, by kind`, [
        new MathExpression({
          expression: `SEARCH('{MeshForSlack,service,kind} MetricName="${name}"', 'Sum', 300)`,
          label: '',
          usingMetrics: {},
        }),
      ]),
    ),
  );
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 8, height: 6 });
}
