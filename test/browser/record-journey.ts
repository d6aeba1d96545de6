import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { animatedPng, type Frame } from './animated-png.ts';
import { withWorkspace } from './with-workspace.ts';

const SIZE = { width: 1100, height: 720 };
const TARGET = path.join('docs', 'pictures', 'journey.png');
/** So that a page with the picture still loads at once. */
const MOST_BYTES = 3 * 1024 * 1024;

/** `npm run recording`: plays the journey on the page of a fresh laptop and keeps it as one animated picture. */
async function main(): Promise<void> {
  const frames: Frame[] = [];
  await withWorkspace({ viewport: SIZE }, async ({ page, person }) => {
    /** Keeps what the page shows, for so long. The scrolled lists have come to rest by then. */
    const show = async (milliseconds = 1600): Promise<void> => {
      await page.waitForTimeout(400);
      frames.push({ png: await page.screenshot({ animations: 'disabled', caret: 'hide' }), milliseconds });
    };

    await person.actAs('Ana');
    await person.openChannel('analytics-data');
    await page.getByRole('textbox', { name: /^Message/ }).fill('/mesh request retail');
    await show();
    await page.keyboard.press('Enter');
    await person.tick(/^orders/);
    await show();
    await person.tick(/^customers/);
    await person
      .dialog()
      .getByLabel(/Why do you need it/)
      .fill('Weekly revenue by region for the board report');
    await show(2400);
    await person.press('Send request');
    await person.read('Request sent');
    await show(2000);
    await person.closeDialogs();

    await person.actAs('Bo');
    await person.openChannel('sales-data');
    await person.read('Weekly revenue by region');
    await show(2800);
    await person.press(/^Approve/);
    await person.read(/Granted 2 of 2 tables/);
    await show(2800);

    await person.actAs('Ana');
    const conversation = page
      .getByRole('navigation', { name: 'Channels' })
      .getByText('Mesh', { exact: true });
    await conversation.first().click();
    await person.read(/Import now/);
    await show(2800);
    await person.press(/^Import now/);
    await person.read(/Imported|can be queried|Athena/);
    await show(2800);
    await page.getByRole('navigation', { name: 'Channels' }).getByText('Mesh Home', { exact: true }).click();
    await person.read('Access of my teams');
    await show(3200);
  });
  const picture = animatedPng(frames);
  if (picture.length > MOST_BYTES) {
    throw new Error(`the recording has ${picture.length} bytes; take fewer or smaller pictures`);
  }
  writeFileSync(TARGET, picture);
  console.log(`${TARGET}: ${frames.length} pictures, ${Math.round(picture.length / 1024)} KB`);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
