import { describe } from '@jest/globals';
import { chromiumPath } from './chromium.ts';

/** Browser tests: skipped with one line where there is no Chromium, an error where `MESH_REQUIRE_BROWSER` says that there must be. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (chromiumPath) {
    describe(name, tests);
    return;
  }
  if (process.env['MESH_REQUIRE_BROWSER']) {
    describe(name, () => {
      throw new Error('No Chromium was found, and MESH_REQUIRE_BROWSER says that browser tests must run.');
    });
    return;
  }
  process.stderr.write(`skipped "${name}": no Chromium found (set CHROMIUM_PATH)\n`);
  // biome-ignore lint/suspicious/noSkippedTests: a laptop without Chromium skips them, with the line above; CI never does.
  describe.skip(name, tests);
}
