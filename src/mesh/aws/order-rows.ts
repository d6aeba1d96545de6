import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Order, type OrderSubject, orderEvent } from '../ledger/order.ts';
import type { Clock } from '../ports.ts';
import { eventRows, malformed } from './ledger-rows.ts';
import { appendPuts, rowPuts } from './ledger-writer.ts';
import { queryRows } from './query-rows.ts';

const partition = (subject: OrderSubject) => `order#${subject}`;

/** Adds the order with its event, in one transaction. */
export async function giveOrder(
  documents: DynamoDBDocumentClient,
  table: string,
  clock: Clock,
  order: Order,
): Promise<void> {
  const { subject, about, job } = order;
  const own = Object.fromEntries(
    Object.entries(order).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${name.charAt(0).toUpperCase()}${name.slice(1)}`, value]],
    ),
  );
  const row = { pk: partition(subject), sk: `${about}#${job}`, ...own };
  await appendPuts(documents, clock, rowPuts(table, [row, ...eventRows(orderEvent(order))]));
}

/** Every order about this subject, oldest first. Throws `ConfigurationError` (`MALFORMED_LEDGER`): what cannot be read must not pass for nothing. */
export async function* ordersAbout(
  documents: DynamoDBDocumentClient,
  TableName: string,
  clock: Clock,
  subject: OrderSubject,
): AsyncIterable<Order> {
  const items = queryRows(documents, clock, 'the orders', {
    TableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': partition(subject) },
  });
  const rows: { readonly order: Order; readonly sort: string }[] = [];
  for await (const item of items) {
    const parsed = Order.safeParse(
      Object.fromEntries(
        Object.entries(item).map(([name, value]) => [
          `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
          value,
        ]),
      ),
    );
    if (!parsed.success) {
      throw malformed(item);
    }
    rows.push({
      order: parsed.data,
      sort: `${String(parsed.data.at).padStart(12, '0')} ${String(item['Written'])}`,
    });
  }
  yield* rows.sort((left, right) => (left.sort < right.sort ? -1 : 1)).map(({ order }) => order);
}
