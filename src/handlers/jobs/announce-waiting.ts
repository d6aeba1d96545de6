import { noticesFor } from '../changes/notices.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { NOBODY } from './nobody.ts';

/** Seconds after which it goes on in another job. */
const BUDGET = 60;
/** Before every change of the stream: what becomes of a request later is what its messages show then. */
const FIRST = '0'.repeat(40);
const MONTH = 30 * 86_400;

/** Shows each waiting request to its owners as if it were new; what is shown already stays as it is. Safe to repeat. */
export async function announceWaiting(
  dependencies: JobDependencies,
  job: JobOf<'announce-waiting'>,
): Promise<void> {
  const { shownTeams, titles, outbox, references, jobs, now, report } = dependencies;
  const began = now();
  const mesh = dependencies.meshAs({ kind: 'app', part: 'sweep' });
  let announced = 0;
  for await (const after of mesh.listSubscriptions({ statuses: ['Pending'] })) {
    const what = `announced#${after.id}`;
    if (after.fulfilment !== undefined || (await references.wasSaid(what))) {
      continue;
    }
    const [owner, consumer] = await Promise.all([
      shownTeams.byAccount(after.owner, 'producer'),
      shownTeams.byAccount(after.subscriber, 'consumer'),
    ]);
    const product = after.database ? await titles.of(after.database, after.tables) : undefined;
    for (const notice of noticesFor({ before: undefined, after, owner, consumer, product, order: FIRST })) {
      await outbox.put(notice);
    }
    await references.onceIn(MONTH, what, job.id);
    announced += 1;
    if (now() - began > BUDGET) {
      const base = { at: now(), workspace: NOBODY, user: NOBODY, reply: {} };
      await jobs.send({ ...base, kind: 'announce-waiting', id: `${job.id.slice(-80)}+${after.id}` });
      break;
    }
  }
  report('waiting requests announced', { announced });
}
