import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Mesh } from '../../../src/mesh/mesh.ts';
import { dieAtCall } from '../support/crash.ts';
import { bucketPolicy, catalogPolicy, grantsOf, localTables, rolesOfMesh } from '../support/observe.ts';
import {
  ANA,
  BEN,
  bootstrapMember,
  CONSUMER,
  DATABASE,
  initializeMesh,
  MESH,
  makeApp,
  makeSource,
  PRODUCER,
  publishSales,
  startAccounts,
  type TestMesh,
} from '../support/test-mesh.ts';

const isDeep = Boolean(process.env['MESH_TEST_DEEP']);
/** After every so many calls something goes wrong; a prime, so that it meets other calls of each step. */
const STRIDE = isDeep ? 5 : 83;
const SEED = Number(process.env['MESH_TEST_SEED'] ?? 7);
const ID = 'journey1';

let open: TestMesh[] = [];
afterEach(async () => {
  await Promise.all(open.map((test) => test.close()));
  open = [];
});

/** A mesh in the making, and the lives of those who work on it: each one so much later that a dead one's lease has run out. */
interface Run {
  readonly test: TestMesh;
  readonly appRoleArn: string;
  mesh(signal?: AbortSignal): Mesh;
}

interface Step {
  readonly name: string;
  run(run: Run, signal?: AbortSignal): Promise<unknown>;
}

const act = (verb: string) => ({ subscriptionId: ID, by: BEN, job: `${verb}-${ID}` });
const STEPS: readonly Step[] = [
  { name: 'set-up of the mesh account', run: ({ test }, signal) => initializeMesh(test, signal) },
  {
    name: 'set-up of the producer',
    run: ({ test, appRoleArn }, signal) => bootstrapMember(test, PRODUCER, appRoleArn, signal),
  },
  {
    name: 'set-up of the consumer',
    run: ({ test, appRoleArn }, signal) => bootstrapMember(test, CONSUMER, appRoleArn, signal),
  },
  {
    name: 'publish',
    run: async ({ test }, signal) => expect((await publishSales(test, signal)).failed).toEqual([]),
  },
  {
    name: 'request',
    run: (run, signal) =>
      run.mesh(signal).requestAccess({
        id: ID,
        subscriber: CONSUMER,
        database: DATABASE,
        tables: ['orders', 'customers'],
        permissions: ['SELECT', 'INSERT'],
        requestedBy: ANA,
        requestedVia: 'slack',
      }),
  },
  { name: 'approve', run: (run, signal) => run.mesh(signal).approve(act('approve')) },
  { name: 'import', run: (run, signal) => run.mesh(signal).importSubscription(act('import')) },
  {
    name: 'modify',
    run: (run, signal) =>
      run.mesh(signal).modify({ ...act('modify'), permissions: ['SELECT', 'DELETE'], grantable: ['SELECT'] }),
  },
  { name: 'revoke', run: (run, signal) => run.mesh(signal).revoke(act('revoke')) },
];

async function begin(): Promise<Run> {
  const test = await startAccounts();
  open.push(test);
  await makeSource(test.clients(PRODUCER), 'sales', 'p-data', ['orders', 'customers']);
  const appRoleArn = await makeApp(test);
  let lives = 0;
  return {
    test,
    appRoleArn,
    mesh: (signal) => {
      lives += 1;
      const ahead = lives * 61_000;
      return test.mesh({ now: () => new Date(Date.now() + ahead), ...(signal ? { signal } : {}) });
    },
  };
}

/** Everything that anybody could see: roles, policies, settings, grants, links, the record, and each decision. */
async function world({ test, mesh }: Run) {
  const record = await mesh()
    .getSubscription(ID)
    .catch(() => undefined); // no table yet
  const { Items = [] } = await test
    .clients(MESH)
    .documents.send(new ScanCommand({ TableName: 'AwsDataMeshLedger', ConsistentRead: true }));
  return {
    ...(await rolesOfMesh(test)),
    catalog: await catalogPolicy(test),
    bucket: await bucketPolicy(test),
    owner: await grantsOf(test, PRODUCER),
    consumer: await grantsOf(test, CONSUMER),
    ownLinks: await localTables(test, PRODUCER),
    links: await localTables(test, CONSUMER),
    status: record?.status,
    phase: record?.fulfilment?.phase,
    permitted: record?.permitted,
    imported: record?.imported,
    decisions: Items.flatMap(({ Kind }) => (Kind === undefined ? [] : [String(Kind)])).sort(),
  };
}
type World = Awaited<ReturnType<typeof world>>;

