import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { privateAnswer } from '../blocks/private-answer.ts';
import { decidedAnswer } from '../handlers/jobs/decided-answer.ts';
import { Job } from '../handlers/jobs/job.ts';
import type { JobDependencies } from '../handlers/jobs/job-dependencies.ts';
import { runJob } from '../handlers/jobs/run-job.ts';
import { MeshError } from '../mesh/errors.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { createJobDependencies } from './job-runtime.ts';
import { createPostpone, type Postpone } from './postpone.ts';

type FulfilmentFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Jobs from the FIFO queue, one at a time. A job that throws is delivered again; it knows its own claim. */
export const handler: FulfilmentFunction = async (event, context) => {
  starting ??= start();
  return (await starting)(event, context);
};

/** Jobs of the schedule have no person behind them. */
const NOBODY = '-';
type Fields = Readonly<Record<string, unknown>>;

let starting: Promise<FulfilmentFunction> | undefined;

/** Deliveries of one job after which the queue hands it to the failure queue; as in `infra/`. */
const MOST_DELIVERIES = 5;

interface Parts {
  readonly log: Logger;
  readonly dependencies: JobDependencies;
  readonly postpone: Postpone;
}

async function start(): Promise<FulfilmentFunction> {
  const log = new Logger({ serviceName: 'fulfilment' });
  const config = readConfig();
  const { queues } = createAwsClients(config);
  const parts = {
    log,
    dependencies: createJobDependencies(config, log),
    postpone: createPostpone(queues, required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
  };
  return (event, context) => {
    log.addContext(context);
    const processor = new BatchProcessor(EventType.SQS);
    const handle = (record: SQSRecord): Promise<void> => handleRecord(parts, record);
    return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
  };
}

async function handleRecord(parts: Parts, record: SQSRecord): Promise<void> {
  const { dependencies, log } = parts;
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
    if (error instanceof MeshError && !error.retryable) {
      await answerRefusal(parts, job, fields, error);
    } else {
      await tryAgainLater(parts, job, record, fields, error);
    }
  }
}

/** A refusal is an answer: worded for the person, logged once, and the job is done. */
async function answerRefusal(
  { dependencies, log }: Parts,
  job: Job,
  fields: Fields,
  error: MeshError,
): Promise<void> {
  const security_event = error.details['securityEvent'] === true;
  log.warn('job refused', { ...fields, code: error.code, reason: error.message, security_event });
  if (job.user !== NOBODY) {
    await dependencies.answers.tell(job, privateAnswer(decidedAnswer(error) ?? error.userMessage));
  }
}

/** Back into the queue with growing pauses; the person hears of it when the last try failed too. */
async function tryAgainLater(
  parts: Parts,
  job: Job,
  record: SQSRecord,
  fields: Fields,
  error: unknown,
): Promise<never> {
  const tries = Number(record.attributes.ApproximateReceiveCount);
  parts.log.error('job failed and will be delivered again', {
    ...fields,
    tries,
    error: error instanceof Error ? error : String(error),
  });
  if (tries >= MOST_DELIVERIES && job.user !== NOBODY) {
    const said = error instanceof MeshError ? error.userMessage : 'Something unexpected stands in the way.';
    const sentence = `What you asked for could not be done after ${tries} tries. ${said} A mesh admin can see it as ${job.id.slice(-12)}.`;
    await parts.dependencies.answers.tell(job, privateAnswer(sentence));
  } else {
    await parts.postpone(record, 3 ** tries);
  }
  throw error;
}
