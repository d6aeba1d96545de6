import { section } from '../../blocks/message.ts';
import { actorText } from '../../mesh/actor.ts';
import { requireOrders } from '../require-orders.ts';
import { ENDS } from '../schedule/brake.ts';
import { tellAdmins } from '../tell-admins.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { NOBODY } from './nobody.ts';

const DAY = 86_400;

/**
 * Lets sweeps of the next day end so many accesses, or holds them for a day; a sweep begins at once. Throws `NotAllowedError` (`NOT_MESH_ADMIN`).
 */
export async function brake(dependencies: JobDependencies, job: JobOf<'brake'>): Promise<void> {
  await requireOrders(dependencies, job);
  const { choice, most, id } = job;
  const by = actingPerson(job);
  if (choice !== 'sweep') {
    await dependencies.meshAs(by).giveOrder({
      subject: 'sweep',
      about: ENDS,
      action: choice,
      job: id,
      by: actorText(by),
      at: job.at,
      until: job.at + DAY,
      ...(choice === 'allow' ? { most } : {}),
    });
    const who = actorMention(actorText(by));
    const text =
      choice === 'allow'
        ? `${who} lets sweeps of the next day end up to ${most} accesses at once. It goes on now.`
        : `${who} holds the sweep’s ends for a day. Access that is over stays until then: look at the clock and the table, and type \`/mesh doctor\`.`;
    await tellAdmins(dependencies, { text, blocks: [section(text)] });
  }
  if (choice !== 'hold') {
    await dependencies.jobs.send({
      kind: 'sweep',
      id: `sweep-${id.slice(-100)}`,
      at: dependencies.now(),
      workspace: NOBODY,
      user: NOBODY,
      reply: {},
    });
  }
}
