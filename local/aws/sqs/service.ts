import type { Need } from '../authorize/need.ts';
import { parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { memberText } from '../member.ts';
import type { Service } from '../service.ts';
import { readServiceModel } from '../wire/service-model.ts';
import { QUEUES } from './entities.ts';
import { queueOf, settingOf } from './queue-attributes.ts';
import { queueHandlers } from './queues.ts';
import { receiveHandlers } from './receive.ts';
import { sendHandlers } from './send.ts';

export function createSqs(): Service {
  return {
    model: readServiceModel('sqs', { package: '@aws-sdk/client-sqs', client: 'SQSClient' }),
    handlers: { ...queueHandlers, ...sendHandlers, ...receiveHandlers },
    needs,
    waits,
  };
}

function needs(input: object, call: Call): readonly Need[] {
  // A batch needs the permission of its single call.
  const action = `sqs:${call.operation.replace(/Batch$/, '')}`;
  const url = memberText(input, 'QueueUrl');
  const [, account = call.account, name = memberText(input, 'QueueName') ?? '*'] =
    /\/(\d{12})\/([\w.-]+)$/.exec(url ?? '') ?? [];
  const owner = memberText(input, 'QueueOwnerAWSAccountId') ?? account;
  const policy = call.state.in(QUEUES, owner).get(name)?.attributes['Policy'];
  const resource = call.operation === 'ListQueues' ? '*' : `arn:aws:sqs:${call.region}:${owner}:${name}`;
  return [{ action, resource, owner, ...(policy ? { resourcePolicy: parsePolicy(policy) } : {}) }];
}

/** An empty answer is worth waiting for as long as the caller asks, or else the queue says. */
function waits(input: object, output: object, call: Call): number {
  if (call.operation !== 'ReceiveMessage' || 'Messages' in output) {
    return 0;
  }
  const asked: unknown = 'WaitTimeSeconds' in input ? input.WaitTimeSeconds : undefined;
  const queue = queueOf(call, memberText(input, 'QueueUrl') ?? '');
  return Math.min(typeof asked === 'number' ? asked : settingOf(queue, 'ReceiveMessageWaitTimeSeconds'), 20);
}
