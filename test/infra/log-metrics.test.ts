import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { LOG_METRICS } from '../../infra/log-metrics.ts';
import { matches } from './support/log-pattern.ts';

const source = readdirSync(path.join('src', 'app'))
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(path.join('src', 'app', name), 'utf8'))
  .join('\n');

it('counts lines that the functions write, word for word', () => {
  const counted = Object.values(LOG_METRICS).flatMap(({ pattern }) =>
    [...pattern.matchAll(/\$\.message = ("[^"]+")/g)].map(([, text = '']) => JSON.parse(text)),
  );

  expect(counted.length).toBeGreaterThan(5);
  expect(counted.filter((text) => !source.includes(`'${text}'`))).toEqual([]);
});

it.each([
  [
    '{ $.message = "job done" && ($.kind = "approve" || $.kind = "deny") }',
    { message: 'job done', kind: 'deny' },
    true,
  ],
  [
    '{ $.message = "job done" && ($.kind = "approve" || $.kind = "deny") }',
    { message: 'job done', kind: 'import' },
    false,
  ],
  ['{ $.security_event IS TRUE }', { security_event: true }, true],
  ['{ $.security_event IS TRUE }', { security_event: 'true' }, false],
  ['{ $.drift = * }', { drift: 0 }, true],
  ['{ $.drift = * }', {}, false],
])('reads the pattern %s as CloudWatch Logs does', (pattern, line, matched) => {
  expect(matches(pattern, line)).toBe(matched);
});
