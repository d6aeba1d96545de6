import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { type Laptop, startLaptop } from '../../local/start.ts';
import { launchChromium } from '../support/chromium.ts';
import { workspacePage } from './workspace-page.ts';

/** Opens the page of a fresh laptop in Chromium, and leaves nothing of either behind. */
export async function withWorkspace(
  options: BrowserContextOptions,
  work: (opened: {
    readonly laptop: Laptop;
    readonly page: Page;
    readonly person: ReturnType<typeof workspacePage>;
  }) => Promise<void>,
): Promise<void> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'mesh-pictures-'));
  const laptop = await startLaptop({
    root: process.cwd(),
    port: 0,
    awsPort: 0,
    dataDir,
    reset: false,
    onProgress: (step) => console.error(step),
  });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage(options);
    await page.goto(laptop.url);
    await work({ laptop, page, person: workspacePage(page) });
  } finally {
    await browser.close();
    await laptop.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
