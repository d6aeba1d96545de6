import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import manifest from '../../../infra/slack-manifest.json' with { type: 'json' };

const claims = readFileSync(path.join(__dirname, '../../../local/slack/CLAIMS.md'), 'utf8');

/** The cells of each table line; a bar inside a cell is escaped. */
function cellsOf(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| -'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const [rules = '', uses = ''] = claims.split('## Scopes of the manifest');
const rows = cellsOf(rules)
  .filter(([first]) => first !== 'rule')
  .map(([rule = '', kind = '', source = '', where = '']) => {
    const [, file = '', test = ''] = /^`([\w/-]+)`: (.+)$/.exec(where) ?? [];
    return { rule, kind, source, file, test };
  });

describe('CLAIMS.md', () => {
  it('has a row for each table line, none of them half filled', () => {
    expect(rows.length).toBeGreaterThan(100);
    expect(rows.filter((row) => Object.values(row).some((cell) => cell === ''))).toEqual([]);
  });

  it('names tests that exist', () => {
    const texts = new Map(
      [...new Set(rows.map(({ file }) => file))].map((file) => [
        file,
        flat(readFileSync(path.join(__dirname, `../../${file}.test.ts`), 'utf8')),
      ]),
    );

    const missing = rows.filter(({ file, test }) => !texts.get(file)?.includes(flat(test)));

    expect(missing).toEqual([]);
  });

  it('says of every documented or observed rule where that is written', () => {
    const sourceless = rows.filter(
      ({ kind, source }) =>
        /^(documented|observed)$/.test(kind) && !/^https:\/\/|official client/.test(source),
    );

    expect(sourceless).toEqual([]);
  });

  it('gives a use for every scope of the manifest, and no scope that is not there', () => {
    const listed = cellsOf(uses).flatMap(([scope = '', use = '']) =>
      scope === 'scope' || use === '' ? [] : [scope.replaceAll('`', '')],
    );

    expect(listed.sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
  });
});

/** Quotes and escapes differ between the list and the source; letters do not. */
function flat(text: string): string {
  return text.replace(/[\\'"`]/g, '');
}
