import { adoptedMessage } from '../../blocks/adoption.ts';
import { section } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { moment } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { MESH } from '../../mesh/adoption/adoption.ts';
import { ConflictError } from '../../mesh/errors.ts';
import { type Inventory, inventoryOf } from '../adoption/inventory.ts';
import { inventoryLines } from '../adoption/inventory-lines.ts';
import { requireOrders } from '../require-orders.ts';
import { placeOf } from '../subscriber-places.ts';
import { tellAdmins } from '../tell-admins.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { NOBODY } from './nobody.ts';

/**
 * Has the app look after all that was in the mesh before it, as a mesh admin was shown it; without a digest, keeps the inventory for the command line
 * to print. Throws `NotAllowedError` (`NOT_MESH_ADMIN`), `ConflictError` (`ADOPTED_ALREADY`, `INVENTORY_CHANGED`).
 */
export async function adopt(dependencies: JobDependencies, job: JobOf<'adopt'>): Promise<void> {
  await requireOrders(dependencies, job);
  const mesh = dependencies.meshAs({ kind: 'app', part: 'drift' });
  const { isConfirmed, order } = await mesh.adoption();
  const isOwn = order.job === job.id; // it died after the order, and goes on
  if (isConfirmed && !isOwn) {
    throw new ConflictError('ADOPTED_ALREADY', `adopted by ${order.by} at ${order.at}`, {
      userMessage: `The app looks after all that is in this mesh already, since ${moment(order.at)}. Nothing was changed.`,
    });
  }
  const inventory = await inventoryOf(dependencies, mesh);
  if (job.shown === undefined) {
    await mesh.keepText(
      `inventory#${job.id}`,
      JSON.stringify({ inventory: kept(inventory), lines: await linesOf(dependencies, inventory) }),
    );
    return;
  }
  const by = actingPerson(job);
  if (!isOwn) {
    requireShown(inventory, job.shown);
    await dependencies.meshAs(by).giveOrder({
      subject: 'adoption',
      about: MESH,
      action: 'confirm',
      job: job.id,
      by: actorText(by),
      at: job.at,
      seen: inventory.digest,
      note: `${inventory.records} records, ${inventory.ends.length} to end, ${inventory.waiting.length} waiting.`,
    });
  }
  await dependencies.adoptionCopy.keep(true);
  await tellTeams(dependencies, inventory);
  const text = `:package: ${actorMention(actorText(by))} confirmed what was in this mesh. The app looks after all of it from now on: ${inventory.ends.length} accesses are over and end now, ${inventory.waiting.length} waiting requests are shown to their owners.`;
  await tellAdmins(dependencies, { text, blocks: [section(text)] });
  await beginLookingAfter(dependencies, job.id);
  if (job.operator === undefined) {
    await dependencies.answers.tell(
      job,
      privateAnswer('Confirmed. The app looks after all of it from now on.'),
    );
  }
}

function requireShown({ digest }: Inventory, shown: string): void {
  if (digest !== shown) {
    throw new ConflictError('INVENTORY_CHANGED', `shown ${shown}, is ${digest}`, {
      userMessage:
        'What is in the mesh changed since you looked, so nothing was confirmed. Look again with `/mesh adopt` or `data-mesh-cli adopt`, and confirm what you then see.',
    });
  }
}

/** A row of the ledger takes 400 KB; the counts are whole. */
const KEPT = 300;

function kept({ ends, waiting, ...inventory }: Inventory) {
  return {
    ...inventory,
    endsCount: ends.length,
    waitingCount: waiting.length,
    ends: ends.slice(0, KEPT),
    waiting: waiting.slice(0, KEPT),
  };
}

async function linesOf({ shownTeams }: JobDependencies, inventory: Inventory): Promise<readonly string[]> {
  const lines = inventoryLines(inventory, await shownTeams.all());
  return lines.length <= KEPT ? lines : [...lines.slice(0, KEPT), `… and ${lines.length - KEPT} more.`];
}

/** One message a channel, however often the job comes. */
async function tellTeams({ shownTeams, outbox }: JobDependencies, { accounts }: Inventory): Promise<void> {
  for (const team of await shownTeams.all()) {
    const { gives = 0, has = 0 } = accounts.find(({ account }) => account === team.account) ?? {};
    await outbox.put({
      subscriptionId: 'adoption',
      key: team.key,
      ...placeOf(team),
      message: adoptedMessage({
        team: team.name,
        gives: team.sides.includes('producer') ? gives : 0,
        has: team.sides.includes('consumer') ? has : 0,
      }),
      order: '1',
    });
  }
}

async function beginLookingAfter({ jobs, now }: JobDependencies, id: string): Promise<void> {
  const base = { at: now(), workspace: NOBODY, user: NOBODY, reply: {} };
  await jobs.send({ ...base, kind: 'announce-waiting', id: `announce-${id.slice(-100)}` });
  await jobs.send({ ...base, kind: 'sweep', id: `sweep-${id.slice(-100)}` });
}
