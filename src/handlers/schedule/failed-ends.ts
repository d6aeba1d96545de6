import { section } from '../../blocks/message.ts';
import { typed } from '../../blocks/text.ts';
import { productTitle } from '../product-titles.ts';
import type { Check } from './check.ts';

const DAY = 24 * 3600;

/** An access that should be over and is not is reported to the owner and to the admins: at once, and again every day until it is. */
export const failedEnds: Check = {
  name: 'failed_ends',
  due: ({ fulfilment }) => fulfilment?.phase === 'RevokeFailed',
  async act({ adminChannel, answers, outbox, references, teams, titles }, subscription, { now }) {
    const { id, fulfilment, tables } = subscription;
    const owner = await teams.byAccount(subscription.owner, 'producer');
    if (!owner || !(await references.onceIn(DAY, `end-failed#${id}`, `end-failed#${now}`))) {
      return;
    }
    const causes = Object.entries(fulfilment?.tables ?? {}).flatMap(([, { cause }]) =>
      cause ? [typed(cause.message, 300)] : [],
    );
    const why = causes[0] ?? typed(fulfilment?.cause?.message ?? 'AWS does not confirm it.', 300);
    const product = typed(await productTitle(titles, subscription), 100);
    const text = `:rotating_light: Access to ${tables.length} ${tables.length === 1 ? 'table' : 'tables'} of ${product} should be over, but still stands: ${why} The mesh keeps trying; \`/mesh status ${id}\` shows where it is.`;
    const message = { text, blocks: [section(text)] };
    const { workspace, enterprise, channel } = owner;
    const place = { workspace, ...(enterprise ? { enterprise } : {}) };
    await outbox.put({
      ...place,
      subscriptionId: id,
      key: `end-failed-${now}`,
      channel,
      threadOf: 'card',
      message,
      order: String(now).padStart(40, '0'),
    });
    const admins = await adminChannel();
    if (admins !== undefined && admins !== channel) {
      await answers.tryPost(place, admins, message);
    }
  },
};
