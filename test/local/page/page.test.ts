import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchChromium } from '../../support/chromium.ts';
import { describeInBrowser } from '../../support/describe-in-browser.ts';
import { eventually } from '../../support/slack-person.ts';
import { startTestSlack, type TestSlack } from '../slack/support/slack-for-tests.ts';

const plain = (text: string) => ({ type: 'plain_text', text }) as const;
const option = (value: string, text: string) => ({ value, text: plain(text) });

const FORM = {
  type: 'modal',
  callback_id: 'ask',
  title: plain('Request data access'),
  submit: plain('Send request'),
  blocks: [
    {
      type: 'input',
      block_id: 'product',
      dispatch_action: true,
      label: plain('Data product'),
      element: { type: 'external_select', action_id: 'product', min_query_length: 0, focus_on_load: true },
    },
    {
      type: 'input',
      block_id: 'columns',
      optional: true,
      label: plain('Columns'),
      element: { type: 'multi_external_select', action_id: 'columns', min_query_length: 1 },
    },
    {
      type: 'input',
      block_id: 'tables',
      label: plain('Tables'),
      element: {
        type: 'checkboxes',
        action_id: 'tables',
        options: [option('orders', 'orders'), option('refunds', 'refunds')],
      },
    },
    {
      type: 'input',
      block_id: 'reason',
      label: plain('Why do you need it?'),
      element: { type: 'plain_text_input', action_id: 'reason', multiline: true, max_length: 60 },
    },
  ],
} as const;

const CARD = [
  {
    type: 'section',
    text: {
      type: 'mrkdwn',
      text: '*<@U0ANA> asks* for `orders`\n<javascript:alert(1)|not a link> <https://a.example/x|a link> &lt;b&gt;',
    },
  },
  {
    type: 'actions',
    block_id: 'decide',
    elements: [
      { type: 'button', action_id: 'approve', style: 'primary', text: plain('Approve'), value: 'r1' },
      {
        type: 'button',
        action_id: 'deny',
        style: 'danger',
        text: plain('Deny'),
        value: 'r1',
        confirm: {
          title: plain('Deny it?'),
          text: plain('The requester will be told.'),
          confirm: plain('Yes, deny'),
          deny: plain('Go back'),
        },
      },
    ],
  },
] as const;

