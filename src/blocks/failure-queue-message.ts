import { type Message, section } from './message.ts';
import { typed } from './text.ts';

type SetAside = 'jobs' | 'deliveries' | 'stream';

/** Tells the mesh admins that work was set aside, and how it is handed over again. */
export function failureQueueMessage({
  queue,
  waiting,
  prefix,
}: {
  readonly queue: SetAside;
  /** At least 1, approximately. */
  readonly waiting: number;
  /** Of the app's names in AWS. */
  readonly prefix: string;
}): Message {
  const { one, many, next } = WORDS[queue];
  const what = waiting === 1 ? `1 ${one} was` : `About ${waiting} ${many} were`;
  const where = prefix === 'data-mesh' ? '' : ` --prefix ${typed(prefix, 60)}`;
  const text = `:inbox_tray: ${what} ${next} \`npm run redrive -- ${queue}${where}\`.`;
  return { text, blocks: [section(text)] };
}

/** Tells them that nothing is set aside any more. */
export function failuresOverMessage(queue: SetAside): Message {
  const text = `:white_check_mark: No ${WORDS[queue].many} are set aside any more: their failure queue is empty.`;
  return { text, blocks: [section(text)] };
}

const WORDS = {
  jobs: {
    one: 'job',
    many: 'jobs',
    next: 'set aside after five tries: something that a person asked for, or that the schedule owes, is not done. The log of the fulfilment function names the cause. Mend it, then hand the work over again within 14 days:',
  },
  deliveries: {
    one: 'message',
    many: 'messages',
    next: 'set aside because Slack took them in none of twenty tries: somebody was not told. The log of the delivery function names the cause. Mend it, then send what waits within 14 days:',
  },
  stream: {
    one: 'batch of changes',
    many: 'batches of changes',
    next: 'set aside because it could not be announced: cards may show an old state. The log of the notification function names the cause. Mend it, then announce what waits within a day:',
  },
} as const satisfies Record<SetAside, Readonly<Record<'one' | 'many' | 'next', string>>>;
