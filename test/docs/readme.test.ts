import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { help } from '../../src/blocks/help.ts';
import { runCli } from '../cli/run-cli.ts';

const ROOT_PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md'];
const pages = [
  ...ROOT_PAGES,
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => path.join('docs', file))
    .sort(),
];
const textOf = (page: string): string => readFileSync(page, 'utf8');

/** As `data-mesh-cli help` lists them. */
async function commandNames(): Promise<readonly string[]> {
  const { out: text } = await runCli(['help']);
  return [...text.matchAll(/^ {2}([a-z][\w-]+)/gm)].map(([, name]) => name ?? '');
}

/** Paths in backticks that look like files of ours, and link targets, which are seen from the page. */
function named(page: string): readonly string[] {
  const text = textOf(page);
  const ticked = [...text.matchAll(/`((?:src|local|test|infra|docs|examples|bin)\/[\w./-]+)`/g)].map(
    ([, file]) => file ?? '',
  );
  const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, file]) =>
    path.join(path.dirname(page), file ?? ''),
  );
  return [...ticked, ...linked];
}

it.each(pages)('%s names only files that exist', (page) => {
  expect(named(page).filter((file) => !existsSync(file))).toEqual([]);
});

it.each(pages)('%s names only npm scripts, commands and verbs that exist', async (page) => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(textOf('package.json'));
  const verbs = JSON.stringify(help());
  const commands = await commandNames();
  const used = (expression: RegExp): readonly string[] => [
    ...new Set([...textOf(page).matchAll(expression)].map(([, name]) => name ?? '')),
  ];

  expect(used(/npm run ([\w:-]+)/g).filter((name) => scripts[name] === undefined)).toEqual([]);
  expect(
    used(/data-mesh-cli ([a-z][\w-]+)/g).filter((name) => ![...commands, 'help'].includes(name)),
  ).toEqual([]);
  expect(used(/`\/mesh ([a-z][\w-]+)/g).filter((verb) => !verbs.includes(`/mesh ${verb}`))).toEqual([]);
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
