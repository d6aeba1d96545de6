/** Asks, as a consumer, for tables of the mesh. A live request for exactly the same comes back instead of a second one. */
import * as z from 'zod/mini';
import { DataMeshConsumer } from '../src/mesh/aws/library/data-mesh-consumer.ts';
import { runExample } from './run-example.ts';

const Options = z.object({
  /** The mesh database, for example `sales-222222222222`. */
  database: z.string(),
  /** Names with commas between them. */
  tables: z.string(),
  permissions: z._default(z.string(), 'SELECT'),
  reason: z.optional(z.string()),
});

await runExample(Options, async (session, { database, tables, permissions, reason }) => {
  const consumer = new DataMeshConsumer(session.as('Consumer'));

  const requests = await consumer.requestAccessToProduct({
    databaseName: database,
    tables,
    requestPermissions: permissions,
    ...(reason === undefined ? {} : { reason }),
  });

  for (const { id, status, owner } of requests) {
    console.log(`${id} ${status}: ${owner} decides`);
  }
});
