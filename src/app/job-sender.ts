import type { Job, JobKind } from '../handlers/jobs/job.ts';
import { NotAllowedError } from '../mesh/errors.ts';
import { TICKS } from './ticks.ts';

/** What nobody in Slack can ask for: it comes from the other functions, or from an operator. */
const NEVER_FROM_SLACK: readonly JobKind[] = [
  'operation',
  'operator-delegation',
  'operator-row-filter',
  'announce-waiting',
  'carry-out',
  'observe',
  ...TICKS,
];

/** What each function that may send jobs ever sends; nothing here for the worker itself, which goes on with what was ordered. */
const MAY_SEND: Readonly<Record<string, (job: Job) => boolean>> = {
  slack: ({ kind, operator }) => operator === undefined && !NEVER_FROM_SLACK.includes(kind),
  notification: ({ kind, operator }) => operator === undefined && kind === 'observe',
  housekeeping: ({ kind, operator }) => operator === undefined && TICKS.some((tick) => tick === kind),
};

/**
 * Whether this sender may have sent this job. SQS itself says who sent a message, as `<id of the role>:<name of the session>`, and the session of a
 * function bears the function's name, which the function cannot choose: so a public function that somebody has taken over passes for no operator,
 * no schedule and no witness. Whoever else AWS lets send is an operator: one who names an operator names themselves; for a person's job AWS's own
 * right to send is trusted.
 * Throws `NotAllowedError` (`FORGED_JOB`), a security event.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
 */
export function requireSender(job: Job, senderId: string, ownName: string): void {
  const session = senderId.includes(':') ? senderId.slice(senderId.indexOf(':') + 1) : undefined;
  const prefix = ownName.replace(/fulfilment$/, '');
  const sender = session?.startsWith(prefix) ? session.slice(prefix.length) : '';
  const isAllowed =
    sender === 'fulfilment' || (MAY_SEND[sender]?.(job) ?? isOwnName(operatorOf(job), session));
  if (!isAllowed) {
    throw new NotAllowedError(
      'FORGED_JOB',
      `${senderId} sent ${job.kind} for ${operatorOf(job) ?? job.user}`,
      {
        userMessage: 'This did not come from whom it says it came from. Nothing was changed.',
        // Nobody is told: whoever it names did not ask.
        details: { securityEvent: true, answered: true },
      },
    );
  }
}

function operatorOf(job: Job): string | undefined {
  return job.kind === 'operator-delegation' ? job.arn : job.operator;
}

/** SQS names a session by its name, and a user by an id that its ARN does not have: where the two can be compared, they must agree. */
function isOwnName(operator: string | undefined, session: string | undefined): boolean {
  const claimed = operator === undefined ? undefined : /:assumed-role\/[^/]+\/(.+)$/.exec(operator)?.[1];
  return operator === undefined || claimed === session;
}
