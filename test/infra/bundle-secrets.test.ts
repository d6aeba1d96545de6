import { mkdtempSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect, it } from '@jest/globals';
import { type Bundle, bundle } from '../../infra/bundle.ts';

/** What a secret looks like; what stands for one in the code (`xoxb-…` in a sentence) is shorter. */
const SECRETS = [
  /\bA(?:KIA|SIA)[A-Z0-9]{16}\b/,
  /\bxox[abeprs]-[\w-]{12,}/,
  /\bxapp-[\w-]{12,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}/,
  /\bnpm_[A-Za-z0-9]{30,}/,
  /\/\/[^\s/:@"']+:[^\s/@"']+@[\w.-]+/,
];

let bundles: readonly Bundle[];
beforeAll(async () => {
  const folder = mkdtempSync(path.join(process.env['MESH_TEST_FOLDER'] ?? '', 'bundles-'));
  bundles = await bundle(process.cwd(), folder);
}, 120_000);

it('bundles hold no secret, no key of the laptop and no path of the machine that made them', () => {
  const found = bundles.flatMap(({ name, file }) =>
    [file, `${file}.map`].flatMap((each) => {
      const text = readFileSync(each, 'utf8');
      // A map names its sources as seen from where it lies, which is outside of the repository here.
      const paths =
        file === each
          ? [process.cwd(), homedir()].filter((place) => place.length > 5 && text.includes(place))
          : [];
      const laptop = ['client-secret-of-the-laptop', 'xoxb-sim-mesh'].filter((secret) =>
        text.includes(secret),
      );
      return [...SECRETS.flatMap((pattern) => pattern.exec(text)?.[0] ?? []), ...paths, ...laptop].map(
        (what) => `${name}: ${what.slice(0, 40)}`,
      );
    }),
  );

  expect(bundles.length).toBe(5);
  expect(found).toEqual([]);
});

it('the patterns find what they are for', () => {
  const samples = [
    `AKIA${'A1'.repeat(8)}`,
    'xoxb-1234567890-abcdef',
    'xapp-1-A0123456789',
    `-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(24)}`,
    `npm_${'a'.repeat(36)}`,
    'https://somebody:word@example.com',
  ];

  expect(samples.filter((sample) => !SECRETS.some((pattern) => pattern.test(sample)))).toEqual([]);
});
