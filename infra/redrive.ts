import { parseArgs } from 'node:util';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { GetQueueUrlCommand, QueueDoesNotExist, SQSClient } from '@aws-sdk/client-sqs';
import { namesFor, type QueueName } from './names.ts';
import { redriveQueue } from './redrive-queue.ts';
import { redriveStream } from './redrive-stream.ts';
import { SettingsError } from './settings-error.ts';
import { tellFaults } from './tell-faults.ts';

const USAGE = 'usage: npm run redrive -- jobs|deliveries|stream [--prefix data-mesh]';

/** Hands over again what was set aside, with the caller's own AWS credentials and region. */
async function main(): Promise<void> {
  const { what, prefix } = readArguments();
  const names = namesFor(prefix);
  // Where AWS is not AWS, the queue's URL names a host that is not there.
  const queues = new SQSClient({ useQueueUrlAsEndpoint: process.env['AWS_ENDPOINT_URL'] === undefined });
  const url = async (name: QueueName): Promise<string> => {
    try {
      const { QueueUrl } = await queues.send(new GetQueueUrlCommand({ QueueName: names.queue[name] }));
      return QueueUrl ?? '';
    } catch (error) {
      throw error instanceof QueueDoesNotExist
        ? new SettingsError([`There is no queue ${names.queue[name]} in this account and region.`])
        : error;
    }
  };
  if (what === 'stream') {
    const { told, failed, tooOld } = await redriveStream({
      queues,
      streams: new DynamoDBStreamsClient({}),
      functions: new LambdaClient({}),
      from: await url('streamFailed'),
      notification: names.function('notification'),
    });
    console.log(`${told} told again, ${failed} failed again, ${tooOld} too old for the stream`);
    process.exitCode = failed + tooOld > 0 ? 1 : 0;
    return;
  }
  const moved = await redriveQueue({ queues, from: await url(`${what}Failed`), to: await url(what) });
  console.log(`${moved} handed over again`);
}

function readArguments(): { what: 'jobs' | 'deliveries' | 'stream'; prefix: string } {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { prefix: { type: 'string', default: 'data-mesh' } },
    });
    const [what] = positionals;
    if (positionals.length === 1 && (what === 'jobs' || what === 'deliveries' || what === 'stream')) {
      return { what, prefix: values.prefix };
    }
  } catch (error) {
    throw new SettingsError([error instanceof Error ? error.message : String(error), USAGE]);
  }
  throw new SettingsError([USAGE]);
}

if (process.argv[1]?.endsWith('redrive.ts')) {
  void tellFaults(main);
}
