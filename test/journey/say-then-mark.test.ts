import { GrantPermissionsCommand } from '@aws-sdk/client-lakeformation';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { assumeFunctionRole, laptopVariables } from '../../local/runtime/laptop-functions.ts';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE, WORKSPACE_ID } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { readConfig } from '../../src/app/config.ts';
import { createJobDependencies } from '../../src/app/job-runtime.ts';
import { Job } from '../../src/handlers/jobs/job.ts';
import type { JobDependencies } from '../../src/handlers/jobs/job-dependencies.ts';
import { runJob } from '../../src/handlers/jobs/run-job.ts';
import { UpstreamError } from '../../src/mesh/errors.ts';
import { ask, card, hasButton } from '../support/ask-and-decide.ts';
import { aLaptop } from '../support/laptop.ts';
import { itemsOf, subscriptions } from '../support/mesh-records.ts';
import { eventually, type SlackPerson, slackPerson } from '../support/slack-person.ts';

const before = { ...process.env };
let laptop: Laptop;
let ana: SlackPerson;
let bo: SlackPerson;
let mia: SlackPerson;
let dependencies: JobDependencies;
/** Dies where the first mark would be written: between what was said and the note that it was. */
let dies = false;
/** Counts what is posted past the outbox. */
let posted: string[] = [];
let refusal: string | undefined;

beforeAll(async () => {
  laptop = await aLaptop();
  ana = slackPerson(laptop.url, PEOPLE.ana);
  bo = slackPerson(laptop.url, PEOPLE.bo);
  mia = slackPerson(laptop.url, PEOPLE.mia);
  const mesh = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const role = await assumeFunctionRole({ mesh, clock: laptop.clock }, 'fulfilment');
  Object.assign(process.env, {
    ...laptopVariables({ awsUrl: laptop.awsUrl, slackApiUrl: `${laptop.url}/api/` }),
    AWS_ACCESS_KEY_ID: role.accessKeyId,
    AWS_SECRET_ACCESS_KEY: role.secretAccessKey,
    AWS_SESSION_TOKEN: role.sessionToken,
  });
  const made = createJobDependencies(readConfig(), { info: () => undefined, warn: () => undefined })();
  dependencies = {
    ...made,
    now: () => Math.floor(laptop.clock.now() / 1000),
    // Marks of its own: the schedule of the laptop works beside it.
    references: {
      ...made.references,
      wasSaid: (what, job) => made.references.wasSaid(`by-hand-${what}`, job),
      async onceIn(seconds, what, job) {
        if (dies) {
          dies = false;
          throw new Error('the worker dies here');
        }
        return made.references.onceIn(seconds, `by-hand-${what}`, job);
      },
    },
    answers: {
      ...made.answers,
      async tryPost(place, channel, message) {
        if (refusal !== undefined) {
          return refusal;
        }
        posted.push(message.text);
        return made.answers.tryPost(place, channel, message);
      },
    },
    installations: {
      ...made.installations,
      workspaces: async () => [WORKSPACE_ID],
      renew: () =>
        Promise.reject(
          new UpstreamError('TOKEN_NOT_RENEWED', 'invalid_refresh_token', {
            userMessage: 'Slack did not renew the key of Mesh.',
            retryable: false,
          }),
        ),
    },
  };
});
afterAll(async () => {
  process.env = before;
  await laptop?.close();
});

const run = (fields: Readonly<Record<string, unknown>>) =>
  runJob(
    dependencies,
    Job.parse({ at: dependencies.now(), workspace: '-', user: '-', reply: {}, ...fields }),
  );
const delivered = async (subscriptionId: string): Promise<number> =>
  (await itemsOf(laptop, 'AwsDataMeshSlack')).filter(
    ({ pk, PostedTs }) => pk === `message#${subscriptionId}` && PostedTs !== undefined,
  ).length;

it('reports differences once, though the worker died before it could note that it had, and by the next night had said them', async () => {
  await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
    new GrantPermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: ACCOUNTS.finance },
      Resource: {
        Table: { CatalogId: ACCOUNTS.mesh, DatabaseName: `sales-${ACCOUNTS.sales}`, Name: 'orders' },
      },
      Permissions: ['DESCRIBE'],
    }),
  );
  const reports = async () =>
    (await bo.messages(CHANNELS.sales)).filter(({ text }) => text.startsWith('New differences'));
  const job = { kind: 'drift', id: 'drift-night-1' };
  refusal = 'channel_not_found';
  await expect(run(job)).rejects.toMatchObject({ code: 'REPORT_REFUSED' });
  refusal = undefined;
  dies = true;
  await expect(run(job)).rejects.toThrow('dies here');
  await run(job);
  await run(job);
  await run({ kind: 'drift', id: 'drift-night-1-again' });

  await eventually(async () => (await reports()).length > 0, 'a report for the owners');
  await eventually(async () => (await delivered('drift-report#sales')) === 1, 'the report noted as shown');
  expect(await reports()).toHaveLength(1);
  const [report] = await reports();
  expect(report?.text).toContain('Finance');
  // Slack has no key for a post: who dies after it says it once more, and no more than once.
  expect(posted.filter((text) => text.includes('1 of them new')).length).toBeLessThanOrEqual(2);
  expect(posted.filter((text) => text.includes('1 of them new')).length).toBeGreaterThan(0);
});

it('tells the admins of a key that is not renewed as soon as Slack takes it, and then not again that day', async () => {
  posted = [];
  refusal = 'internal_error';
  await run({ kind: 'renew-tokens', id: 'renew-1' });
  refusal = undefined;
  await run({ kind: 'renew-tokens', id: 'renew-2' });
  await run({ kind: 'renew-tokens', id: 'renew-3' });

  expect(posted).toEqual([expect.stringContaining('did not renew the key of Mesh')]);
  expect((await mia.messages(CHANNELS.admins)).map(({ text }) => text)).toContain(posted[0]);
});

it('reminds once by a nudge whose worker died, and still keeps the pause', async () => {
  await ask(ana, CHANNELS.analytics, { tables: ['orders'] });
  await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
  const [record] = await subscriptions(laptop);
  const subscriptionId = String(record?.['SubscriptionId']);
  await dependencies.references.keep('nudge-reference', { subscriptionId, digest: '-' });
  const nudge = {
    kind: 'nudge',
    subscriptionId,
    reference: 'nudge-reference',
    workspace: WORKSPACE_ID,
    user: PEOPLE.ana,
    at: dependencies.now(),
  };
  const reminders = async () =>
    (await bo.messages(CHANNELS.sales)).filter(({ text }) => text.includes('reminds: this request waits'));

  dies = true;
  await expect(run({ ...nudge, id: 'nudge-1' })).rejects.toThrow('dies here');
  await run({ ...nudge, id: 'nudge-1' });
  await run({ ...nudge, id: 'nudge-1' });
  await expect(run({ ...nudge, id: 'nudge-2' })).rejects.toMatchObject({ code: 'NUDGED_LATELY' });

  await eventually(async () => (await reminders()).length > 0, 'a reminder under the card');
  expect(await reminders()).toHaveLength(1);
});
