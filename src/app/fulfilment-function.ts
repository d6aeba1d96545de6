import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { noticeView } from '../blocks/deny-modal.ts';
import { privateAnswer } from '../blocks/private-answer.ts';
import { decidedAnswer } from '../handlers/jobs/decided-answer.ts';
import { Job } from '../handlers/jobs/job.ts';
import type { JobDependencies } from '../handlers/jobs/job-dependencies.ts';
import { NOBODY } from '../handlers/jobs/nobody.ts';
import { recordAttempt } from '../handlers/jobs/record-attempt.ts';
import { runJob } from '../handlers/jobs/run-job.ts';
import { MeshError } from '../mesh/errors.ts';
import { createAwsClients } from './aws-clients.ts';
import { readConfig, required } from './config.ts';
import { createJobDependencies } from './job-runtime.ts';
import { requireSender } from './job-sender.ts';
import { createPostpone, type Postpone } from './postpone.ts';

type FulfilmentFunction = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse>;

/** Jobs from the FIFO queue, one at a time. A job that throws is delivered again; it knows its own claim. */
export const handler: FulfilmentFunction = async (event, context) => {
  starting ??= start();
  return (await starting)(event, context);
};

type Fields = Readonly<Record<string, unknown>>;

let starting: Promise<FulfilmentFunction> | undefined;

/** Deliveries of one job after which the queue hands it to the failure queue; as in `infra/`. */
const MOST_DELIVERIES = 5;

interface Parts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly dependencies: JobDependencies;
  readonly postpone: Postpone;
  /** Of this function; those of the other functions begin alike. */
  readonly functionName: string;
}

async function start(): Promise<FulfilmentFunction> {
  const log = new Logger({ serviceName: 'fulfilment' });
  const config = readConfig();
  const { queues } = createAwsClients(config);
  const dependenciesOfJob = createJobDependencies(config, log);
  const parts = {
    log,
    metrics: new Metrics({ namespace: 'MeshForSlack', serviceName: 'fulfilment' }),
    postpone: createPostpone(queues, required(config.jobsQueueUrl, 'JOBS_QUEUE_URL')),
  };
  return (event, context) => {
    log.addContext(context);
    const processor = new BatchProcessor(EventType.SQS);
    const handle = (record: SQSRecord): Promise<void> =>
      handleRecord(
        { ...parts, dependencies: dependenciesOfJob(), functionName: context.functionName },
        record,
      );
    return processPartialResponse(event, handle, processor, { context, throwOnFullBatchFailure: false });
  };
}

async function handleRecord(parts: Parts, record: SQSRecord): Promise<void> {
  const { log } = parts;
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
    const refusal = await runToAnEnd(parts, job, record.attributes.SenderId);
    if (refusal) {
      await answerRefusal(parts, job, fields, refusal);
    } else {
      log.info('job done', fields);
      count(parts, 'JobsDone', job);
    }
  } catch (error) {
    await tryAgainLater(parts, job, record, fields, error);
  }
}

/** Runs the job and keeps in the ledger what came of it; returns the refusal, if it was one. */
async function runToAnEnd(
  { dependencies, functionName }: Parts,
  job: Job,
  senderId: string,
): Promise<MeshError | undefined> {
  try {
    requireSender(job, senderId, functionName);
    await runJob(dependencies, job);
  } catch (error) {
    if (!(error instanceof MeshError) || error.retryable) {
      throw error;
    }
    await recordAttempt(dependencies, job, { outcome: 'refused', error });
    return error;
  }
  await recordAttempt(dependencies, job, { outcome: 'done' });
  return undefined;
}

/** One line in CloudWatch's embedded format, by kind of job. */
function count({ metrics }: Parts, name: 'JobsDone' | 'JobsRefused' | 'JobsFailed', { kind }: Job): void {
  const single = metrics.singleMetric();
  single.addDimension('kind', kind);
  single.addMetric(name, MetricUnit.Count, 1);
}

/** A refusal is an answer: worded for the person, logged once, and the job is done. */
async function answerRefusal(parts: Parts, job: Job, fields: Fields, error: MeshError): Promise<void> {
  const security_event = error.details['securityEvent'] === true;
  parts.log.warn('job refused', { ...fields, code: error.code, reason: error.message, security_event });
  count(parts, 'JobsRefused', job);
  if (error.details['answered'] !== true) {
    await say(parts, job, decidedAnswer(error) ?? error.userMessage);
  }
}

/** Where the person looks: in the form that waits to be filled, or privately where they acted. Jobs of the schedule have nobody to tell. */
async function say({ dependencies: { answers } }: Parts, job: Job, sentence: string): Promise<void> {
  if (job.kind.startsWith('open-') && job.reply.viewId) {
    await answers.showView(job, noticeView('Mesh', sentence));
  } else if (job.user !== NOBODY) {
    await answers.tell(job, privateAnswer(sentence));
  }
}

/** Back into the queue with growing pauses; the person hears of it when the last try threw too. */
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
  count(parts, 'JobsFailed', job);
  await recordFailure(parts, job, fields, error);
  if (tries >= MOST_DELIVERIES) {
    const said = error instanceof MeshError ? error.userMessage : 'Something unexpected stands in the way.';
    const sentence = `What you asked for could not be done after ${tries} tries. ${said} A mesh admin can see it as ${job.id.slice(-12)}.`;
    await say(parts, job, sentence);
    // The failure queue gets it with the next receive: until then its group waits, and with it what the person does next.
    await parts.postpone(record, 1);
  } else {
    await parts.postpone(record, 3 ** tries);
  }
  throw error;
}

/** The job is repeated anyway, and often the ledger itself is what does not answer. */
async function recordFailure(
  { dependencies, log }: Parts,
  job: Job,
  fields: Fields,
  error: unknown,
): Promise<void> {
  try {
    await recordAttempt(dependencies, job, { outcome: 'failed', error });
  } catch (problem) {
    log.error('a failed try could not be kept in the ledger', {
      ...fields,
      error: problem instanceof Error ? problem : String(problem),
    });
  }
}
