import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';

const ROW = /^\| [^|]+ \| [^|]+ \| `([\w./-]+)`: (.+) \|$/;

it('every row of the threat model names a test that is there', () => {
  const rows = readFileSync('docs/security.md', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| what somebody'));
  const missing = rows.filter((row) => {
    const [, file = '', title = ''] = ROW.exec(row) ?? [];
    return !(existsSync(file) && title && readFileSync(file, 'utf8').includes(title));
  });

  expect(rows.length).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
