import { lastOrder, type Order } from '../ledger/order.ts';
import type { MeshPorts } from '../ports.ts';
import { epoch } from '../subscriptions/dates.ts';

/** What the order is about by which it is known that the table of subscriptions is the one that it was. */
export const TABLE = 'table';

/** Whether the table was restored, or replaced, and nobody has compared it with the ledger yet. */
export interface Restoration {
  readonly isStanding: boolean;
  /** The order that says so; absent where no ledger is kept. */
  readonly order?: Order;
  /** AWS's id of the table as it is now: a table that is made anew, as by a restore, has another one. */
  readonly tableId: string;
}

type RestorationPorts = Pick<MeshPorts, 'ledger' | 'clock'> & { readonly tableId: () => Promise<string> };

/** See `Mesh.restoration`. The first table that is seen counts as the right one. */
export async function restoration(ports: RestorationPorts): Promise<Restoration> {
  const { ledger, clock } = ports;
  const tableId = await ports.tableId();
  if (!ledger.isKept) {
    return { isStanding: false, tableId };
  }
  const last = await newest(ports);
  if (last?.action === 'begin' || last?.seen === tableId) {
    return { isStanding: last.action === 'begin', order: last, tableId };
  }
  await ledger.give({
    subject: 'restore',
    about: TABLE,
    action: last === undefined ? 'confirm' : 'begin',
    job: `table-${tableId}`,
    by: 'app:sweep',
    at: epoch(clock.now()),
    seen: tableId,
    note: last === undefined ? 'The first table that was seen.' : 'The table is another one than before.',
  });
  const order = await newest(ports);
  return { isStanding: order?.action !== 'confirm', ...(order === undefined ? {} : { order }), tableId };
}

/** Whether it is standing, or will be once the app sees this table; `undefined` where the app has seen none yet. Writes nothing. */
export async function knownRestoration(
  ports: Pick<RestorationPorts, 'ledger' | 'tableId'>,
): Promise<boolean | undefined> {
  const last = await newest(ports);
  return last && (last.action === 'begin' || last.seen !== (await ports.tableId()));
}

function newest({ ledger }: Pick<MeshPorts, 'ledger'>): Promise<Order | undefined> {
  return lastOrder(ledger.orders('restore'), TABLE);
}
