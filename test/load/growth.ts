import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { marshall } from '@aws-sdk/util-dynamodb';
import { CHECKS } from '../../src/handlers/schedule/checks.ts';
import { createClients } from '../../src/mesh/aws/clients.ts';
import { createDynamoStore } from '../../src/mesh/aws/dynamo-store.ts';
import { createClock } from '../../src/mesh/aws/patience.ts';
import type { Row } from './measure.ts';

const SIZES = [100, 1_000, 10_000, 100_000] as const;
/** About as many records as DynamoDB puts into a page of one megabyte. */
const PAGE = 1_000;
/** What a list may keep at its end beyond what it kept at its beginning. */
const MOST_MB = 8;

interface Listed {
  readonly size: number;
  readonly milliseconds: number;
  /** What is held after a garbage collection at the last page, beyond what was held at the first. */
  readonly keptMb: number;
}

/**
 * Lists and sweeps tables of 100 to 100,000 records with the engine's own store, page by page over HTTP. The pages are made up as they are asked
 * for, since what is measured is this side of the wire.
 */
export async function benchGrowth(): Promise<readonly Row[]> {
  const collect = garbageCollector();
  const server = await pageServer();
  try {
    const listed: Listed[] = [];
    for (const size of [SIZES[0], ...SIZES]) {
      listed.push(await list(server.url, size, collect));
    }
    const [, ...measured] = listed; // the first one compiles
    const [thousands, most] = measured.slice(-2);
    const growth = (most?.milliseconds ?? 0) / (thousands?.milliseconds ?? 1);
    const kept = Math.max(...measured.map(({ keptMb }) => keptMb));
    const times = measured.map(
      ({ size, milliseconds }) => `${size.toLocaleString('en')}: ${milliseconds.toFixed(0)} ms`,
    );
    return [
      {
        what: 'listing and sweeping 100 to 100,000 subscriptions, page by page',
        measured: `${times.join(', ')}; × ${growth.toFixed(1)} for the last × 10`,
        target: 'linear: at most × 13',
        reached: growth <= 13,
      },
      {
        what: 'memory held at the end of such a list beyond its beginning',
        measured: `at most ${kept.toFixed(1)} MB`,
        target: `flat: under ${MOST_MB} MB`,
        reached: kept < MOST_MB,
      },
    ];
  } finally {
    server.server.close();
    server.server.closeAllConnections();
  }
}

async function list(endpoint: string, size: number, collect: () => void): Promise<Listed> {
  const place = { region: 'us-east-1', endpoint: `${endpoint}/${size}` };
  const keys = async () => ({ accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' });
  const clock = createClock(() => new Date(), undefined);
  const store = createDynamoStore(
    createClients(place, keys).documents,
    { subscriptions: 'AwsDataMeshSubscriptions' },
    clock,
  );
  const pass = { now: Math.floor(Date.now() / 1000), over: new Set<string>() };
  const heap = (): number => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  let seen = 0;
  let due = 0;
  let first = 0;
  let spent = 0;
  let from = performance.now();
  for await (const record of store.all()) {
    due += CHECKS.filter((check) => check.due(record, pass)).length;
    seen += 1;
    if (seen === Math.min(PAGE, size)) {
      spent += performance.now() - from;
      first = heap();
      from = performance.now();
    }
  }
  spent += performance.now() - from;
  if (seen !== size || due < size) {
    throw new Error(`${seen} of ${size} records were listed, ${due} of them due`);
  }
  return { size, milliseconds: spent, keptMb: (heap() - first) / 1024 / 1024 };
}

/** Answers `Scan` for a table of as many records as the path says. */
async function pageServer(): Promise<{ readonly url: string; readonly server: Server }> {
  const items = Array.from({ length: PAGE }, (_, index) => item(index));
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const size = Number((request.url ?? '').split('/')[1]);
      const { ExclusiveStartKey } = JSON.parse(Buffer.concat(parts).toString());
      const from = Number(ExclusiveStartKey?.SubscriptionId.S.slice(1) ?? 0);
      const to = Math.min(size, from + PAGE);
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      response.end(
        JSON.stringify({
          Items: items.slice(0, to - from),
          Count: to - from,
          ScannedCount: to - from,
          ...(to < size ? { LastEvaluatedKey: { SubscriptionId: { S: `k${to}` } } } : {}),
        }),
      );
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`, server };
}

/** An access whose end has come, with what a record of five tables holds. */
function item(index: number) {
  return marshall({
    SubscriptionId: `Growth${String(index).padStart(16, '0')}`,
    OwnerPrincipal: '222222222222',
    SubscriberPrincipal: '444444444444',
    Status: 'Active',
    DatabaseName: 'sales-222222222222',
    TableName: ['orders', 'customers', 'refunds', 'prices', 'stores'],
    RequestedGrants: ['SELECT', 'DESCRIBE'],
    PermittedGrants: ['SELECT', 'DESCRIBE'],
    GrantedTableARNs: Array.from(
      { length: 5 },
      (_, table) => `arn:aws:glue:us-east-1:111111111111:table/sales-222222222222/table_${table}`,
    ),
    CreationDate: '2026-11-25 09:00:00',
    CreatedBy: 'arn:aws:sts::111111111111:assumed-role/data-mesh-fulfilment/U0ANA',
    Reason: 'Weekly revenue by region for the board report',
    RequestedBy: 'slack:T0MESH/U0ANA',
    RequestedVia: 'slack',
    ExpiresAt: 1_700_000_000,
    Version: 3,
    Fulfilment: { Phase: 'Granted', Job: `job-${index}`, At: 1_700_000_000, Tables: {} },
  });
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose_gc');
  const collect: unknown = runInNewContext('gc');
  return () => {
    if (typeof collect === 'function') {
      collect();
    }
  };
}
