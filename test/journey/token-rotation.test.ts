import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { clientsFor } from '../../local/seed/clients.ts';
import { BOT, CHANNELS, PEOPLE, WORKSPACE_ID } from '../../local/seed/workspace.ts';
import { moveClock } from '../support/move-clock.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

const HOURS = 3600;
const INSTALL = `data-mesh/slack/install/${WORKSPACE_ID}`;

describe('a workspace whose Slack app has token rotation on', () => {
  const { laptop } = onALaptop({ tokenRotation: true });

  const secrets = () => clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).secrets;
  const read = async (name: string): Promise<Record<string, unknown>> => {
    const { SecretString = '{}' } = await secrets().send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString);
  };
  const write = (name: string, value: unknown) =>
    secrets().send(new PutSecretValueCommand({ SecretId: name, SecretString: JSON.stringify(value) }));
  const mia = () => slackPerson(laptop.url, PEOPLE.mia);

  it('gives the token that never ends away where the app’s secret says so, and goes on over many ends', async () => {
    await write('data-mesh/slack/app', { ...(await read('data-mesh/slack/app')), tokenRotation: true });
    laptop.clock.advance(6 * 60); // functions read their secrets anew, and the schedule ticks
    const first = await eventually(async () => {
      const { botToken, refreshToken } = await read(INSTALL);
      return refreshToken !== undefined && botToken !== BOT.botToken && String(botToken);
    }, 'a token that ends');

    await moveClock(laptop, mia(), 13 * HOURS);
    const second = await eventually(async () => {
      const { botToken } = await read(INSTALL);
      return botToken !== first && String(botToken);
    }, 'a renewed token');
    await moveClock(laptop, mia(), 30 * HOURS);
    await eventually(async () => (await read(INSTALL))['botToken'] !== second, 'a token renewed again');

    const before = (await mia().ephemerals()).length;
    await mia().command(CHANNELS.admins, '/mesh whoami');
    expect(
      await eventually(async () => (await mia().ephemerals())[before], 'an answer with a renewed token'),
    ).toContain('mesh admin');
    await eventually(async () => {
      await mia().command(CHANNELS.admins, '/mesh request'); // opened by the public function, which has a copy of its own
      return (await mia().state()).views[PEOPLE.mia]?.at(-1);
    }, 'a form that is opened with the renewed token');
  });

  it('tells the mesh admins, once, and the doctor’s reader, where Slack does not renew it; the token works until its end', async () => {
    const install = await read(INSTALL);
    await write(INSTALL, { ...install, refreshToken: 'xoxe-1-spent' });
    const told = async () =>
      (await mia().messages(CHANNELS.admins)).filter(({ text }) =>
        text.includes('did not renew the key of Mesh'),
      );
    await moveClock(laptop, mia(), 7 * HOURS + 60);

    const [message] = await eventually(async () => {
      const found = await told();
      return found.length > 0 && found;
    }, 'a notice to the mesh admins');
    expect(message?.text).toContain('The key it has works until');
    expect(message?.text).toContain('/slack/install');

    const before = (await mia().ephemerals()).length;
    await mia().command(CHANNELS.admins, '/mesh doctor');
    const findings = await eventually(async () => (await mia().ephemerals())[before], 'the doctor’s answer');
    expect(findings).toContain(`the token of workspace ${WORKSPACE_ID} is renewed in time`);
    expect(await told()).toHaveLength(1);
  });
});
