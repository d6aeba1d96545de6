import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Names, QueueName } from './names.ts';

export type Queues = Readonly<Record<QueueName, Queue>>;

/**
 * More than the 120 seconds that a job may take. AWS's rule of thumb, six times the timeout, would let a crashed job wait for twelve minutes, and
 * jobs older than fifteen are not executed; five tries of 150 seconds fit.
 */
const VISIBILITY = Duration.seconds(150);

/** Two FIFO queues with their failure queues, and a standard one for stream records: a mapping's destination cannot be FIFO. */
export function createQueues(scope: Construct, { queue }: Names, key: IKey | undefined): Queues {
  const common = {
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
    ...(key
      ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key, dataKeyReuse: Duration.hours(1) }
      : { encryption: QueueEncryption.SQS_MANAGED }),
  };
  const failed = (id: string, queueName: string, fifo: boolean): Queue =>
    new Queue(scope, id, {
      ...common,
      queueName,
      ...(fifo ? { fifo } : {}),
      retentionPeriod: Duration.days(14),
    });
  const jobsFailed = failed('JobsFailedQueue', queue.jobsFailed, true);
  const deliveriesFailed = failed('DeliveriesFailedQueue', queue.deliveriesFailed, true);
  const working = (id: string, queueName: string, deadLetters: Queue, maxReceiveCount: number): Queue =>
    new Queue(scope, id, {
      ...common,
      queueName,
      fifo: true,
      visibilityTimeout: VISIBILITY,
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: deadLetters, maxReceiveCount },
    });
  return {
    jobsFailed,
    deliveriesFailed,
    streamFailed: failed('StreamFailedQueue', queue.streamFailed, false),
    jobs: working('JobsQueue', queue.jobs, jobsFailed, 5),
    // Slack may be away for a while, and every Retry-After counts as a receive.
    deliveries: working('DeliveriesQueue', queue.deliveries, deliveriesFailed, 20),
  };
}
