import {
  invitationEnding,
  invitationOver,
  invitationOverForOwner,
  sharedAgain,
} from '../blocks/invitation-message.ts';
import { section } from '../blocks/message.ts';
import type { Invited } from '../mesh/consumer/invitation-of.ts';
import type { Subscription } from '../mesh/subscriptions/subscription.ts';
import { orderOf } from './changes/order-of.ts';
import type { JobDependencies } from './jobs/job-dependencies.ts';
import { productTitle } from './product-titles.ts';
import { sayOnce } from './say-once.ts';
import { shownReference } from './shown-reference.ts';
import { buttonValue } from './slack/button-value.ts';
import { placeOf, placesOf } from './subscriber-places.ts';

const MONTH = 30 * 24 * 3600;

type Teller = Pick<JobDependencies, 'outbox' | 'references' | 'shownTeams' | 'titles'>;

/** Under which everything about one invitation is said once. */
function invitationKey(what: 'ending' | 'over', { id }: Subscription, { sentAt = 0 }: Invited): string {
  return `invitation-${what}#${id}#${sentAt}`;
}

/** Tells those who have the access that AWS's invitation ends soon; each invitation once. */
export async function tellEnding(
  teller: Teller,
  subscription: Subscription,
  invited: Invited & { readonly endsAt: number },
  now: number,
): Promise<void> {
  const what = invitationKey('ending', subscription, invited);
  await sayOnce(teller.references, { seconds: MONTH, what, job: `${what}#${now}` }, async () => {
    const data = await dataOf(teller, subscription);
    await tellConsumer(
      teller,
      subscription,
      what,
      now,
      invitationEnding({ ...data, endsAt: invited.endsAt }),
    );
    return true;
  });
}

/** Tells the owner, who alone can have a new one sent, and those who have the access; each invitation once. */
export async function tellOver(
  teller: Teller,
  subscription: Subscription,
  invited: Invited,
  now: number,
): Promise<void> {
  const what = invitationKey('over', subscription, invited);
  await sayOnce(teller.references, { seconds: MONTH, what, job: `${what}#${now}` }, async () => {
    const { owner: account, subscriber, id } = subscription;
    const isDeclined = invited.state === 'declined';
    const data = { ...(await dataOf(teller, subscription)), isDeclined };
    const teams = await teller.shownTeams.all();
    const consumer = teams.find((team) => team.account === subscriber && team.sides.includes('consumer'));
    const owner = teams.find((team) => team.account === account && team.sides.includes('producer'));
    if (owner) {
      await teller.outbox.put({
        ...placeOf(owner),
        subscriptionId: id,
        key: `${what}-owner`,
        message: invitationOverForOwner({ ...data, consumer: consumer?.name ?? `Account ${subscriber}` }),
        shown: shownReference(subscription),
        order: orderOf(now),
      });
    }
    await tellConsumer(teller, subscription, what, now, invitationOver(data));
    return true;
  });
}

/** Tells those who have an access that there is a new invitation, and under the card who had it sent. */
export async function tellSharedAgain(
  teller: Teller,
  subscription: Subscription,
  by: string,
  now: number,
): Promise<void> {
  const key = `shared-again-${subscription.fulfilment?.at ?? 0}`;
  const owner = (await teller.shownTeams.all()).find(
    ({ account, sides }) => account === subscription.owner && sides.includes('producer'),
  );
  if (owner) {
    const text = `${by} had AWS send a new invitation. Every grant was read back from Lake Formation; the consumer team has to import it again.`;
    await teller.outbox.put({
      ...placeOf(owner),
      subscriptionId: subscription.id,
      key: `thread-${key}`,
      threadOf: 'card',
      message: { text, blocks: [section(text)] },
      order: orderOf(now),
    });
  }
  await tellConsumer(
    teller,
    subscription,
    key,
    now,
    sharedAgain({ ...(await dataOf(teller, subscription)), by }),
  );
}

async function tellConsumer(
  { outbox, shownTeams }: Teller,
  subscription: Subscription,
  key: string,
  now: number,
  message: ReturnType<typeof invitationOver>,
): Promise<void> {
  for (const place of placesOf(subscription, await shownTeams.all())) {
    await outbox.put({
      ...place,
      subscriptionId: subscription.id,
      key: `${key}-${place.channel}`,
      message,
      shown: shownReference(subscription),
      order: orderOf(now),
    });
  }
}

async function dataOf({ titles }: Teller, subscription: Subscription) {
  const { reference } = shownReference(subscription);
  return {
    product: await productTitle(titles, subscription),
    tables: subscription.tables,
    buttonValue: buttonValue({ subscriptionId: subscription.id, reference }),
  };
}
