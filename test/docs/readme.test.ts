import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const pages = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];

/** Paths in backticks that look like files of ours, and link targets. */
function named(text: string): readonly string[] {
  const ticked = [...text.matchAll(/`((?:src|local|test|infra|docs|examples|bin)\/[\w./-]+)`/g)].map(
    ([, path]) => path ?? '',
  );
  const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path]) => path ?? '');
  return [...ticked, ...linked].filter((path) => !path.startsWith('http'));
}

it.each(pages)('%s names only files that exist', (page) => {
  const missing = named(readFileSync(page, 'utf8')).filter((path) => !existsSync(path));

  expect(missing).toEqual([]);
});

it('README names only npm scripts that exist', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync('package.json', 'utf8'));
  const used = [...readFileSync('README.md', 'utf8').matchAll(/npm run ([\w:-]+)/g)].map(
    ([, name]) => name ?? '',
  );

  expect(used.filter((name) => scripts[name] === undefined)).toEqual([]);
});

it('CONTRIBUTING says why each dependency is there', () => {
  const { dependencies, devDependencies }: { dependencies: object; devDependencies: object } = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const families = [...text.matchAll(/`([@\w./-]+)\*`/g)].map(([, family]) => family ?? '');
  const scoped = (name: string): string => name.slice(name.indexOf('/') + 1);

  const unexplained = [...Object.keys(dependencies), ...Object.keys(devDependencies)].filter(
    (name) =>
      !text.includes(`\`${name}\``) &&
      !text.includes(`\`${scoped(name)}\``) &&
      !families.some((family) => name.startsWith(family)),
  );

  expect(unexplained).toEqual([]);
});

it('pins every version exactly', () => {
  const {
    dependencies,
    devDependencies,
  }: Record<'dependencies' | 'devDependencies', Record<string, string>> = JSON.parse(
    readFileSync('package.json', 'utf8'),
  );

  const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
    ([, version]) => !/^\d+\.\d+\.\d+$/.test(version),
  );

  expect(loose).toEqual([]);
  expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
});
