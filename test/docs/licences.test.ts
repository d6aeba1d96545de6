import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

/** Licences that let a company use, change and hand on what it deploys without giving away its own code. */
const FREE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

it('ships nothing under a licence that would bind the company that deploys it', () => {
  const { packages }: { packages: Record<string, { dev?: boolean; license?: string }> } = JSON.parse(
    readFileSync('package-lock.json', 'utf8'),
  );
  const shipped = Object.entries(packages).filter(([name, { dev }]) => name !== '' && !dev);

  expect(shipped.length).toBeGreaterThan(50);
  expect(shipped.filter(([, { license = '' }]) => !FREE.includes(license))).toEqual([]);
});
