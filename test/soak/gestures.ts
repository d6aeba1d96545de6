import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, hasButton } from '../support/ask-and-decide.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';
import type { Slot } from './slots.ts';
import { everyItem, itemOf, type World } from './world.ts';

/** Longer than a killed worker's job stays hidden in the queue. */
const REDELIVERY = 151;
const TRIES = 6;
/** What comes at all comes within this, but for what a dead worker held; that comes after the clock was moved. */
const WAIT_MS = 15_000;

const bo = ({ laptop }: World): SlackPerson => slackPerson(laptop.url, PEOPLE.bo);
const requester = ({ laptop }: World, slot: Slot): SlackPerson => slackPerson(laptop.url, slot.requester);

/**
 * Does what a person does until the record shows it: waits, lets the queue deliver again, and clicks once more, as somebody would whose click
 * met a broken function. Throws where it never comes.
 */
async function until(
  world: World,
  what: string,
  gesture: () => Promise<unknown>,
  isDone: () => Promise<boolean>,
): Promise<void> {
  let last: unknown;
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    if (await isDone()) {
      return;
    }
    try {
      await gesture();
    } catch (error) {
      last = error; // a broken function answers a person with an error; the next look tells whether it worked all the same
    }
    const comes = () =>
      eventually(async () => (await isDone()) || undefined, what, WAIT_MS * world.patience).catch(
        () => false,
      );
    if (await comes()) {
      return;
    }
    world.laptop.clock.advance(REDELIVERY);
    if (await comes()) {
      return;
    }
  }
  throw new Error(`${what} did not come about in ${TRIES} tries`, { cause: last });
}

async function recordOf(world: World, id: string): Promise<Readonly<Record<string, unknown>>> {
  return (await itemOf(world, 'subscriptions', { SubscriptionId: id })) ?? {};
}

/** The owner's card of a request, once Slack shows it. */
async function cardOf(world: World, id: string): Promise<string> {
  const row = await itemOf(world, 'slack', { pk: `message#${id}`, sk: 'card' });
  const ts = row?.['PostedTs'];
  if (typeof ts !== 'string') {
    throw new Error(`the card of ${id} is not posted yet`);
  }
  return ts;
}

function viewOf(world: World, person: SlackPerson, callback: string) {
  return eventually(
    async () => (await person.state()).views[person.user]?.find((view) => view.callback_id === callback),
    `the form ${callback}`,
    WAIT_MS * world.patience,
  );
}

export async function request(world: World, slot: Slot): Promise<void> {
  const person = requester(world, slot);
  const mine = async () =>
    (await everyItem(world, 'subscriptions')).find(
      ({ Status, SubscriberPrincipal, TableName }) =>
        Status === 'Pending' && SubscriberPrincipal === slot.account && `${TableName}` === slot.table,
    );
  await until(
    world,
    `a request for ${slot.table}`,
    async () => {
      const seen = (await person.dm()).messages.length;
      await ask(person, slot.channel, { tables: [slot.table] });
      if (slot.denied) {
        await addressDenial(world, person, seen);
      }
    },
    async () => (await mine()) !== undefined,
  );
  Object.assign(slot, { state: 'pending', id: String((await mine())?.['SubscriptionId']) });
}

/** What was denied lately is asked again only with a word on that. */
async function addressDenial(world: World, person: SlackPerson, seen: number): Promise<void> {
  const refused = await eventually(
    async () =>
      (await person.dm()).messages
        .slice(seen)
        .find((message) => hasButton(message, 'mesh.request.edit-draft')),
    'the reason of the denial',
    WAIT_MS * world.patience,
  );
  await person.closeViews();
  const { channel } = await person.dm();
  await person.action({ channel, ts: refused.ts, action_id: 'mesh.request.edit-draft' });
  await person.submit((await person.view()).id, {
    reason: { 'mesh.request.reason': 'Only counts by region, no personal data' },
  });
}

export async function approve(world: World, slot: Slot): Promise<void> {
  const { id } = slot;
  await until(
    world,
    `the approval of ${id}`,
    async () => clickCard(world, id, 'mesh.approve'),
    async () => (await recordOf(world, id))['Status'] === 'Active',
  );
  Object.assign(slot, { state: 'active', imported: false, denied: false });
}

export async function deny(world: World, slot: Slot): Promise<void> {
  const { id } = slot;
  await until(
    world,
    `the denial of ${id}`,
    async () => {
      await bo(world).closeViews();
      await clickCard(world, id, 'mesh.deny');
      const form = await viewOf(world, bo(world), 'mesh.deny.reason');
      await bo(world).submit(form.id, { 'deny-reason': { 'mesh.deny.reason.text': 'Ask for less, please' } });
    },
    async () => (await recordOf(world, id))['Status'] === 'Denied',
  );
  slot.past.set(id, 'Denied');
  Object.assign(slot, { state: 'none', denied: true });
}

export async function withdraw(world: World, slot: Slot): Promise<void> {
  const { id } = slot;
  await until(
    world,
    `the withdrawal of ${id}`,
    () => answerThenClick(world, requester(world, slot), slot.channel, `withdraw ${id}`, 'mesh.withdraw'),
    async () => (await recordOf(world, id))['Status'] === 'Deleted',
  );
  slot.past.set(id, 'Deleted');
  Object.assign(slot, { state: 'none' });
}

export async function importTables(world: World, slot: Slot): Promise<void> {
  const { id } = slot;
  await until(
    world,
    `the import of ${id}`,
    () => answerThenClick(world, requester(world, slot), slot.channel, `import ${id}`, 'mesh.import'),
    async () => (await recordOf(world, id))['ImportedToConsumer'] === true,
  );
  slot.imported = true;
}

export async function revoke(world: World, slot: Slot): Promise<void> {
  const { id } = slot;
  const person = bo(world);
  await until(
    world,
    `the end of ${id}`,
    async () => {
      await person.closeViews();
      await answerThenClick(world, person, CHANNELS.sales, `revoke ${id}`, 'mesh.revoke');
      const form = await viewOf(world, person, 'mesh.revoke.reason');
      await person.submit(form.id, { 'revoke-reason': { 'mesh.revoke.reason.text': 'The report is done.' } });
    },
    async () => (await recordOf(world, id))['Status'] === 'Deleted',
  );
  slot.past.set(id, 'Deleted');
  Object.assign(slot, { state: 'none', imported: false });
}

/** A click on the owner's card, by an approver or by a stranger. */
export async function clickCard(
  world: World,
  id: string,
  actionId: string,
  person: SlackPerson = bo(world),
): Promise<void> {
  const ts = await cardOf(world, id);
  await person.action({ channel: CHANNELS.sales, ts, action_id: actionId });
}

/** Types a verb with an id, and clicks the button of the private answer. */
async function answerThenClick(
  world: World,
  person: SlackPerson,
  channel: string,
  words: string,
  actionId: string,
): Promise<void> {
  const before = new Set((await person.state()).ephemerals.map(({ ts }) => ts));
  await person.command(channel, `/mesh ${words}`);
  const answer = await eventually(
    async () =>
      (await person.state()).ephemerals
        .filter(({ ts }) => !before.has(ts))
        .find(
          (each) => each.user === person.user && JSON.stringify(each.blocks ?? []).includes(`"${actionId}"`),
        ),
    `an answer to ${words}`,
    WAIT_MS * world.patience,
  );
  await person.action({ channel, ts: answer.ts, action_id: actionId });
}
