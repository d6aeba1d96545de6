import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Laptop } from '../../local/start.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { aLaptop } from '../support/laptop.ts';
import { type WorkspacePage, workspacePage } from './workspace-page.ts';

const REASONS = {
  board: 'Weekly revenue by region for the board report',
  people: 'Who our customers are, for a letter to all of them',
  items: 'What is sent back most often, for the planning round',
} as const;

describeInBrowser('people who look at the same time, each at a page of their own', () => {
  let laptop: Laptop;
  let browser: Browser;
  let axe: string;
  let ana: WorkspacePage;
  let bo: WorkspacePage;
  let cleo: WorkspacePage;
  const complaints: string[] = [];

  beforeAll(async () => {
    axe = await readFile(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
    [laptop, browser] = await Promise.all([aLaptop(), launchChromium()]);
    [ana, bo, cleo] = await Promise.all([
      open('Ana', 'analytics-data'),
      open('Bo', 'sales-data'),
      open('Cleo', 'sales-data'),
    ]);
  });
  afterAll(async () => {
    await browser?.close();
    await laptop?.close();
  });

  /** A page that shares nothing with the others but the workspace. Nobody reloads it: what comes later, comes by itself. */
  async function open(name: string, channel: string): Promise<WorkspacePage> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(laptop.url);
    const person = workspacePage(page);
    await person.actAs(name);
    await person.openChannel(channel);
    return person;
  }

  /** Serious and critical findings of axe with what is open now, at both widths. */
  async function findings(page: Page): Promise<readonly string[]> {
    const found: string[] = [];
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(axe);
      found.push(
        ...(await page.evaluate<string[]>(
          'axe.run().then(({ violations }) => violations.filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + " " + nodes.map(({ target }) => target).join(" ")))',
        )),
      );
    }
    return found;
  }

  /** Types it again where Slack's three seconds were too short for a loaded machine, as a person would. */
  async function typeUntil(person: WorkspacePage, text: string, appears: Locator): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      await person.type(text);
      try {
        return await appears.first().waitFor({ timeout: 20_000 });
      } catch (error) {
        if (tries === 3) {
          throw error;
        }
      }
    }
  }

  /** As Ana, who goes back to what Mesh tells her alone. */
  async function ask(tables: readonly RegExp[], reason: string): Promise<void> {
    await ana.openChannel('analytics-data');
    await typeUntil(ana, '/mesh request retail', ana.dialog());
    for (const table of tables) {
      await ana.tick(table);
    }
    await ana
      .dialog()
      .getByLabel(/Why do you need it/)
      .fill(reason);
    expect(await findings(ana.page)).toEqual([]);
    await ana.press('Send request');
    await ana.read('Request sent');
    await ana.closeDialogs();
    await ana.openChannel('Mesh');
  }

  /** The card that gives this reason. */
  const card = ({ page }: WorkspacePage, reason: string): Locator =>
    page.getByRole('article').filter({ hasText: reason }).first();
  const press = (person: WorkspacePage, reason: string, name: RegExp): Promise<void> =>
    card(person, reason).getByRole('button', { name }).click();
  const submit = (person: WorkspacePage, name: string): Promise<void> =>
    person.dialog().last().getByRole('button', { name, exact: true }).click();
  /** Waits until the card says this. */
  const says = (person: WorkspacePage, reason: string, words: string | RegExp): Promise<void> =>
    card(person, reason).getByText(words).first().waitFor({ timeout: 60_000 });

  it('shows the card to both owners while they look on', async () => {
    await ask([/^orders/], REASONS.board);

    for (const owner of [bo, cleo]) {
      await says(owner, REASONS.board, REASONS.board);
      expect(await card(owner, REASONS.board).getByRole('button').allTextContents()).toEqual(
        expect.arrayContaining(['Approve', 'Review…', 'Ask…', 'Deny…']),
      );
    }
    await ana.read(/was sent to/);
  });

  it('lets one of two win who approve at once, and tells the other alone', async () => {
    await Promise.all([press(bo, REASONS.board, /^Approve/), press(cleo, REASONS.board, /^Approve/)]);

    const late = /already approved/;
    await Promise.race([bo.read(late), cleo.read(late)]);
    for (const owner of [bo, cleo]) {
      await says(owner, REASONS.board, /Granted 1 of 1 tables/);
      expect(
        await card(owner, REASONS.board)
          .getByRole('button', { name: /^(Approve|Deny)/ })
          .count(),
      ).toBe(0);
    }
    const told = await Promise.all([bo, cleo].map(({ page }) => page.getByText(late).count()));
    expect(told.toSorted()).toEqual([0, 1]);
    await ana.read(/was approved by .* and granted/);
  });

  it('carries a no and its reason to Ana at once, and wants a reason that helps', async () => {
    await ask([/^refunds/], REASONS.people);
    await says(bo, REASONS.people, REASONS.people);
    await press(bo, REASONS.people, /^Deny/);
    const why = bo.dialog().getByLabel(/Why not/);
    await why.fill('No.');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'Deny');
    await bo
      .dialog()
      .getByText(/10 characters/)
      .first()
      .waitFor();

    await why.fill('Refunds name no customers: ask for the table customers.');
    await submit(bo, 'Deny');

    await ana.read(/Refunds name no customers/);
    await says(cleo, REASONS.people, /Denied by/);
    expect(await bo.dialog().count()).toBe(0);
  });

  it('gives what is left ticked in the review, and says so to Ana', async () => {
    await ask([/^customers/, /^order_items/], REASONS.items);
    await says(cleo, REASONS.items, REASONS.items);
    await press(cleo, REASONS.items, /^Review/);
    await cleo
      .dialog()
      .getByRole('checkbox', { name: /^order_items/ })
      .uncheck();
    await cleo.dialog().getByLabel(/^Note/).fill('Order items come with the next release; ask again then.');
    expect(await findings(cleo.page)).toEqual([]);
    await submit(cleo, 'Approve this');

    await says(bo, REASONS.items, /Granted 1 of 1 tables/);
    await ana.read(/Order items come with/);
  });

  it('changes what may be done with it, under both their eyes', async () => {
    const list = bo.page.getByRole('article').filter({ hasText: 'Everything your teams' }).last();
    await typeUntil(bo, '/mesh list all active', list);
    const ids = (await list.locator('code').allTextContents()).filter((text) => /^[\w-]{22}$/.test(text));
    expect(ids).toHaveLength(2);
    const change = bo.page.getByRole('button', { name: /^Change permissions…/ });
    await typeUntil(bo, `/mesh modify ${ids[0]}`, change);
    await change.last().click();
    await bo.dialog().getByRole('checkbox', { name: 'SELECT' }).first().uncheck();
    await bo.dialog().getByLabel(/^Why/).fill('Only the names of the columns are needed.');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'Change');

    await ana.read(/Only the names of the columns are needed/);
    await ana.read(/DESCRIBE from now on/);
  });

  it('shows what an end cuts off, ends it, and tells both sides', async () => {
    const end = bo.page.getByRole('button', { name: /^End access…/ });
    await typeUntil(bo, '/mesh products retail', end);
    await end.first().click();
    await bo
      .dialog()
      .getByText(/can no longer read/)
      .waitFor();
    await bo.dialog().getByLabel(/^Why/).fill('The report is finished.');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'End access');

    await ana.read(/The report is finished/);
    await cleo.read(/Every grant is confirmed gone/);
  });

  it('makes no error in the console of any of them', () => {
    expect(complaints).toEqual([]);
  });
});
