import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { denyModal, noticeView } from '../../src/blocks/deny-modal.ts';
import { help, unknownCommand } from '../../src/blocks/help.ts';
import { type RequestModalProduct, requestModal } from '../../src/blocks/request-modal.ts';
import { validateMessage } from '../../src/blocks/validate/message.ts';
import { validateView } from '../../src/blocks/validate/view.ts';

const anyText = fc.oneof(
  fc.string({ maxLength: 400 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constant('<!channel> & *x*'),
);
const name = fc.string({ minLength: 1, maxLength: 255 });

const product: fc.Arbitrary<RequestModalProduct> = fc.record({
  key: fc.stringMatching(/^[\w-]{16}$/),
  title: name,
  database: name,
  description: fc.option(anyText, { nil: undefined }),
  ownerTeamName: name,
  approvers: fc.array(fc.constant('U0BO'), { maxLength: 30 }),
  approverGroups: fc.array(fc.constant('S0BO'), { maxLength: 3 }),
  tables: fc.uniqueArray(fc.record({ name, description: fc.option(anyText, { nil: undefined }) }), {
    minLength: 1,
    maxLength: 40,
    selector: (table) => table.name,
  }),
});

it('S-05 S-06 opens a request form that Slack accepts, for any product and any number of teams', () => {
  fc.assert(
    fc.property(
      product,
      fc.array(fc.record({ key: fc.uuid(), name }), { maxLength: 120 }),
      anyText,
      (chosen, teams, words) => {
        const filled = {
          tables: chosen.tables.map((table) => table.name),
          permissions: ['SELECT'],
          reason: words,
        };

        expect(validateView(requestModal({ teams, words }), 'modal')).toEqual([]);
        expect(validateView(requestModal({ teams, product: chosen, filled }), 'modal')).toEqual([]);
      },
    ),
    { numRuns: 60 },
  );
});

it('makes notices and answers that Slack accepts, for any text', () => {
  fc.assert(
    fc.property(anyText, anyText, (one, other) => {
      fc.pre(one.trim() !== '' && other.trim() !== '');

      expect(validateView(noticeView(one, other), 'modal')).toEqual([]);
      expect(
        validateView(
          denyModal({ requester: '<@U0ANA>', product: one, tables: 'orders', metadata: 'a.b' }),
          'modal',
        ),
      ).toEqual([]);
      expect(validateMessage(unknownCommand(one))).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('answers a mistyped verb with the nearest one', () => {
  expect(unknownCommand('reqest').text).toContain('Did you mean `/mesh request`?');
  expect(unknownCommand('xyzzy').text).toContain('`/mesh help`');
  expect(validateMessage(help())).toEqual([]);
});
