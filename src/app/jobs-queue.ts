import { createHash } from 'node:crypto';
import type { Job } from '../handlers/jobs/job.ts';
import type { Jobs } from '../handlers/ports.ts';
import type { LightAws } from './light-aws.ts';

const SEND_TIMEOUT_MS = 1000;

/** Sends jobs with the light client: FIFO group by what must happen in order, deduplication by the job's own id. */
export function createJobsQueue(aws: LightAws, queueUrl: string): Jobs {
  return {
    async send(job) {
      await aws('sqs', 'SendMessage', { QueueUrl: queueUrl, ...jobMessage(job) }, SEND_TIMEOUT_MS);
    },
  };
}

/** The message of a job: in order with what it must not overtake, once for its id. */
export function jobMessage(job: Job) {
  return {
    MessageBody: JSON.stringify(job),
    MessageGroupId: fifoText(groupOf(job)),
    MessageDeduplicationId: fifoText(job.id),
  };
}

/** Jobs about one subscription run one after the other; what has none yet is grouped by what it will touch. */
function groupOf(job: Job): string {
  switch (job.kind) {
    case 'request-access':
      return `request#${job.form.team}#${job.form.database}`;
    case 'open-deny':
    case 'open-review':
    case 'open-revoke':
    case 'open-modify':
    case 'open-plan':
    case 'open-again':
    case 'open-edit':
    case 'open-ask':
    case 'open-answer':
    case 'open-extend':
    case 'open-deny-extension':
    case 'open-publish':
    case 'open-request':
    case 'open-delete-product':
    case 'open-repair':
    case 'open-emergency':
    case 'emergency':
    case 'brake':
    case 'open-row-filter':
    case 'save-row-filter':
    case 'delete-row-filter':
    case 'look':
    case 'delegate':
    case 'export':
    case 'home':
      return `user#${job.user}`;
    case 'install':
      return `install#${job.nonce}`;
    case 'uninstalled':
      return `install#${job.workspace}`;
    case 'sync-catalogue':
    case 'renew-tokens':
    case 'sweep':
    case 'adopt':
    case 'restored':
    case 'announce-waiting':
    case 'drift':
    case 'operator-delegation':
    case 'operator-row-filter':
    case 'operation':
      return job.kind;
    case 'delete-product':
    case 'announce-deletion':
    case 'cancel-deletion':
      return `product#${job.database}`;
    case 'publish':
      return `product#${job.form.team}#${job.form.source}`;
    case 'continue-publish':
      return `publication#${job.publication}`;
    case 'repair':
      return `drift#${job.finding}`;
    default:
      return job.subscriptionId;
  }
}

/** SQS takes 1 to 128 letters, digits and punctuation in these fields. */
export function fifoText(text: string): string {
  return /^[\w!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~-]{1,128}$/.test(text)
    ? text
    : createHash('sha256').update(text).digest('hex');
}
