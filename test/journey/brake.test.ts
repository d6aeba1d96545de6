import { DeleteSecretCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { granted } from '../support/granted.ts';
import { grantsOf, subscriptions } from '../support/mesh-records.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually } from '../support/slack-person.ts';

const HOUR = 3600;
const { laptop, ana, bo, mia } = onALaptop({ isWarm: true });

const secrets = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).secrets;
const told = (words: string) =>
  eventually(
    async () => (await mia.messages(CHANNELS.admins)).find(({ text }) => text.includes(words)),
    words,
  );
const nameAdmins = (users: readonly string[]) =>
  secrets().send(
    new PutSecretValueCommand({
      SecretId: 'data-mesh/admins',
      SecretString: JSON.stringify({ users, mostEndsAtOnce: 1 }),
    }),
  );
const statuses = async () => (await subscriptions(laptop)).map(({ Status }) => Status).sort();

it('stops before the first of too many ends, asks the admins, and goes on when one of them says so', async () => {
  await nameAdmins([PEOPLE.mia]);
  await granted(laptop, { requester: ana, approver: bo }, 'orders', 24 * HOUR);
  await granted(laptop, { requester: ana, approver: bo }, 'customers', 24 * HOUR);

  await moveClock(laptop, ana, 25 * HOUR);
  const question = await told('2 of 2 accesses are to end now');
  expect(await statuses()).toEqual(['Active', 'Active']);
  await nameAdmins([PEOPLE.bo]);
  await mia.action({ channel: CHANNELS.admins, ts: question.ts, action_id: 'mesh.brake.allow' });
  await eventually(
    async () => (await mia.ephemerals()).some((text) => text.includes('Only mesh admins can do this')),
    'a refusal',
  );
  expect(await statuses()).toEqual(['Active', 'Active']);
  await nameAdmins([PEOPLE.mia]);
  await mia.action({ channel: CHANNELS.admins, ts: question.ts, action_id: 'mesh.brake.allow' });

  await eventually(async () => (await statuses()).join() === 'Deleted,Deleted', 'both ended');
  expect(await grantsOf(laptop, ACCOUNTS.analytics)).toEqual([]);
});

it('tells the admins of access whose team was removed, with what to type', async () => {
  await granted(laptop, { requester: ana, approver: bo }, 'refunds', 30 * 24 * HOUR);
  await secrets().send(
    new DeleteSecretCommand({ SecretId: 'data-mesh/teams/analytics', ForceDeleteWithoutRecovery: true }),
  );

  laptop.clock.advance(301);

  await told(`/mesh offboard ${ACCOUNTS.analytics}`);
});
