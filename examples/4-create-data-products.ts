/** Publishes the tables of a Glue database into the mesh, and says of each what became of it. May be repeated: what changed is brought up to date. */
import * as z from 'zod/mini';
import { DataMeshProducer } from '../src/mesh/aws/library/data-mesh-producer.ts';
import { runExample } from './run-example.ts';

const Options = z.object({
  database: z.string(),
  /** RE2 expression for whole names; every table unless told. */
  tables: z.optional(z.string()),
  domain: z.optional(z.string()),
  product: z.optional(z.string()),
});

await runExample(Options, async (session, { database, tables, domain, product }) => {
  const producer = new DataMeshProducer(session.as('Producer'));

  const published = await producer.createDataProducts({
    sourceDatabaseName: database,
    ...(tables === undefined ? {} : { tableNameRegex: tables }),
    ...(domain === undefined ? {} : { domain }),
    ...(product === undefined ? {} : { dataProductName: product }),
  });

  for (const { sourceTable, targetDatabase, targetTable, change } of published.tables) {
    console.log(`${sourceTable} → ${targetDatabase}.${targetTable} (${change})`);
  }
  for (const { sourceTable, reason } of [...published.skipped, ...published.failed]) {
    console.log(`${sourceTable} not published: ${reason}`);
  }
  if (published.failed.length > 0) {
    process.exitCode = 1;
  }
});