describeInBrowser('the page of the workspace', () => {
  let browser: Browser;
  let axe: string;
  let test: TestSlack;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    axe = await readFile(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    test = await startTestSlack();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    page.on(
      'console',
      (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()),
    );
    page.on('pageerror', (error) => complaints.push(String(error)));
    answerAsAnApp();
  });
  afterEach(async () => {
    await context.close();
    await test.close();
    expect(complaints).toEqual([]);
  });

  function answerAsAnApp(): void {
    test.app.answer(async ({ body }) => {
      if (body['command'] === '/mesh' && body['text'] === 'help') {
        return { body: { text: 'Try `/mesh request`' } };
      }
      if (body['command'] === '/mesh') {
        await test.client.apiCall('views.open', { trigger_id: body['trigger_id'], view: FORM });
      }
      if (body['type'] === 'block_suggestion') {
        const all = [option('sales', 'Sales orders'), option('stock', 'Stock levels')];
        return {
          body: {
            options: all.filter(({ text }) => text.text.toLowerCase().includes(String(body['value']))),
          },
        };
      }
      return {};
    });
  }
  async function open(who: string, channel: string): Promise<void> {
    await page.goto(`${test.url}/?as=${who}#${channel}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
  }
  async function openForm(): Promise<void> {
    await open('ana', 'C0GENERAL');
    await page.getByLabel('Message #general').fill('/mesh request');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Request data access' }).waitFor();
  }
  const post = (channel: string, blocks: readonly unknown[] = CARD) =>
    test.client.apiCall('chat.postMessage', { channel, text: 'Ana asks', blocks });
  /** Serious and critical findings of axe. */
  async function findings(): Promise<string[]> {
    await page.evaluate(axe);
    const found: unknown = await page.evaluate(
      'axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + " " + nodes.map(({ target }) => target).join(" ")))',
    );
    return Array.isArray(found) ? found.map(String) : [String(found)];
  }

  it('takes a form from command to submission: type-ahead, ticks, chips, text, and errors under their fields', async () => {
    await openForm();
    const product = page.getByLabel('Data product');
    await product.pressSequentially('sal');
    await page.getByRole('option', { name: 'Sales orders' }).click();
    await page.getByLabel('Columns').fill('s');
    await page.getByRole('option', { name: 'Stock levels' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('checkbox', { name: 'orders' }).check();
    await page.getByRole('button', { name: 'Send request' }).click();
    const error = page.getByRole('alert');
    await error.waitFor();
    const said = await error.textContent();
    const focused = await page.evaluate('document.activeElement.tagName');
    await page.getByLabel('Why do you need it?').fill('for a report');
    await page.getByRole('button', { name: 'Send request' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(said).toBe('Please complete this required field.');
    expect(focused).toBe('TEXTAREA');
    expect(test.app.heard.at(-1)?.body).toMatchObject({
      type: 'view_submission',
      user: { id: 'U0ANA' },
      view: {
        state: {
          values: {
            product: { product: { selected_option: { value: 'sales' } } },
            columns: { columns: { selected_options: [{ value: 'stock' }] } },
            tables: { tables: { selected_options: [{ value: 'orders' }] } },
            reason: { reason: { value: 'for a report' } },
          },
        },
      },
    });
  });

  it('can be used with the keyboard alone', async () => {
    await openForm();
    await page.keyboard.type('sto');
    await page.getByRole('option', { name: 'Stock levels' }).waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('by hand');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(test.app.heard.at(-1)?.body).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            product: { product: { selected_option: { value: 'stock' } } },
            tables: { tables: { selected_options: [{ value: 'orders' }] } },
            reason: { reason: { value: 'by hand' } },
          },
        },
      },
    });
    expect(await page.evaluate('document.activeElement.getAttribute("aria-label")')).toBe('Message #general');
  });

  it('holds the focus inside a modal and closes it with Escape', async () => {
    await openForm();
    const inside: unknown[] = [];
    for (let i = 0; i < 12; i += 1) {
      await page.keyboard.press('Tab');
      inside.push(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null'));
    }
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    expect(inside.every((within) => within === true)).toBe(true);
  });

  it('shows what is said to one person to that person alone, until it is dismissed', async () => {
    await open('ana', 'C0GENERAL');
    await page.getByLabel('Message #general').fill('/mesh help');
    await page.keyboard.press('Enter');
    await page.getByText('Only visible to you').waitFor();
    const other = await context.newPage();
    await other.goto(`${test.url}/?as=bo#C0GENERAL`);
    await other.getByText('This is the beginning of #general').waitFor();
    const seenByBo = await other.getByText('Only visible to you').count();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('Only visible to you').waitFor({ state: 'detached' });

    expect(seenByBo).toBe(0);
  });

  it('shows a new message at once to two people, asks before a dangerous click, and updates the card in place', async () => {
    await open('bo', 'C0SALES');
    test.app.answer(async ({ body }) => {
      if (body['type'] === 'block_actions') {
        const { ts } = test.channel('C0SALES').messages[0] ?? { ts: '' };
        await test.client.chat.update({ channel: 'C0SALES', ts, text: 'Denied by Bo' });
      }
      return {};
    });
    await post('C0SALES');
    await page.getByRole('button', { name: 'Deny' }).click();
    const dialog = page.getByRole('alertdialog', { name: 'Deny it?' });
    await dialog.getByRole('button', { name: 'Go back' }).click();
    const before = test.app.heard.length;
    await page.getByRole('button', { name: 'Deny' }).click();
    await dialog.getByRole('button', { name: 'Yes, deny' }).click();
    await page.getByText('Denied by Bo').waitFor();

    expect(before).toBe(0);
    expect(test.app.heard.map(({ body }) => body)).toMatchObject([
      { user: { id: 'U0BO' }, actions: [{ action_id: 'deny' }] },
    ]);
    expect(await page.getByRole('button', { name: 'Approve' }).count()).toBe(0);
  });

  it('shows the newest of many messages, and earlier ones when asked', async () => {
    await test.close();
    test = await startTestSlack({ rateLimitSpeed: 0 });
    await Promise.all(
      Array.from({ length: 160 }, (_, i) =>
        test.client.chat.postMessage({ channel: 'C0SALES', text: `message ${i}` }),
      ),
    );
    await open('bo', 'C0SALES');
    await page.getByRole('article').first().waitFor();
    const before = await page.getByRole('article').count();
    await page.getByRole('button', { name: 'Show 10 earlier messages' }).click();
    await page.getByText('This is the beginning of #sales-data').waitFor();

    expect(before).toBe(150);
    expect(await page.getByRole('article').count()).toBe(160);
  });

  it('goes from channel to channel by address, so that back goes back and a link leads there', async () => {
    await open('bo', 'C0SALES');
    await page.getByRole('button', { name: 'general' }).click();
    await page.getByRole('heading', { name: '# general' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: '# sales-data' }).waitFor();

    expect(new URL(page.url()).hash).toBe('#C0SALES');
  });

  it('turns markup into text and links, but never into a link that runs something', async () => {
    await post('C0SALES');
    await open('bo', 'C0SALES');
    const message = page.getByRole('article');
    await message.waitFor();

    expect(await message.getByText('@Ana').count()).toBe(1);
    expect(await message.getByText('<b>').count()).toBe(1);
    expect(await message.getByRole('link').allTextContents()).toEqual(['a link']);
    expect(await message.getByRole('link').getAttribute('rel')).toBe('noopener noreferrer');
  });

  it('keeps threads apart from the channel and answers in them', async () => {
    await post('C0SALES');
    await open('bo', 'C0SALES');
    await page.getByRole('article').hover();
    await page.getByRole('button', { name: 'Reply in thread' }).click();
    await page.getByLabel('Reply in thread').last().fill('Which orders?');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '1 reply' }).waitFor();

    expect(test.channel('C0SALES').messages.at(-1)).toMatchObject({
      text: 'Which orders?',
      threadTs: test.channel('C0SALES').messages[0]?.ts,
    });
    expect(
      await page.getByRole('log', { name: 'Messages in sales-data' }).getByText('Which orders?').count(),
    ).toBe(0);
  });

  it('uses shortcuts on the composer and on a message', async () => {
    await post('C0SALES');
    await open('bo', 'C0SALES');
    await page.getByRole('button', { name: 'Shortcuts' }).click();
    await page.getByRole('menuitem', { name: /Request data access/ }).click();
    await page.getByRole('article').hover();
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.keyboard.press('Enter');
    await eventually(async () => test.app.heard.length >= 2, 'both shortcuts at the app');

    expect(test.app.heard.map(({ body }) => body['type'])).toEqual(['shortcut', 'message_action']);
  });

  it('shows App Home, tells the app when it is opened, and acts on its buttons', async () => {
    await test.client.apiCall('views.publish', {
      user_id: 'U0ANA',
      view: {
        type: 'home',
        blocks: [
          { type: 'header', text: plain('Your data access') },
          { type: 'actions', elements: [{ type: 'button', action_id: 'ask', text: plain('Ask') }] },
        ],
      },
    });
    await open('ana', 'home');
    await page.getByRole('heading', { name: 'Your data access' }).waitFor();
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await eventually(async () => test.app.heard.length >= 2, 'the event and the click at the app');

    expect(test.app.heard.map(({ body }) => body['type'])).toEqual(['event_callback', 'block_actions']);
    expect(await findings()).toEqual([]);
  });

  it('shows in the inspector how long each answer took, and what Slack refused and where', async () => {
    await post('C0SALES', [{ type: 'nonsense' }]).catch(() => undefined);
    await open('ana', 'C0GENERAL');
    await page.getByLabel('Message #general').fill('/mesh help');
    await page.keyboard.press('Enter');
    await page.getByText('Only visible to you').waitFor();
    await page.getByRole('button', { name: 'Inspector' }).click();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await inspector.getByText('command').waitFor();

    expect(await inspector.getByText(/^\d+ ms$/).count()).toBe(1);
    expect(await inspector.getByText('/blocks/0/type').count()).toBe(1);
    expect(await inspector.getByText('invalid_blocks').count()).toBe(1);
    expect(await findings()).toEqual([]);
  });

  it('causes trouble in Slack when asked', async () => {
    await open('ana', 'C0GENERAL');
    await page.getByRole('button', { name: 'Inspector' }).click();
    await page.getByRole('button', { name: 'Cause trouble' }).click();
    await page.getByRole('menuitem', { name: 'Throttle the next post for 30 seconds' }).click();
    await page.getByText('waiting for it').waitFor();

    await expect(test.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x' })).rejects.toMatchObject({
      retryAfter: 30,
    });
  });

  it("says in Slack's words that a command came to nothing, and keeps what was typed", async () => {
    test.app.answer(() => ({ status: 500 }));
    await open('ana', 'C0GENERAL');
    await page.getByLabel('Message #general').fill('/mesh request');
    await page.keyboard.press('Enter');
    await page.getByRole('article').getByText('/mesh failed with the error "dispatch_failed"').waitFor();

    expect(await page.getByLabel('Message #general').inputValue()).toBe('/mesh request');
  });

  it.each([
    [1280, 800],
    [390, 844],
  ])('has no serious finding of axe and does not scroll sideways at %i × %i', async (width, height) => {
    await page.setViewportSize({ width, height });
    await post('C0SALES');
    await open('bo', 'C0SALES');
    await page.getByRole('article').waitFor();
    const channel = await findings();
    const sideways = await page.evaluate('document.documentElement.scrollWidth > innerWidth');
    await page.getByLabel('Message #sales-data').fill('/mesh request');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.getByLabel('Data product').fill('s');
    await page.getByRole('option', { name: 'Stock levels' }).waitFor();

    expect(channel).toEqual([]);
    expect(sideways).toBe(false);
    expect(await findings()).toEqual([]);
  });
});
