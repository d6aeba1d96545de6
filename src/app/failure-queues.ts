import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { FailureQueues, SetAside } from '../handlers/schedule/failure-queues.ts';

/** The failure queues by their URLs. Throws what SQS throws. */
export function createFailureQueues(
  queues: SQSClient,
  prefix: string,
  urls: Readonly<Record<SetAside, string>>,
): FailureQueues {
  async function waitingIn(QueueUrl: string): Promise<number> {
    const { Attributes = {} } = await queues.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    // What a redrive holds at this moment is not handed over yet.
    return (
      Number(Attributes['ApproximateNumberOfMessages']) +
      Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
    );
  }
  return {
    prefix,
    async waiting() {
      return {
        jobs: await waitingIn(urls.jobs),
        deliveries: await waitingIn(urls.deliveries),
        stream: await waitingIn(urls.stream),
      };
    },
  };
}
