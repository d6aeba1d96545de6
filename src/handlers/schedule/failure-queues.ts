import { failureQueueMessage, failuresOverMessage } from '../../blocks/failure-queue-message.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { tellAdmins } from '../tell-admins.ts';
import { causeText } from './cause-text.ts';

/** What is set aside in a failure queue, by the word that `npm run redrive` takes. */
export type SetAside = 'jobs' | 'deliveries' | 'stream';

export interface FailureQueues {
  /** Of the names in AWS, where the redrive command has to be told. */
  readonly prefix: string;
  /** Messages that wait in each, approximately; what is being handed over again counts until it is. */
  waiting(): Promise<Readonly<Record<SetAside, number>>>;
}

const QUEUES = ['jobs', 'deliveries', 'stream'] as const satisfies readonly SetAside[];
const TOLD = 'failure-queues';
const EMPTY = 'failure-queues-empty';
/**
 * SQS's counts may be wrong for at least a minute: one look at an empty queue does not mean that it is.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
const SETTLED = 60;

/**
 * Tells the admins once when work was set aside in a failure queue, and once when the queue is empty again. What could not be posted is told by
 * the next sweep. Never keeps a sweep from its work.
 */
export async function tellFailures(
  dependencies: Pick<
    JobDependencies,
    'adminChannel' | 'answers' | 'failureQueues' | 'now' | 'report' | 'shownTeams' | 'sightings'
  >,
): Promise<void> {
  try {
    await compare(dependencies);
  } catch (error) {
    dependencies.report('failure queues not read', { cause: causeText(error) });
  }
}

async function compare(dependencies: Parameters<typeof tellFailures>[0]): Promise<void> {
  const { failureQueues, now, sightings } = dependencies;
  const waiting = await failureQueues.waiting();
  const told = new Set((await sightings.known(TOLD)).keys());
  const empty = QUEUES.filter((queue) => told.has(queue) && waiting[queue] === 0);
  const emptySince = await sightings.see(EMPTY, empty);
  for (const queue of QUEUES) {
    const isNew = waiting[queue] > 0 && !told.has(queue);
    const isOver = empty.includes(queue) && now() - (emptySince.get(queue) ?? now()) >= SETTLED;
    if (isNew) {
      const { prefix } = failureQueues;
      const message = failureQueueMessage({ queue, waiting: waiting[queue], prefix });
      if (await tellAdmins(dependencies, message)) {
        told.add(queue);
      }
    } else if (isOver && (await tellAdmins(dependencies, failuresOverMessage(queue)))) {
      told.delete(queue);
    }
    // Kept after each: what a sweep that dies has told is not told again.
    if (isNew || isOver) {
      await sightings.see(TOLD, [...told]);
    }
  }
}
