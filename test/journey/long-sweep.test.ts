import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { assumeFunctionRole, laptopVariables } from '../../local/runtime/laptop-functions.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import type { Laptop } from '../../local/start.ts';
import { readConfig } from '../../src/app/config.ts';
import { createJobDependencies } from '../../src/app/job-runtime.ts';
import { Job } from '../../src/handlers/jobs/job.ts';
import type { JobDependencies } from '../../src/handlers/jobs/job-dependencies.ts';
import { runJob } from '../../src/handlers/jobs/run-job.ts';
import { aLaptop } from '../support/laptop.ts';
import { libraryRequest } from '../support/library-request.ts';

const HOUR = 3600;
/** Seconds; longer than a sweep may act. */
const SLOW = 80;
const REQUESTS = ['RequestOfAna2345670001', 'RequestOfAna2345670002', 'RequestOfAna2345670003'];
const before = { ...process.env };
let laptop: Laptop;
let made: JobDependencies;
let dependencies: JobDependencies;
let now: number;
const tried: string[] = [];
const sent: Job[] = [];
const lines: Readonly<Record<string, unknown>>[] = [];

beforeAll(async () => {
  laptop = await aLaptop();
  const mesh = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const role = await assumeFunctionRole({ mesh, clock: laptop.clock }, 'fulfilment');
  Object.assign(process.env, {
    ...laptopVariables({ awsUrl: laptop.awsUrl, slackApiUrl: `${laptop.url}/api/` }),
    AWS_ACCESS_KEY_ID: role.accessKeyId,
    AWS_SECRET_ACCESS_KEY: role.secretAccessKey,
    AWS_SESSION_TOKEN: role.sessionToken,
  });
  // Old enough for a reminder by the sweep's clock, and new by that of the schedule, which sweeps beside it.
  now = Math.floor(laptop.clock.now() / 1000) + 4 * HOUR + 600;
  made = createJobDependencies(readConfig(), { info: () => undefined, warn: () => undefined })();
  dependencies = {
    ...made,
    now: () => now,
    report: (message, fields) => void (message === 'sweep done' && lines.push(fields)),
    jobs: { send: async (job) => void sent.push(job) },
    // Otherwise nobody would see that a record was looked after twice.
    references: {
      ...made.references,
      wasSaid: () => Promise.resolve(false),
      onceIn: () => Promise.resolve(false),
    },
    outbox: {
      ...made.outbox,
      async put({ subscriptionId }) {
        tried.push(subscriptionId);
        now += SLOW;
        if (tried.length === 1) {
          throw new Error('the first reminder cannot be written');
        }
      },
    },
  };
  for (const SubscriptionId of REQUESTS) {
    await mesh.dynamodb.send(
      new PutItemCommand({
        TableName: 'AwsDataMeshSubscriptions',
        Item: marshall(
          libraryRequest(SubscriptionId, {
            table: 'orders',
            permissions: ['SELECT'],
            at: new Date(laptop.clock.now()),
          }),
        ),
      }),
    );
  }
});
afterAll(async () => {
  process.env = before;
  await laptop?.close();
});

it('a sweep that is out of time goes on in another job behind the record where it stopped, also where that one failed', async () => {
  let job: Job | undefined = Job.parse({
    kind: 'sweep',
    id: 'sweep-1',
    at: now,
    workspace: '-',
    user: '-',
    reply: {},
  });
  const jobs: Job[] = [];
  while (job && jobs.length < 10) {
    jobs.push(job);
    await runJob(dependencies, job);
    // As it comes out of the queue.
    const next: Job | undefined = sent.shift();
    job = next && Job.parse(JSON.parse(JSON.stringify(next)));
  }

  expect([...tried].sort()).toEqual(REQUESTS);
  expect(jobs).toEqual([
    expect.not.objectContaining({ after: expect.anything() }),
    expect.objectContaining({ kind: 'sweep', after: tried[0] }),
    expect.objectContaining({ kind: 'sweep', after: tried[1] }),
  ]);
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(3);
  expect(lines.map(({ goes_on_after, unanswered_failed }) => [goes_on_after, unanswered_failed])).toEqual([
    [tried[0], 1],
    [tried[1], 0],
    [undefined, 0],
  ]);
});

it('gives a reminder that could not be written with the next sweep, and then not again', async () => {
  const given: string[] = [];
  let isBroken = true;
  const run = (id: string) =>
    runJob(
      {
        ...made,
        now: () => now,
        report: () => undefined,
        outbox: {
          ...made.outbox,
          async put({ subscriptionId }) {
            if (isBroken) {
              throw new Error('nothing can be written');
            }
            given.push(subscriptionId);
          },
        },
      },
      Job.parse({ kind: 'sweep', id, at: now, workspace: '-', user: '-', reply: {} }),
    );

  await run('sweep-2');
  isBroken = false;
  await run('sweep-3');
  await run('sweep-4');

  expect([...given].sort()).toEqual(REQUESTS);
});
