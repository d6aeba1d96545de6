import path from 'node:path';
import { takeOwnerPictures } from './owner-pictures.ts';
import { withWorkspace } from './with-workspace.ts';

/** `npm run pictures`: makes the documents' pictures from a real run of the product. */
async function main(): Promise<void> {
  await withWorkspace(
    { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 },
    async ({ laptop, page, person }) => {
      const take = async (name: string): Promise<void> => {
        await page.waitForTimeout(600);
        await page.screenshot({ path: path.join('docs', 'pictures', `${name}.png`) });
      };

      await person.actAs('Ana');
      await person.openChannel('analytics-data');
      await person.type('/mesh request retail');
      await person.tick(/^orders/);
      await person.tick(/^customers/);
      await person
        .dialog()
        .getByLabel(/Why do you need it/)
        .fill('Weekly revenue by region for the board report');
      await take('request-form');
      await person.press('Send request');
      await person.read('Request sent');
      await person.closeDialogs();

      await person.actAs('Bo');
      await person.openChannel('sales-data');
      await person.read('Weekly revenue by region');
      await take('approval-card');
      await person.press(/^Approve/);
      await person.read(/Granted 2 of 2 tables/);
      await page.getByRole('button', { name: /repl/ }).first().click();
      await take('workspace');
      await page.getByRole('button', { name: 'Close thread' }).click();
      await takeOwnerPictures(laptop, person, take);

      await person.actAs('Ana');
      await person.openChannel('analytics-data');
      await person.type('/mesh request parcel');
      await person.tick(/^parcels/);
      await person
        .dialog()
        .getByLabel(/Why do you need it/)
        .fill('Delivery times per region for the board report');
      await person.press('Send request');
      await person.read('Request sent');
      await person.closeDialogs();
      await page
        .getByRole('navigation', { name: 'Channels' })
        .getByText('Mesh Home', { exact: true })
        .click();
      await person.read('Access of my teams');
      await take('app-home');

      await person.actAs('Noor');
      await person.openChannel('logistics-data');
      await person.press(/^Deny/);
      await person
        .dialog()
        .getByLabel(/Why not/)
        .fill('Please use the weekly summary instead.');
      await take('deny-form');
      await person.dialog().getByRole('button', { name: 'Deny', exact: true }).click();
      await person.read(/Denied by/);
      await take('denied-request');
    },
  );
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
