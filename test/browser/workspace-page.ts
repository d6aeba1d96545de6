import type { Page } from 'playwright-core';

/** The page as a person uses it: by what is written on it. */
export function workspacePage(page: Page) {
  const dialog = () => page.getByRole('dialog');
  return {
    page,
    dialog,
    async actAs(name: string): Promise<void> {
      const people = page.getByLabel('Acting as');
      const labels = await people.locator('option').allTextContents();
      await people.selectOption({ label: labels.find((label) => label.startsWith(name)) ?? name });
    },
    async openChannel(name: string): Promise<void> {
      await page.getByRole('navigation', { name: 'Channels' }).getByText(name, { exact: true }).click();
    },
    async type(text: string): Promise<void> {
      await page.getByRole('textbox', { name: /^Message/ }).fill(text);
      await page.keyboard.press('Enter');
    },
    /** Types part of a name into a type-ahead and takes the first offer. */
    async choose(label: RegExp, typed: string): Promise<void> {
      const box = dialog().getByRole('combobox', { name: label });
      await box.click();
      await box.fill(typed);
      await page.getByRole('listbox').getByRole('option').first().click();
    },
    async tick(label: RegExp): Promise<void> {
      await dialog().getByRole('checkbox', { name: label }).check();
    },
    async press(name: string | RegExp): Promise<void> {
      await page.getByRole('button', { name }).first().click();
    },
    async closeDialogs(): Promise<void> {
      while ((await dialog().count()) > 0) {
        await dialog().last().getByRole('button', { name: 'Close', exact: true }).click();
        await dialog()
          .last()
          .waitFor({ state: 'detached', timeout: 2000 })
          .catch(() => undefined); // another one below
      }
    },
    /** Waits until the words stand somewhere on the page. */
    async read(words: string | RegExp): Promise<void> {
      await page.getByText(words).first().waitFor({ timeout: 60_000 });
    },
  };
}
export type WorkspacePage = ReturnType<typeof workspacePage>;
