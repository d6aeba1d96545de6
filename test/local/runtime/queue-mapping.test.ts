import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from '@jest/globals';
import { startAws } from '../../../local/aws/start-aws.ts';
import { createClock } from '../../../local/clock.ts';
import { startQueueMapping } from '../../../local/runtime/queue-mapping.ts';
import { eventually } from '../../support/slack-person.ts';

const ROOT = { id: '111111111111', accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' };

it('lets a message come again whose visibility ended while it was worked on, and has nothing to complain of', async () => {
  const clock = createClock();
  const aws = await startAws({ port: 0, clock, accounts: [ROOT] });
  const queues = new SQSClient({ region: 'us-east-1', endpoint: aws.url, credentials: ROOT });
  const { QueueUrl = '' } = await queues.send(
    new CreateQueueCommand({
      QueueName: 'jobs.fifo',
      Attributes: { FifoQueue: 'true', VisibilityTimeout: '30' },
    }),
  );
  const errors: unknown[] = [];
  const received: unknown[] = [];
  const mapping = startQueueMapping({
    queues,
    queueUrl: QueueUrl,
    queueArn: 'arn:aws:sqs:us-east-1:111111111111:jobs.fifo',
    region: 'us-east-1',
    concurrency: 1,
    onError: (error) => errors.push(error),
    target: {
      name: 'slow',
      async invoke(event) {
        received.push(event);
        if (received.length === 1) {
          clock.advance(31); // the worker outlives the visibility
        }
      },
      kill: () => undefined,
      stop: () => undefined,
    },
  });
  try {
    await queues.send(
      new SendMessageCommand({
        QueueUrl,
        MessageBody: 'once',
        MessageGroupId: 'g',
        MessageDeduplicationId: 'd',
      }),
    );

    await eventually(async () => received.length === 2, 'the second delivery');

    expect(errors).toEqual([]);
  } finally {
    await mapping.stop();
    await aws.close();
  }
});
