import { inventoryMessage } from '../../../blocks/adoption.ts';
import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { moment } from '../../../blocks/text.ts';
import { requireMeshAdmin } from '../../admins.ts';
import { inventoryOf } from '../../adoption/inventory.ts';
import { inventoryLines } from '../../adoption/inventory-lines.ts';
import { actorMention } from '../decided-answer.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { pageOf } from './page-of.ts';

/** Lines on one page. */
const PAGE = 30;

/** `/mesh adopt`: what is in the mesh and what would begin, for mesh admins, with the button that confirms it; once that is done, by whom it was. */
export async function adopt(dependencies: JobDependencies, job: JobOf<'look'>): Promise<Message> {
  await requireMeshAdmin(dependencies, job);
  // As the app, which sees every owner's products as the nightly look does.
  const mesh = dependencies.meshAs({ kind: 'app', part: 'drift' });
  const { isConfirmed, order } = await mesh.adoption();
  if (isConfirmed) {
    const who =
      order.by === 'app:sweep'
        ? 'It found nothing from before.'
        : `${actorMention(order.by)} confirmed it ${moment(order.at)}.`;
    return privateAnswer(`The app looks after all that is in this mesh. ${who} There is nothing to adopt.`);
  }
  const inventory = await inventoryOf(dependencies, mesh);
  const lines = inventoryLines(inventory, await dependencies.shownTeams.all());
  const { shown, next } = pageOf(lines, PAGE, job);
  return inventoryMessage({
    lines: shown,
    digest: inventory.digest,
    ends: inventory.ends.length,
    waiting: inventory.waiting.length,
    ...(next === undefined ? {} : { more: next }),
  });
}
