import { section } from '../../blocks/message.ts';
import { typed } from '../../blocks/text.ts';
import { orderOf } from '../changes/order-of.ts';
import { productTitle } from '../product-titles.ts';
import { sayOnce } from '../say-once.ts';
import { placeOf } from '../subscriber-places.ts';
import { tellAdmins } from '../tell-admins.ts';
import type { Check } from './check.ts';

const DAY = 24 * 3600;

/** An access that should be over and is not is reported to the owner and to the admins: at once, and again every day until it is. */
export const failedEnds: Check = {
  name: 'failed_ends',
  due: ({ fulfilment }) => fulfilment?.phase === 'RevokeFailed',
  async act(dependencies, subscription, { now }) {
    const { adminChannel, outbox, references, teams, titles } = dependencies;
    const { id, fulfilment, tables } = subscription;
    const owner = await teams.byAccount(subscription.owner, 'producer');
    const causes = Object.entries(fulfilment?.tables ?? {}).flatMap(([, { cause }]) =>
      cause ? [typed(cause.message, 300)] : [],
    );
    const why = causes[0] ?? typed(fulfilment?.cause?.message ?? 'AWS does not confirm it.', 300);
    const product = typed(await productTitle(titles, subscription), 100);
    const text = `:rotating_light: Access to ${tables.length} ${tables.length === 1 ? 'table' : 'tables'} of ${product} should be over, but still stands: ${why} The mesh keeps trying; \`/mesh status ${id}\` shows where it is.`;
    const message = { text, blocks: [section(text)] };
    const job = `end-failed#${now}`;
    if (owner) {
      await sayOnce(references, { seconds: DAY, what: `end-failed#${id}`, job }, async () => {
        await outbox.put({
          ...placeOf(owner),
          subscriptionId: id,
          key: `end-failed-${now}`,
          threadOf: 'card',
          message,
          order: orderOf(now),
        });
        return true;
      });
    }
    // Also where nobody is mapped to the owner's account: then they are the only ones who hear of it.
    if ((await adminChannel()) !== owner?.channel) {
      await sayOnce(references, { seconds: DAY, what: `end-failed-admins#${id}`, job }, () =>
        tellAdmins(dependencies, message),
      );
    }
  },
};
