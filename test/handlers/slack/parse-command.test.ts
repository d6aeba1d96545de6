import { expect, it } from '@jest/globals';
import { parseCommand } from '../../../src/handlers/slack/parse-command.ts';

it.each([
  ['', '', ''],
  ['request', 'request', ''],
  ['  Request  ', 'request', ''],
  ['\u00a0request\u00a0orders', 'request', 'orders'],
  ['request “orders”', 'request', 'orders'],
  ['REQUEST "retail orders"', 'request', 'retail orders'],
  ["find 'a b'", 'find', 'a b'],
  ['status AbCd', 'status', 'AbCd'],
])('S-12 reads %j as verb %j and words %j', (text, verb, words) => {
  expect(parseCommand(text)).toEqual({ verb, words });
});
