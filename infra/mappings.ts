import { Duration } from 'aws-cdk-lib';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Construct } from 'constructs';
import type { FunctionName } from './bundle.ts';
import type { Settings } from './context.ts';
import type { Queues } from './queues.ts';
import type { Tables } from './tables.ts';

export interface MappingsOptions {
  readonly settings: Settings;
  readonly queues: Queues;
  readonly tables: Tables;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
}

/** Who is called by which queue, and by the stream. */
export function createMappings(
  scope: Construct,
  { settings, queues, tables, functions }: MappingsOptions,
): void {
  const { concurrency } = settings;
  // Batch 1: a retry never does a neighbour's work again.
  new EventSourceMapping(scope, 'JobsMapping', {
    target: functions.fulfilment,
    eventSourceArn: queues.jobs.queueArn,
    batchSize: 1,
    maxConcurrency: concurrency.jobs,
    reportBatchItemFailures: true,
  });
  new EventSourceMapping(scope, 'DeliveriesMapping', {
    target: functions.delivery,
    eventSourceArn: queues.deliveries.queueArn,
    batchSize: 1,
    maxConcurrency: concurrency.deliveries,
    reportBatchItemFailures: true,
  });
  new EventSourceMapping(scope, 'ChangesMapping', {
    target: functions.notification,
    eventSourceArn: tables.streamArn,
    // An imported table's stream holds a day of changes that are no news to anybody.
    startingPosition: StartingPosition.LATEST,
    batchSize: 25,
    // Changes of one record stay in their order; of the others a bad record then holds up only those of its own lane.
    // @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html (ParallelizationFactor)
    parallelizationFactor: 10,
    bisectBatchOnError: true,
    retryAttempts: 8,
    // Without an age one poisonous record would block its shard for a day.
    maxRecordAge: Duration.hours(6),
    reportBatchItemFailures: true,
    onFailure: new SqsDlq(queues.streamFailed),
    // A filter sees one image at a time: whether anything changed is found out by the function.
    filters: [
      FilterCriteria.filter({
        eventName: FilterRule.or('INSERT', 'MODIFY'),
        dynamodb: { NewImage: { Status: { S: FilterRule.exists() } } },
      }),
      FilterCriteria.filter({ eventName: FilterRule.isEqual('REMOVE') }),
    ],
  });
}
