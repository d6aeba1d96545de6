import { lastOrder, type Order } from '../ledger/order.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

/** What the order is about by which the app looks after this mesh. */
export const MESH = 'mesh';

/** Whether the app looks after all that is in the mesh, or only after what went through it. */
export interface Adoption {
  readonly isConfirmed: boolean;
  /** The order that says so. */
  readonly order: Order;
}

type AdoptionPorts = Pick<MeshPorts, 'store' | 'ledger' | 'clock'>;

/** See `Mesh.adoption`. */
export async function adoption(ports: AdoptionPorts): Promise<Adoption> {
  const standing = (await newest(ports)) ?? (await firstLook(ports));
  return { isConfirmed: standing.action === 'confirm', order: standing };
}

/** The same without a first look: `undefined` where the app has not looked at the mesh yet. Writes nothing. */
export async function knownAdoption(ports: Pick<MeshPorts, 'ledger'>): Promise<boolean | undefined> {
  const last = await newest(ports);
  return last && last.action === 'confirm';
}

function newest({ ledger }: Pick<MeshPorts, 'ledger'>): Promise<Order | undefined> {
  return lastOrder(ledger.orders('adoption'), MESH);
}

/** Of two that look at the same time, the first one's answer is kept: both give the same row. */
async function firstLook(ports: AdoptionPorts): Promise<Order> {
  const { ledger, clock } = ports;
  const isFresh = !(await hasStrangers(ports));
  const order: Order = {
    subject: 'adoption',
    about: MESH,
    action: isFresh ? 'confirm' : 'begin',
    job: 'first-look',
    by: 'app:sweep',
    at: epoch(clock.now()),
    note: isFresh ? 'Nothing was here before.' : 'Records were here before.',
  };
  if (!ledger.isKept) {
    return order; // whoever works without a ledger has no app that looks after anything
  }
  await ledger.give(order);
  return (await newest(ports)) ?? order;
}

async function hasStrangers(ports: AdoptionPorts): Promise<boolean> {
  if (!ports.ledger.isKept) {
    return false;
  }
  for await (const record of ports.store.all()) {
    if (!(await isOfApp(ports, record))) {
      return true;
    }
  }
  return false;
}

/** Whether a record was asked for in Slack, or decided on through the app: such a one is looked after from its first day. */
export async function isOfApp(
  { ledger }: Pick<MeshPorts, 'ledger'>,
  { id, requestedVia }: Pick<Subscription, 'id' | 'requestedVia'>,
): Promise<boolean> {
  if (requestedVia === 'slack') {
    return true;
  }
  for await (const _decision of ledger.history(id)) {
    return true;
  }
  return false;
}
