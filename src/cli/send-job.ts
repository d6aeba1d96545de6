import { GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Job } from '../handlers/jobs/job.ts';
import type { SessionOptions } from './session.ts';

/** Hands a job to the app, for what the app alone may do. `jobOf` gets the ARN of the caller. */
export async function sendJob(
  { region = 'us-east-1', endpoint, credentials, plan }: SessionOptions,
  QueueName: string,
  jobOf: (arn: string) => Job,
): Promise<void> {
  const options = { region, credentials, ...(endpoint ? { endpoint } : {}) };
  const { Arn = 'unknown' } = await new STSClient(options).send(new GetCallerIdentityCommand({}));
  const sqs = new SQSClient(options);
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  plan?.watch(sqs);
  const job = jobOf(Arn);
  await sqs.send(
    new SendMessageCommand({
      QueueUrl,
      MessageBody: JSON.stringify(job),
      MessageGroupId: job.kind,
      MessageDeduplicationId: job.id,
    }),
  );
}
