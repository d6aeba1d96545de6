import type { Call } from '../call.ts';
import type { Desk } from './desk.ts';
import { DYNAMO_TABLES, ITEMS } from './entities.ts';
import { keyOf } from './items.ts';
import { isObject, textOf } from './json.ts';
import { recordChange } from './stream-writer.ts';

/**
 * Removes what has outlived its time to live, as DynamoDB does by itself. On AWS that may take days; here it happens at the next call.
 * ASSUMPTION dynamodb-ttl-at-once.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/howitworks-ttl.html
 */
export async function expireItems(desk: Desk, call: Call): Promise<void> {
  if (!desk.isNewSecond(call)) {
    return;
  }
  const nowSeconds = call.now.getTime() / 1000;
  for (const table of call.state.in(DYNAMO_TABLES, call.account).values()) {
    const { ttl } = table;
    if (ttl === undefined) {
      continue;
    }
    const items = call.state.in(ITEMS, `${call.account}/${table.name}`);
    for (const text of items.keys()) {
      const item = items.get(text);
      const value = item?.[ttl];
      const end = isObject(value) ? Number(textOf(value['N'])) : Number.NaN;
      // An end more than five years back is taken for a mistake and left alone.
      if (item && end < nowSeconds && end > nowSeconds - 5 * 365 * 86_400) {
        const key = keyOf(table, item);
        await desk.engine(call).run('DeleteItem', { TableName: table.name, Key: key });
        items.delete(text);
        recordChange(call, call.account, {
          table: table.name,
          key,
          before: item,
          after: undefined,
          byTtl: true,
        });
      }
    }
  }
}
