import { describe, expect, it } from '@jest/globals';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { CHANNELS, PEOPLE } from '../../local/seed/workspace.ts';
import { ask, card, hasButton, openForm } from '../support/ask-and-decide.ts';
import { subscriptions } from '../support/mesh-records.ts';
import { onALaptop } from '../support/on-a-laptop.ts';
import { eventually, type SlackPerson, type SlackView, slackPerson } from '../support/slack-person.ts';

describe('publishing from Slack', () => {
  const { laptop, ana, bo } = onALaptop();

  /** The modal on top, once it says this. */
  function shows(person: SlackPerson, words: string): Promise<SlackView> {
    return eventually(async () => {
      const view = await person.view();
      return JSON.stringify(view).includes(words) && view;
    }, `a form with ${words}`);
  }

  it('shows the team’s databases to those who decide, and to others who can', async () => {
    await ana.command(CHANNELS.analytics, '/mesh publish');
    await shows(ana, 'you decide for none');
    await ana.closeViews();

    const opened = await bo.command(CHANNELS.sales, '/mesh publish');
    const view = await shows(bo, 'Source database');

    expect(opened.ackMs).toBeLessThan(3000);
    const menu = JSON.stringify(view);
    expect(menu).toContain('"campaigns"');
    expect(menu).toContain('"sales"');
    expect(menu).not.toContain(`sales-${ACCOUNTS.sales}`);
    expect(menu).not.toContain('shipping');
  });

  it('shows while somebody types which tables the pattern means, and what is wrong with it', async () => {
    const { id: view_id } = await bo.view();
    await bo.action({ view_id, action_id: 'mesh.publish.source', value: 'campaigns' });
    await shows(bo, '3 tables will be published');

    await bo.action({ view_id, action_id: 'mesh.publish.pattern', value: 'clicks_(' });
    await shows(bo, 'is not a regular expression');
    await bo.action({ view_id, action_id: 'mesh.publish.pattern', value: 'clicks_.*' });
    const shown = await shows(bo, '2 tables will be published');

    expect(JSON.stringify(shown)).toContain('clicks_daily');
  });

  it('refuses a form that cannot be meant, field by field', async () => {
    const { id: view_id } = await bo.view();

    const sent = await bo.submit(view_id, {
      'publish-product': { 'mesh.publish.field': 'click counts' },
      'publish-name': { 'mesh.publish.field': 'Clicks of today!' },
    });

    expect(sent['errors']).toEqual({ 'publish-name': expect.stringContaining('Lower-case letters') });
  });

  it('publishes, tells how far it is in one message, and lets others find and ask for it at once', async () => {
    const { id: view_id } = await bo.view();
    await bo.submit(view_id, {
      'publish-product': { 'mesh.publish.field': 'click counts' },
      'publish-domain': { 'mesh.publish.field': 'marketing' },
      'publish-name': { 'mesh.publish.field': '' },
    });
    expect((await bo.view()).title.text).toBe('Publishing');

    const done = await eventually(
      async () => (await bo.dm()).messages.find(({ text }) => text.includes('is published with 2 tables')),
      'a message that it is published',
    );

    expect(done.text).toContain('clicks_daily and clicks_hourly');
    expect((await bo.dm()).messages.filter(({ text }) => text.includes('click counts'))).toHaveLength(1);
    await eventually(
      async () =>
        (await bo.messages(CHANNELS.sales)).some(({ text }) => text.includes(`<@${PEOPLE.bo}> published`)),
      'news in the channel of the team',
    );
    await ask(ana, CHANNELS.analytics, { words: 'click counts', tables: ['clicks_daily'] });
    const asked = await card(bo, (message) => hasButton(message, 'mesh.approve'), 'a card with Approve');
    await bo.action({ channel: CHANNELS.sales, ts: asked.ts, action_id: 'mesh.approve' });
    await card(bo, ({ text }) => text.includes('Granted 1 of 1 tables'), 'a granted card');
  });

  it('says which table failed and why, and publishes it on Retry', async () => {
    await bo.closeViews();
    await bo.command(CHANNELS.sales, '/mesh publish campaigns');
    const { id: view_id } = await shows(bo, '3 tables will be published');
    await fetch(`${laptop.url}/_sim/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        target: 'aws',
        operation: 'CreateTable',
        kind: 'error',
        code: 'InvalidInputException',
        count: 1,
      }),
    });
    await bo.submit(view_id, {
      'publish-pattern': { 'mesh.publish.pattern': 'campaigns' },
      'publish-product': { 'mesh.publish.field': 'budgets' },
    });

    const { channel } = await bo.dm();
    const failed = await eventually(
      async () => (await bo.dm()).messages.find(({ text }) => text.includes('No table of *budgets')),
      'a message that nothing is published',
    );
    expect(failed.text).toContain('`campaigns` failed: AWS refused');

    await bo.action({ channel, ts: failed.ts, action_id: 'mesh.publish.retry' });

    const whole = await eventually(
      async () => (await bo.dm()).messages.find(({ text }) => text.includes('is published with one table')),
      'a message that everything is published',
    );
    expect(whole.ts).toBe(failed.ts);
    expect(hasButton(whole, 'mesh.publish.retry')).toBe(false);
  });

  it('shows what the team offers and who uses it, and keeps a product while somebody has access', async () => {
    const list = await bo.answer(CHANNELS.sales, 'products click', 'Used by one access');
    expect(list.text).toContain('budgets and click counts');
    expect(list.text).toContain('clicks_daily');

    await bo.action({ channel: CHANNELS.sales, ts: list.ts, action_id: 'mesh.product.delete' });
    await shows(bo, 'an access rests on it');
    await bo.closeViews();
    await bo.command(CHANNELS.sales, '/mesh product destroy click');
    await eventually(
      async () => (await bo.ephemerals()).some((text) => text.includes('/mesh product delete <product>')),
      'what to type instead',
    );
    await ana.closeViews();
    await ana.command(CHANNELS.analytics, '/mesh product delete campaigns');
    await shows(ana, 'you decide for none');
  });

  it('gives a published product another name, by which alone it is found; what was granted stays', async () => {
    await bo.closeViews();
    await bo.command(CHANNELS.sales, '/mesh publish campaigns');
    const { id: view_id } = await shows(bo, '3 tables will be published');
    await bo.submit(view_id, {
      'publish-pattern': { 'mesh.publish.pattern': 'campaigns' },
      'publish-product': { 'mesh.publish.field': 'spending plans' },
    });

    const told = await eventually(
      async () => (await bo.dm()).messages.find(({ text }) => text.includes('*spending plans*')),
      'a message about the new name',
    );
    await eventually(
      async () =>
        (await bo.dm()).messages.find(({ ts, text }) => ts === told.ts && text.includes('is published with')),
      'a message that it is published',
    );
    await ana.answer(CHANNELS.analytics, 'find spending', 'spending plans');
    await ana.answer(CHANNELS.analytics, 'find budgets', 'Nothing found');
    expect((await subscriptions(laptop)).filter(({ Status }) => Status === 'Active')).toHaveLength(1);
  });

  it('denies what waits and deletes the product once its name was typed, so that nobody finds it any more', async () => {
    await ana.closeViews();
    await ask(ana, CHANNELS.analytics, { words: 'parcel', tables: ['scans'] });
    const noor = slackPerson(laptop.url, PEOPLE.noor);
    await card(noor, (message) => hasButton(message, 'mesh.approve'), 'a request', CHANNELS.logistics);
    await noor.command(CHANNELS.logistics, '/mesh product delete parcel');
    const { id: view_id } = await shows(noor, 'One request waits');
    const confirm = (text: string) =>
      noor.submit(view_id, { 'product-confirm': { 'mesh.product.delete.confirm': text } });

    const wrong = await confirm('shipping');
    expect(wrong['errors']).toEqual({ 'product-confirm': expect.stringContaining('Type exactly') });
    await confirm(`shipping-${ACCOUNTS.logistics}`);

    await eventually(
      async () => (await noor.dm()).messages.some(({ text }) => text.includes('is out of the mesh')),
      'a message that it is gone',
    );
    await eventually(
      async () =>
        (await ana.dm()).messages.some(({ text }) => text.includes('takes this product out of the mesh')),
      'a denial with the reason',
    );
    await ana.closeViews();
    await ana.answer(CHANNELS.analytics, 'find parcel', 'Nothing found');
    await noor.answer(CHANNELS.sales, 'products', 'none');
  });

  it('keeps two products of one database apart: all tables of the one are none of the other', async () => {
    const { viewId, tablesBlock } = await openForm(ana, CHANNELS.analytics, 'click counts');
    const shown = JSON.stringify(await ana.view());
    expect(shown).toContain('All 2 tables, as they are now');
    expect(shown).not.toContain('"campaigns"');

    await ana.submit(viewId, {
      [tablesBlock]: { 'mesh.request.tables': ['*'] },
      permissions: { 'mesh.request.permissions': ['SELECT', 'DESCRIBE'] },
      reason: { 'mesh.request.reason': 'Clicks per day for the board report' },
    });

    // clicks_daily was granted before: what is left of the product is asked for, and nothing else of the database.
    const asked = await card(
      bo,
      (message) => hasButton(message, 'mesh.approve') && message.text.includes('clicks_hourly'),
      'a card with Approve',
    );
    expect(asked.text).toContain('click counts');
    expect((await subscriptions(laptop)).find(({ Status }) => Status === 'Pending')).toMatchObject({
      TableName: ['clicks_hourly'],
    });
    await openForm(ana, CHANNELS.analytics, 'spending plans');
    expect(JSON.stringify(await ana.view())).toContain('"campaigns"');
    expect(JSON.stringify(await ana.view())).not.toContain('clicks_daily');
  });
});