/** Gives a step that AWS hindered again, as the queue or a person would. */
async function untilThrough(run: Run, step: Step): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await step.run(run);
      return;
    } catch (error) {
      const isRetryable = error instanceof Error && 'retryable' in error && error.retryable === true;
      if (!isRetryable || tries === 8) {
        throw error;
      }
    }
  }
}

/** Runs the whole journey, and lets something happen at a call of it. Compares what is there after each step. */
async function journey(
  expected: ReadonlyMap<string, World>,
  hinder: (run: Run, step: Step, from: number) => Promise<void>,
): Promise<void> {
  const run = await begin();
  run.test.calls.length = 0;
  for (const step of STEPS) {
    const from = run.test.calls.length;
    await hinder(run, step, from);
    run.test.aws.faults.clear();
    const seen = run.test.calls.length;
    expect({ step: step.name, ...(await world(run)) }).toEqual({
      step: step.name,
      ...expected.get(step.name),
    });
    run.test.calls.length = seen; // looking is no part of the journey
  }
  const differences: unknown[] = [];
  for await (const line of run.mesh().drift({})) {
    differences.push(line);
  }
  expect(differences).toEqual([]);
}

/** What is there after each step when nothing goes wrong, and how many calls it all takes. */
async function calmly() {
  const expected = new Map<string, World>();
  const run = await begin();
  run.test.calls.length = 0;
  for (const step of STEPS) {
    await step.run(run);
    const seen = run.test.calls.length;
    expected.set(step.name, await world(run));
    run.test.calls.length = seen;
  }
  return { expected, calls: run.test.calls.length };
}

describe('the whole journey from nothing to an access that has ended', () => {
  it('leaves the same behind after each step, whatever went wrong at whichever call', async () => {
    const { expected, calls } = await calmly();
    expect(expected.get('approve')?.consumer.length).toBeGreaterThan(4);
    expect(expected.get('revoke')).toMatchObject({ consumer: [], phase: 'Revoked', links: [] });
    const counts: Record<string, number> = {};
    const kinds = ['throttle', 'drop', 'reset', 'entry'] as const;

    for (let n = 1 + (SEED % STRIDE); n <= calls; n += STRIDE) {
      let deaths = 0;
      await journey(expected, async (run, step, from) => {
        const outcome =
          from < n ? await dieAtCall(run.test, n - from, (signal) => step.run(run, signal)) : undefined;
        deaths += outcome === 'died' ? 1 : 0;
        if (outcome !== 'ended') {
          await step.run(run);
        }
      });
      expect(deaths).toBe(1);
      counts['death'] = (counts['death'] ?? 0) + 1;

      const kind = kinds[(counts['death'] + SEED) % kinds.length] ?? 'drop';
      await journey(expected, async (run, step) => {
        run.test.hook = () => {
          if (run.test.calls.length === n) {
            run.test.aws.faults.inject(
              kind === 'entry'
                ? { kind, code: 'ConcurrentModificationException', count: 1 }
                : { kind, count: 2 },
            );
          }
        };
        await untilThrough(run, step);
      });
      counts[kind] = (counts[kind] ?? 0) + 1;
    }
    process.stderr.write(
      `whole journey, seed ${SEED}, ${calls} calls, every ${STRIDE}th: ${JSON.stringify(counts)}\n`,
    );
    expect(counts['death']).toBeGreaterThan(isDeep ? 10 : 1);
  }, 3_600_000);

  it('waits for roles, policies and trust that AWS has not spread yet, and for shares that are on their way', async () => {
    const { expected } = await calmly();

    let early = 0;
    await journey(expected, async (run, step) => {
      Object.assign(run.test.aws.settings, { iamPropagationMs: 4000, ramPropagationMs: 1500 });
      const from = run.test.calls.length;
      await untilThrough(run, step);
      early += run.test.calls
        .slice(from)
        .filter(({ error = '' }) => /AccessDenied|MalformedPolicyDocument|InvalidInput/.test(error)).length;
    });
    expect(early).toBeGreaterThan(0); // something was asked for before AWS knew it, and asked for again
  }, 300_000);
});
