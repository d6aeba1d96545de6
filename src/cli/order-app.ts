import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Job } from '../handlers/jobs/job.ts';
import { clockSkew } from '../mesh/aws/clock-skew.ts';
import { DataMeshAdmin } from '../mesh/aws/library/data-mesh-admin.ts';
import { createClock } from '../mesh/aws/patience.ts';
import type { LedgerEvent } from '../mesh/ledger/event.ts';
import type { AppNames } from './app-names.ts';
import type { SessionOptions } from './session.ts';
import { UsageError } from './usage-error.ts';

/** Seconds that the command waits for the worker's word. */
const PATIENCE = 90;

/** Parts of a job that say who sent it, and when. */
export type Sent = Pick<Job, 'id' | 'at' | 'workspace' | 'user' | 'operator' | 'reply'>;

/**
 * Has the app do something for the operator, whose right is AWS's own over the jobs queue: the ledger is written by the app alone. Returns what the
 * app wrote down about it; `undefined` where it did not within a minute and a half.
 */
export async function orderApp(
  { region = 'us-east-1', endpoint, credentials, ...options }: SessionOptions,
  { jobsQueue, ledgerTable }: AppNames,
  make: (sent: Sent) => Job,
): Promise<LedgerEvent | undefined> {
  const place = { region, credentials, ...(endpoint === undefined ? {} : { endpoint }) };
  const sts = new STSClient(place);
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  if (Arn === undefined) {
    throw new UsageError('AWS does not say whose credentials these are.');
  }
  const queues = new SQSClient({ ...place, useQueueUrlAsEndpoint: endpoint === undefined });
  options.plan?.watch(queues);
  const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: jobsQueue }));
  // By AWS's clock, as the worker's is: a job that looks old is not done.
  const ahead =
    (await clockSkew(
      sts,
      createClock(() => new Date(), undefined),
    )) ?? 0;
  const at = Math.floor(Date.now() / 1000) - ahead;
  const id = `cli-${crypto.randomUUID()}`;
  const job = make({ id, at, workspace: '-', user: '-', operator: Arn, reply: {} });
  await queues.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: `operator-${id}`,
      MessageDeduplicationId: id,
    }),
  );
  if (options.plan) {
    return undefined; // nothing was sent, so that nobody answers
  }
  const admin = new DataMeshAdmin({
    ...options,
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint }),
    ledgerTable,
  });
  for (const end = Date.now() + PATIENCE * 1000; Date.now() < end; ) {
    for await (const event of admin.history({ person: Arn, newestFirst: true })) {
      if (event.job === id && event.source === 'attempt' && event.outcome !== 'failed') {
        return event;
      }
      if (event.at < at - 60) {
        break;
      }
    }
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
  return undefined;
}
