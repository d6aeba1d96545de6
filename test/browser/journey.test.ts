import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { Laptop } from '../../local/start.ts';
import { launchChromium } from '../support/chromium.ts';
import { describeInBrowser } from '../support/describe-in-browser.ts';
import { aLaptop } from '../support/laptop.ts';
import { type WorkspacePage, workspacePage } from './workspace-page.ts';

describeInBrowser('the five steps, clicked', () => {
  let laptop: Laptop;
  let browser: Browser;
  let page: Page;
  let person: WorkspacePage;
  const complaints: string[] = [];

  beforeAll(async () => {
    [laptop, browser] = await Promise.all([aLaptop(), launchChromium()]);
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.goto(laptop.url);
    person = workspacePage(page);
  });
  afterAll(async () => {
    await browser?.close();
    await laptop?.close();
  });

  it('lets Ana ask for two tables of a product that she finds by part of its name', async () => {
    await person.actAs('Ana');
    await person.openChannel('analytics-data');
    await person.type('/mesh request');
    await person.choose(/Data product/, 'ret');
    await person.tick(/^orders/);
    await person.tick(/^customers/);
    await person
      .dialog()
      .getByLabel(/Why do you need it/)
      .fill('Weekly revenue by region for the board report');
    await person.press('Send request');

    await person.read('Request sent');
    await person.closeDialogs();
  });

  it('shows Bo the card and updates it in place when he approves', async () => {
    await person.actAs('Bo');
    await person.openChannel('sales-data');
    await person.read('Weekly revenue by region');
    await person.press(/^Approve/);

    await person.read(/Granted 2 of 2 tables/);
    expect(await page.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  });

  it('lets Ana import, and shows her a query', async () => {
    await person.actAs('Ana');
    await person.openChannel('analytics-data');
    await person.press('Import now');

    await person.read(/Imported/);
    expect(await page.getByRole('button', { name: 'Import now' }).count()).toBe(0);
  });

  it('lets Noor deny with a reason, which Ana reads', async () => {
    await person.type('/mesh request parcel');
    await person.tick(/^parcels/);
    await person
      .dialog()
      .getByLabel(/Why do you need it/)
      .fill('Delivery times per region for the board report');
    await person.press('Send request');
    await person.read('Request sent');
    await person.closeDialogs();
    await person.actAs('Noor');
    await person.openChannel('logistics-data');
    await person.press(/^Deny/);
    await person
      .dialog()
      .getByLabel(/Why not/)
      .fill('Please use the weekly summary instead.');
    await person.dialog().getByRole('button', { name: 'Deny', exact: true }).click();

    await person.read(/Denied by/);
    await person.actAs('Ana');
    await page.getByRole('navigation', { name: 'Channels' }).getByText('Mesh', { exact: true }).click();
    await person.read(/Please use the weekly summary instead/);
  });

  it('makes no error in the console', () => {
    expect(complaints).toEqual([]);
  });
});
