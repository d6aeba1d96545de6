/** Makes granted tables usable in the consumer account, and shows their columns as the consumer sees them. May be repeated. */
import * as z from 'zod/mini';
import { DataMeshConsumer } from '../src/mesh/aws/library/data-mesh-consumer.ts';
import { runExample } from './run-example.ts';

await runExample(z.object({ subscription: z.string() }), async (session, { subscription }) => {
  const consumer = new DataMeshConsumer(session.as('Consumer'));

  const { database = '', tables } = await consumer.finalizeSubscription(subscription);

  for (const table of tables) {
    const { columns } = await consumer.getTableInfo(database, table);
    console.log(`${database}.${table}: ${columns.map(({ name, type }) => `${name} ${type}`).join(', ')}`);
  }
});
