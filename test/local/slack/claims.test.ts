import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import manifest from '../../../infra/slack-manifest.json' with { type: 'json' };

const claims = readFileSync(path.join(__dirname, '../../../local/slack/CLAIMS.md'), 'utf8');
const rows = [
  ...claims.matchAll(
    /^\| (?<rule>.+) \| (?<kind>[\w ,/]+) \| (?<source>.+) \| `(?<file>[\w/-]+)`: (?<test>.+) \|$/gm,
  ),
].map(({ groups }) => ({ rule: '', kind: '', source: '', file: '', test: '', ...groups }));

describe('CLAIMS.md', () => {
  it('has a row for each table line, none of them half filled', () => {
    const tables = claims.split('\n').filter((line) => line.startsWith('| ') && line.includes('`: '));

    expect(rows.length).toBeGreaterThan(100);
    expect(rows).toHaveLength(tables.length);
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
    const [, uses = ''] = claims.split('## Scopes of the manifest');
    const listed = [...uses.matchAll(/^\| `([\w:.]+)` \|/gm)].map(([, scope]) => scope);

    expect(listed.sort()).toEqual([...manifest.oauth_config.scopes.bot].sort());
  });
});

/** Quotes and escapes differ between the list and the source; letters do not. */
function flat(text: string): string {
  return text.replace(/[\\'"`]/g, '');
}
