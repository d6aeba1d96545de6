import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { clientsFor } from '../../local/seed/clients.ts';
import { CHANNELS, PEOPLE, WORKSPACE_ID } from '../../local/seed/workspace.ts';
import type { Laptop } from '../../local/start.ts';
import { aLaptop } from '../support/laptop.ts';
import { eventually, slackPerson } from '../support/slack-person.ts';

/** The browser of a person who installs: keeps one cookie and follows no redirect by itself. */
function aBrowser(url: string) {
  let cookie = '';
  const get = async (address: string) => {
    const answer = await fetch(new URL(address, url), {
      redirect: 'manual',
      headers: cookie ? { cookie } : {},
    });
    const set = answer.headers.get('set-cookie')?.split(';')[0];
    cookie = set ?? cookie;
    return {
      status: answer.status,
      location: answer.headers.get('location') ?? '',
      page: await answer.text(),
    };
  };
  /** Opens the install page and answers Slack's question; gives the address to which Slack sends the browser back. */
  const consent = async (answer: 'allow' | 'deny'): Promise<string> => {
    const { page } = await get('/slack/install');
    const href = /class="yes" href="([^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const asked = new URL(href).searchParams;
    const said = await fetch(new URL('/oauth/v2/authorize', url), {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams([...asked, ['team', WORKSPACE_ID], ['answer', answer]]),
    });
    return said.headers.get('location') ?? '';
  };
  return { get, consent };
}

describe('/mesh setup', () => {
  let laptop: Laptop;
  beforeAll(async () => {
    laptop = await aLaptop();
  });
  afterAll(() => laptop?.close());

  const ask = async (user: string, channel: string, words: string) => {
    const person = slackPerson(laptop.url, user);
    const before = (await person.ephemerals()).length;
    await person.command(channel, `/mesh setup ${words}`);
    return eventually(async () => (await person.ephemerals())[before], 'an answer to setup');
  };

  it('shows a mesh admin the mapped teams and the exact command, and tells others who can', async () => {
    const shown = await ask(PEOPLE.mia, CHANNELS.admins, 'producer 222222222222');
    const wrong = await ask(PEOPLE.mia, CHANNELS.admins, 'producer 12');
    const mesh = await ask(PEOPLE.mia, CHANNELS.admins, 'mesh');
    const none = await ask(PEOPLE.mia, CHANNELS.admins, 'consumer 222222222222');
    const all = await ask(PEOPLE.mia, CHANNELS.admins, '');
    const refused = await ask(PEOPLE.ana, CHANNELS.analytics, '');

    expect(shown).toContain('data-mesh-cli enable-account --account-type producer');
    expect(shown).toContain('*Sales*: account 222222222222, producer');
    expect(shown).toContain('*State now*: all that the app can look at is there');
    expect(shown).toContain('There: roles of Sales as producer in account 222222222222 can be taken.');
    expect(mesh).toContain('`data-mesh-cli install-mesh-objects`');
    expect(mesh).toContain('There: subscriptions table;');
    expect(none).toContain('*State now*: 1 of 1 things that the app can look at are missing or not right');
    expect(none).toContain('missing or not right: roles of Sales as consumer in account 222222222222');
    expect(all).toContain('*State now*: all that the app can look at is there');
    expect(all).toContain('*Teams that are mapped*');
    expect(wrong).toContain('with an account of 12 digits');
    expect(refused).toContain(`Only mesh admins can do this: <@${PEOPLE.mia}>`);
  });
});

describe('installing the app into a workspace', () => {
  let laptop: Laptop;
  beforeAll(async () => {
    laptop = await aLaptop();
  });
  afterAll(() => laptop?.close());

  const outcome = (browser: ReturnType<typeof aBrowser>, location: string) =>
    eventually(async () => {
      const { page } = await browser.get(location);
      return page.includes('One moment') ? undefined : page;
    }, 'an outcome of the installation');

  const whoami = async () => {
    const ana = slackPerson(laptop.url, PEOPLE.ana);
    const before = (await ana.ephemerals()).length;
    await ana.command(CHANNELS.analytics, '/mesh whoami');
    return eventually(async () => (await ana.ephemerals())[before], 'an answer to whoami');
  };

  it('says that nothing was installed where the person cancels in Slack', async () => {
    const browser = aBrowser(laptop.url);

    const { page } = await browser.get(await browser.consent('deny'));

    expect(page).toContain('You cancelled in Slack. Nothing was installed.');
  });

  it('refuses a state of another browser, one that was changed, and one that is ten minutes old', async () => {
    const browser = aBrowser(laptop.url);
    const back = await browser.consent('allow');

    const other = await aBrowser(laptop.url).get(back);
    const changed = await browser.get(back.replace(/state=./, 'state=_'));
    const late = aBrowser(laptop.url);
    const lateBack = await late.consent('allow');
    laptop.clock.advance(601);
    const expired = await late.get(lateBack);

    expect([other.status, changed.status, expired.status]).toEqual([400, 400, 400]);
    expect(other.page).toContain('begun in another browser');
    expect(expired.page).toContain('More than ten minutes');
  });

  it('takes the app out when Slack says so, and lets it work again after it was installed anew', async () => {
    const taken = await fetch(new URL('/_sim/uninstall', laptop.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ workspace: WORKSPACE_ID }),
    });
    expect(taken.status).toBe(200);
    await eventually(async () => {
      const secret = await readSecret(laptop, `data-mesh/slack/install/${WORKSPACE_ID}`);
      return 'goneAt' in secret && !('botToken' in secret);
    }, 'the installation marked as gone');

    const browser = aBrowser(laptop.url);
    const back = await browser.consent('allow');
    const { status, location } = await browser.get(back);
    const page = await outcome(browser, location);
    const replayed = await browser.get(back);

    expect(status).toBe(303);
    expect(location).not.toContain('code=');
    expect(page).toContain('Mesh is installed');
    expect(replayed.page).toContain('used already');
    expect(await whoami()).toContain('member of *Analytics*');
    const mia = slackPerson(laptop.url, PEOPLE.mia);
    expect((await mia.dm()).messages.map(({ text }) => text).join()).toContain('Mesh is installed in');
  });
});

async function readSecret(laptop: Laptop, name: string): Promise<Record<string, unknown>> {
  const { secrets } = clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh);
  const { SecretString = '{}' } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
  return JSON.parse(SecretString);
}
