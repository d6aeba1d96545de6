import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Laptop } from '../../local/start.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { aLaptop } from '../support/laptop.ts';
import { type WorkspacePage, workspacePage } from './workspace-page.ts';

describeInBrowser('two people at once, each at their own page', () => {
  let laptop: Laptop;
  let browser: Browser;
  let axe: string;
  let ana: WorkspacePage;
  let bo: WorkspacePage;
  const complaints: string[] = [];

  beforeAll(async () => {
    axe = await readFile(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
    [laptop, browser] = await Promise.all([aLaptop(), launchChromium()]);
    [ana, bo] = await Promise.all([open('Ana', 'analytics-data'), open('Bo', 'sales-data')]);
  });
  afterAll(async () => {
    await browser?.close();
    await laptop?.close();
  });

  /** A page of this person's own: nothing is shared with the other but the workspace. */
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

  /** Serious and critical findings of axe, at both widths, with what is open now. */
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

  async function openMeshDm(person: WorkspacePage): Promise<void> {
    await person.page
      .getByRole('navigation', { name: 'Channels' })
      .getByText('Mesh', { exact: true })
      .click();
  }

  const submit = (person: WorkspacePage, name: string) =>
    person.dialog().last().getByRole('button', { name, exact: true }).click();

  it('shows Bo the card that Ana’s request makes, without his doing anything', async () => {
    await ana.type('/mesh request retail');
    await ana.tick(/^orders/);
    await ana.tick(/^customers/);
    await ana
      .dialog()
      .getByLabel(/Why do you need it/)
      .fill('Weekly revenue by region for the board report');
    expect(await findings(ana.page)).toEqual([]);
    await ana.press('Send request');
    await ana.read('Request sent');
    await ana.closeDialogs();

    await bo.read('Weekly revenue by region for the board report');
  });

  it('carries Bo’s question to Ana and her answer back to his card', async () => {
    await openMeshDm(ana);
    await bo.press('Ask…');
    await bo
      .dialog()
      .getByLabel(/What do you need to know/)
      .fill('Which region do you need?');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'Ask');
    await ana.read('Which region do you need?');

    await ana.press('Answer…');
    await ana
      .dialog()
      .getByLabel(/Your answer/)
      .fill('Only the European ones');
    await submit(ana, 'Answer');

    await bo.read('Only the European ones');
  });

  it('lets Bo give some columns only, and tells both which', async () => {
    await bo.press('Review…');
    await bo.read('All columns of customers but these');
    expect(await findings(bo.page)).toEqual([]);
    const box = bo.dialog().getByLabel(/Only these columns of customers/);
    await box.click();
    await bo.page.getByRole('listbox').getByRole('option').first().click();
    await bo.page.keyboard.press('Escape');
    await submit(bo, 'Approve this');

    await bo.read(/Granted 2 of 2 tables/);
    await ana.read('One step is left: import it');
    await ana.read(/Columns: /);
  });

  it('lets Bo end the access with a reason, which Ana reads at once', async () => {
    await bo.type('/mesh list all active');
    await bo.page
      .getByRole('button', { name: /End access/ })
      .last()
      .click();
    await bo.dialog().getByLabel(/Why/).fill('The report is finished.');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'End access');

    await ana.read('The report is finished.');
    await bo.read(/Ended by/);
  });

  it('shows Bo what a pattern means while he types it, and publishes that', async () => {
    await bo.type('/mesh publish campaigns');
    await bo.read(/3 tables will be published/);
    const pattern = bo
      .dialog()
      .getByLabel(/Tables|pattern/i)
      .first();
    await pattern.fill('clicks_.*');
    await pattern.press('Enter');
    await bo.read(/2 tables will be published/);
    await bo
      .dialog()
      .getByLabel(/Name of the data product/)
      .fill('click counts');
    expect(await findings(bo.page)).toEqual([]);
    await submit(bo, 'Publish');
    await bo.closeDialogs();
    await openMeshDm(bo);

    await bo.read(/is published with 2 tables/);
  });

  it('makes no error in the console of either', () => {
    expect(complaints).toEqual([]);
  });
});
