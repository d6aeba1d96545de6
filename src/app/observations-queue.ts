import type { SQSClient } from '@aws-sdk/client-sqs';
import type { JobOf } from '../handlers/jobs/job.ts';
import { jobMessage } from './jobs-queue.ts';
import { sendBatch } from './send-batch.ts';

/** Sends what was seen on a record to the jobs queue, several at once; in the same order and once, as any other job. */
export function createObservationsQueue(
  queues: SQSClient,
  queueUrl: string,
): (seen: readonly JobOf<'observe'>[]) => Promise<void> {
  return (seen) => sendBatch(queues, queueUrl, seen.map(jobMessage));
}
