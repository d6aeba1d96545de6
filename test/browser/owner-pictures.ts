import { RevokePermissionsCommand } from '@aws-sdk/client-lakeformation';
import { ACCOUNTS } from '../../local/seed/accounts.ts';
import { clientsFor } from '../../local/seed/clients.ts';
import type { Laptop } from '../../local/start.ts';
import type { WorkspacePage } from './workspace-page.ts';

const FILTER = 'germany';

/** What somebody who owns data would want to see: a review with columns and rows, who reads a table, what differs from what was decided, and Home. */
export async function takeOwnerPictures(
  laptop: Laptop,
  person: WorkspacePage,
  take: (name: string) => Promise<void>,
): Promise<void> {
  const { page, dialog } = person;
  const submit = (name: string) => dialog().last().getByRole('button', { name, exact: true }).click();
  const choose = async (label: RegExp, option: string): Promise<void> => {
    await dialog().getByRole('combobox', { name: label }).click();
    await page.getByRole('listbox').getByRole('option', { name: option }).first().click();
    if (await page.getByRole('listbox').isVisible()) {
      await page.keyboard.press('Escape'); // where several can be chosen; else it would close the form
    }
  };

  await person.actAs('Bo');
  await person.openChannel('sales-data');
  await person.type('/mesh filters');
  await page.getByRole('button', { name: 'New filter…' }).last().click();
  await person.read('Which rows?');
  await choose(/^Table/, `sales-${ACCOUNTS.sales}.orders`);
  await dialog().getByLabel(/^Name/).fill(FILTER);
  await dialog()
    .getByLabel(/^Which rows/)
    .fill("region = 'DE'");
  await dialog()
    .getByLabel(/^What is it for/)
    .fill('Orders of shops in Germany');
  await submit('Save');
  await person.read(/Saved:/);
  await person.closeDialogs();

  await person.actAs('Fay');
  await person.openChannel('finance-data');
  await person.type('/mesh request retail');
  await person.tick(/^orders/);
  await dialog()
    .getByLabel(/Why do you need it/)
    .fill('Open invoices of the German shops');
  await person.press('Send request');
  await person.read('Request sent');
  await person.closeDialogs();

  await person.actAs('Bo');
  await person.openChannel('sales-data');
  const card = page.getByRole('article').filter({ hasText: 'Open invoices of the German shops' }).first();
  await card.getByRole('button', { name: /^Review/ }).click();
  await person.read('Only these rows of orders');
  await choose(/^Only these columns of orders/, 'order_id');
  await choose(/^Only these columns of orders/, 'total');
  await choose(/^Only these rows of orders/, FILTER);
  await take('review-form');
  await submit('Approve this');
  await card.getByText(/Granted 1 of 1 tables/).waitFor({ timeout: 60_000 });

  await person.type('/mesh who orders');
  await person.read(/Who can read/);
  await take('who');

  await clientsFor(laptop.awsUrl, laptop.seeded.admins.mesh).lakeFormation.send(
    new RevokePermissionsCommand({
      Principal: { DataLakePrincipalIdentifier: ACCOUNTS.analytics },
      Resource: {
        TableWithColumns: {
          CatalogId: ACCOUNTS.mesh,
          DatabaseName: `sales-${ACCOUNTS.sales}`,
          Name: 'customers',
          ColumnWildcard: {},
        },
      },
      Permissions: ['SELECT'],
    }),
  );
  await person.type('/mesh drift sales');
  await person.read(/1 difference/);
  await take('drift-report');

  await person.openChannel('Mesh Home');
  await person.read('Who uses our products (2)');
  await take('owner-home');
}
