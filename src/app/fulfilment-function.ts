import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { privateAnswer } from '../blocks/private-answer.ts';
import { decidedAnswer } from '../handlers/jobs/decided-answer.ts';
import { Job } from '../handlers/jobs/job.ts';
import type { JobDependencies } from '../handlers/jobs/job-dependencies.ts';
import { runJob } from '../handlers/jobs/run-job.ts';
import { MeshError } from '../mesh/errors.ts';
import { createJobDependencies } from './job-runtime.ts';

type FulfilmentFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Jobs from the FIFO queue, one at a time. A job that throws is delivered again; it knows its own claim. */
export const handler: FulfilmentFunction = async (event, context) => {
  starting ??= start();
  return (await starting)(event, context);
};

let starting: Promise<FulfilmentFunction> | undefined;

async function start(): Promise<FulfilmentFunction> {
  const log = new Logger({ serviceName: 'fulfilment' });
  const dependencies = createJobDependencies(log);
  return (event, context) => {
    log.addContext(context);
    const processor = new BatchProcessor(EventType.SQS);
    return processPartialResponse(event, (record) => handleRecord(dependencies, log, record), processor, {
      context,
      throwOnFullBatchFailure: false,
    });
  };
}

async function handleRecord(dependencies: JobDependencies, log: Logger, record: SQSRecord): Promise<void> {
  const parsed = Job.safeParse(JSON.parse(record.body));
  if (!parsed.success) {
    log.error('a job that no schema fits was set aside', { message_id: record.messageId });
    throw new Error('malformed job'); // delivered again until it reaches the failure queue, where it is seen
  }
  const job = parsed.data;
  const fields = {
    job: job.id,
    kind: job.kind,
    user_id: job.user,
    team_id: job.workspace,
    ...('subscriptionId' in job ? { subscription_id: job.subscriptionId } : {}),
  };
  try {
    await runJob(dependencies, job);
    log.info('job done', fields);
  } catch (error) {
    await answerError(dependencies, log, job, fields, error);
  }
}

/** The one place where an error of a job is logged and worded. */
async function answerError(
  { answers }: JobDependencies,
  log: Logger,
  job: Job,
  fields: Record<string, unknown>,
  error: unknown,
): Promise<void> {
  if (!(error instanceof MeshError) || error.retryable) {
    log.error('job failed and will be delivered again', {
      ...fields,
      error: error instanceof Error ? error : String(error),
    });
    throw error;
  }
  const decided = decidedAnswer(error);
  log.warn('job refused', {
    ...fields,
    code: error.code,
    reason: error.message,
    security_event: error.details['securityEvent'] === true,
  });
  if (job.kind !== 'sync-catalogue') {
    await answers.tell(job, privateAnswer(decided ?? error.userMessage));
  }
}
