import { PolicySyntaxError, parsePolicy } from '../authorize/policy-document.ts';
import type { Call } from '../call.ts';
import { AwsError } from '../wire/aws-error.ts';
import { QUEUES, type Queue } from './entities.ts';

export const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
};

const RANGES: Readonly<Record<string, readonly [number, number]>> = {
  VisibilityTimeout: [0, 43200],
  MaximumMessageSize: [1024, 1048576],
  MessageRetentionPeriod: [60, 1209600],
  DelaySeconds: [0, 900],
  ReceiveMessageWaitTimeSeconds: [0, 20],
};

const OTHERS = [
  'Policy',
  'RedrivePolicy',
  'RedriveAllowPolicy',
  'FifoQueue',
  'ContentBasedDeduplication',
  'DeduplicationScope',
  'FifoThroughputLimit',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
];

export function noSuchQueue(): AwsError {
  return new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');
}

/** The queue that a URL names, by the account and name at its end. */
export function queueOf(call: Call, url: string): Queue {
  const [, account = '', name = ''] = /\/(\d{12})\/([\w.-]+)$/.exec(url) ?? [];
  const queue = call.state.in(QUEUES, account).get(name);
  if (!queue) {
    throw noSuchQueue();
  }
  return queue;
}

export function urlOf(call: Call, queue: Pick<Queue, 'account' | 'name'>): string {
  return `${call.settings.baseUrl}/${queue.account}/${queue.name}`;
}

/** A numeric setting of the queue. */
export function settingOf(queue: Queue, name: string): number {
  return Number(queue.attributes[name] ?? DEFAULTS[name] ?? 0);
}

/** Throws unless these are settings of a queue of this type, with values that it takes. */
export function checkAttributes(
  attributes: Readonly<Record<string, string>>,
  fifo: boolean,
  call: Call,
): void {
  for (const [name, value] of Object.entries(attributes)) {
    const range = RANGES[name];
    if (range && !(/^\d+$/.test(value) && Number(value) >= range[0] && Number(value) <= range[1])) {
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
    }
    if (!range && !OTHERS.includes(name)) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
    if (
      !fifo &&
      ['FifoQueue', 'ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'].includes(name)
    ) {
      throw new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`);
    }
  }
  if (attributes['RedrivePolicy']) {
    checkRedrive(attributes['RedrivePolicy'], fifo, call);
  }
  if (attributes['Policy']) {
    try {
      parsePolicy(attributes['Policy']);
    } catch (error) {
      throw error instanceof PolicySyntaxError
        ? new AwsError('InvalidAttributeValue', 'Invalid value for the parameter Policy.')
        : error;
    }
  }
}

export interface Redrive {
  readonly target: string;
  readonly maxReceives: number;
}

export function redriveOf(queue: Queue): Redrive | undefined {
  const text = queue.attributes['RedrivePolicy'];
  return text ? readRedrive(text) : undefined;
}

function readRedrive(text: string): Redrive | undefined {
  try {
    const { deadLetterTargetArn, maxReceiveCount } = JSON.parse(text);
    const maxReceives = Number(maxReceiveCount);
    return typeof deadLetterTargetArn === 'string' && maxReceives >= 1 && maxReceives <= 1000
      ? { target: deadLetterTargetArn, maxReceives }
      : undefined;
  } catch {
    return undefined;
  }
}

/** The failure queue must be there already, and of the same type. */
function checkRedrive(text: string, fifo: boolean, call: Call): void {
  const redrive = readRedrive(text);
  if (!redrive) {
    throw new AwsError('InvalidAttributeValue', `Value ${text} for parameter RedrivePolicy is invalid.`);
  }
  const [account = '', name = ''] = redrive.target.split(':').slice(4);
  const target = call.state.in(QUEUES, account).get(name);
  if (!target) {
    throw new AwsError(
      'InvalidAttributeValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
    );
  }
  if (target.fifo !== fifo) {
    throw new AwsError(
      'InvalidAttributeValue',
      `Value ${text} for parameter RedrivePolicy is invalid. Reason: Dead-letter queue must be same type of queue as the source.`,
    );
  }
}
