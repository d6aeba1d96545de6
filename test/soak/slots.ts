import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';

/** What a team does with one table: at most one request or access at a time. The model knows nothing of the product's code. */
export interface Slot {
  readonly table: string;
  readonly account: string;
  readonly requester: string;
  readonly channel: string;
  state: 'none' | 'pending' | 'active';
  imported: boolean;
  /** Id of the request or access that is there now. */
  id: string;
  /** Whether the last request was denied: then the next one has to say how that is addressed. */
  denied: boolean;
  /** What became of all requests of this slot, by id. */
  readonly past: Map<string, 'Denied' | 'Deleted'>;
}

const DATABASE = `sales-${ACCOUNTS.sales}`;
const TABLES = ['orders', 'customers', 'refunds', 'order_items'] as const;
const CONSUMERS = [
  { account: ACCOUNTS.analytics, requester: PEOPLE.ana, channel: CHANNELS.analytics },
  { account: ACCOUNTS.finance, requester: PEOPLE.fay, channel: CHANNELS.finance },
] as const;

export function newSlots(): readonly Slot[] {
  return CONSUMERS.flatMap((consumer) =>
    TABLES.map((table) => ({
      ...consumer,
      table,
      state: 'none' as const,
      imported: false,
      id: '',
      denied: false,
      past: new Map(),
    })),
  );
}

/** What Lake Formation has to hold for an account, as `grantsOf` writes it. */
export function expectedGrants(slots: readonly Slot[], account: string): readonly string[] {
  const live = slots.filter((slot) => slot.account === account && slot.state === 'active');
  const lines = live.flatMap(({ table }) => [
    `${DATABASE}.${table}: DESCRIBE`,
    `${DATABASE}.${table}: SELECT`,
  ]);
  return live.length > 0 ? [...lines, `${DATABASE}: DESCRIBE`].sort() : [];
}

/** The status that each record has to have, by its id. */
export function expectedStatuses(slots: readonly Slot[]): ReadonlyMap<string, string> {
  const statuses = new Map<string, string>();
  for (const { state, id, past } of slots) {
    for (const [each, status] of past) {
      statuses.set(each, status);
    }
    if (state !== 'none') {
      statuses.set(id, state === 'active' ? 'Active' : 'Pending');
    }
  }
  return statuses;
}
