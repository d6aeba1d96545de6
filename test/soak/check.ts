import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { grantsOf } from '../support/mesh-records.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';
import { expectedGrants, expectedStatuses, type Slot } from './slots.ts';
import { everyItem, type World } from './world.ts';

const PATIENCE_MS = 90_000;
const ANSWER_MS = 30_000;

/** Compares everything with the model, once nothing is under way any more. Returns what differs, one sentence each. */
export async function differences(world: World, slots: readonly Slot[]): Promise<readonly string[]> {
  let found: readonly string[] = [];
  const look = async (): Promise<true | undefined> => {
    found = [
      ...(await wrongRecords(world, slots)),
      ...(await wrongGrants(world, slots)),
      ...(await wrongDecisions(world, slots)),
      ...(await wrongMessages(world)),
    ];
    if (found.length > 0) {
      world.laptop.clock.advance(61); // what waits in a queue is delivered again
    }
    return found.length === 0 ? true : undefined;
  };
  await eventually(look, 'agreement with the model', PATIENCE_MS * world.patience).catch(() => undefined);
  return [...found, ...(await drift(world))];
}

async function wrongRecords(world: World, slots: readonly Slot[]): Promise<readonly string[]> {
  const expected = expectedStatuses(slots);
  const stored = (await everyItem(world, 'subscriptions')).filter(({ Status }) => Status !== undefined);
  const statuses = new Map(
    stored.map(({ SubscriptionId, Status }) => [String(SubscriptionId), String(Status)]),
  );
  return [
    ...[...expected]
      .filter(([id, status]) => statuses.get(id) !== status)
      .map(([id, status]) => `record ${id} is ${statuses.get(id)}, expected ${status}`),
    ...[...statuses]
      .filter(([id]) => !expected.has(id))
      .map(([id, status]) => `record ${id} (${status}) was asked for by nobody`),
  ];
}

async function wrongGrants(world: World, slots: readonly Slot[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const account of [ACCOUNTS.analytics, ACCOUNTS.finance]) {
    const held = JSON.stringify(await grantsOf(world.laptop, account));
    const expected = JSON.stringify(expectedGrants(slots, account));
    if (held !== expected) {
      wrong.push(`${account} holds ${held}, expected ${expected}`);
    }
  }
  return wrong;
}

/** However often a job came: each decision is in the ledger once. */
async function wrongDecisions(world: World, slots: readonly Slot[]): Promise<readonly string[]> {
  const counted = new Map<string, number>();
  for (const { SubscriptionId, Kind } of await everyItem(world, 'ledger')) {
    if (['approve', 'deny', 'revoke', 'withdraw'].includes(String(Kind))) {
      const key = `${SubscriptionId} ${Kind}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
  }
  const denied = slots.flatMap(({ past }) => [...past].filter(([, status]) => status === 'Denied'));
  return [
    ...[...counted].filter(([, times]) => times > 1).map(([key, times]) => `${times} decisions: ${key}`),
    ...denied
      .filter(([id]) => counted.has(`${id} approve`) || !counted.has(`${id} deny`))
      .map(([id]) => `the denial of ${id} is not what the ledger says`),
  ];
}

/** Each message of the outbox stands in Slack with its newest content, and no card stands there twice. */
async function wrongMessages(world: World): Promise<readonly string[]> {
  const rows = (await everyItem(world, 'slack')).filter(({ pk }) => String(pk).startsWith('message#'));
  const { channels } = await slackPerson(world.laptop.url, PEOPLE.bo).state();
  const texts = new Map(
    channels.flatMap(({ id, messages }) => messages.map(({ ts, text }) => [`${id} ${ts}`, text] as const)),
  );
  const wrong: string[] = [];
  let cards = 0;
  for (const { pk, sk, PostedChannel, PostedTs, PostedOrder, Order, Text, ThreadOf } of rows) {
    cards += sk === 'card' && PostedChannel === CHANNELS.sales ? 1 : 0;
    if (PostedOrder !== Order) {
      wrong.push(`${pk} ${sk} was not delivered`);
    } else if (PostedTs !== undefined && !shows(texts.get(`${PostedChannel} ${PostedTs}`), Text, ThreadOf)) {
      wrong.push(`${pk} ${sk} shows something else in Slack`);
    }
  }
  const shown = channels
    .find(({ id }) => id === CHANNELS.sales)
    ?.messages.filter(({ threadTs, text }) => threadTs === undefined && text.includes('asks for'));
  if ((shown?.length ?? 0) > cards) {
    wrong.push(`${shown?.length} cards stand in the owner's channel, ${cards} are known`);
  }
  return wrong;
}

/** Lines that waited for the same thread are one message there. */
function shows(shown: string | undefined, text: unknown, threadOf: unknown): boolean {
  return threadOf === undefined ? shown === text : (shown ?? '').includes(String(text));
}

/** The product's own comparison: grants, shares, policies and links against what was decided. */
async function drift(world: World): Promise<readonly string[]> {
  const bo = slackPerson(world.laptop.url, PEOPLE.bo);
  try {
    await eventually(
      () => bo.answer(CHANNELS.sales, 'drift', 'No differences found').catch(() => undefined),
      'a drift report without differences',
      ANSWER_MS * world.patience,
    );
    return [];
  } catch {
    const last = (await bo.ephemerals()).at(-1);
    return [`the drift report says: ${last}`];
  }
}
