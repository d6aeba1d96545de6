import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerModal } from '../../src/blocks/answer-modal.ts';
import { askModal } from '../../src/blocks/ask-modal.ts';
import { chooseProductToDelete, deleteProductModal } from '../../src/blocks/delete-product-modal.ts';
import { denyModal, noticeView } from '../../src/blocks/deny-modal.ts';
import { help, unknownCommand } from '../../src/blocks/help.ts';
import { ownProductList, PRODUCTS, SUBSCRIBERS } from '../../src/blocks/own-products.ts';
import {
  publishedMessage,
  publishedNews,
  publishingMessage,
  publishStoppedMessage,
} from '../../src/blocks/publish-message.ts';
import { publishModal } from '../../src/blocks/publish-modal.ts';
import { questionMessage } from '../../src/blocks/question-message.ts';
import { type RequestModalProduct, requestModal } from '../../src/blocks/request-modal.ts';
import { typed } from '../../src/blocks/text.ts';
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
  isUndecidable: fc.boolean(),
  conditions: fc.option(name, { nil: undefined }),
  fields: fc.array(
    fc.record({ name: fc.constant('ticket'), label: fc.constant('Ticket'), optional: fc.boolean() }),
    {
      maxLength: 1,
    },
  ),
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
        const change = { teams, product: chosen, filled, editing: 'a.b', notice: 'Denied before.' };
        expect(validateView(requestModal(change), 'modal')).toEqual([]);
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
      const asking = { product: one, metadata: 'a.b' };
      expect(validateView(askModal({ ...asking, requester: '<@U0ANA>', tables: 'orders' }), 'modal')).toEqual(
        [],
      );
      expect(validateView(answerModal({ ...asking, questions: [typed(other, 500)] }), 'modal')).toEqual([]);
      const question = { product: one, tables: [other], by: '<@U0BO>', question: other, buttonValue: 'a.b' };
      expect(validateMessage(questionMessage({ ...question, isWaiting: true }))).toEqual([]);
      expect(
        validateMessage(
          questionMessage({ ...question, isWaiting: false, answer: { by: '<@U0ANA>', text: one } }),
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

const reasons = fc.array(fc.record({ sourceTable: name, reason: anyText }), { maxLength: 30 });

it('makes the forms and messages of publishing and deleting that Slack accepts, for any names', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(name, { minLength: 0, maxLength: 1200 }),
      fc.array(name, { maxLength: 40 }),
      reasons,
      anyText,
      (databases, tables, skipped, words) => {
        const teams = [
          { key: 'sales', name: 'Sales' },
          { key: 'shops', name: 'Shops' },
        ];
        const team = { key: 'sales', name: 'Sales' };
        const about = { isPublic: true, exposedName: '', schedule: 'cron(1 2 * * ? *)', crawlerRole: 'arn' };
        const filled = { pattern: 'o.*', product: 'orders', domain: '', ...about };
        const previews = [undefined, { problem: words }, { tables, skipped }];
        for (const preview of previews) {
          const source = preview && databases[0];
          const view = publishModal({ teams, team, databases, more: 3, source, preview, filled });

          expect(validateView(view, 'modal')).toEqual([]);
        }
        const state = {
          id: 'a'.repeat(22),
          source: databases[0] ?? 'sales',
          product: words,
          by: 'U0BO',
          isPublic: tables.length % 2 === 0,
          published: tables,
          total: 50,
          skipped,
          failed: skipped,
        };
        expect(validateMessage(publishingMessage(state, 7))).toEqual([]);
        expect(validateMessage(publishStoppedMessage(state, words, { isOver: true }))).toEqual([]);
        expect(validateMessage(publishedMessage(state))).toEqual([]);
        expect(validateMessage(publishedNews(state))).toEqual([]);
        const products = databases.map((database, index) => ({
          key: `k${index}`,
          title: database,
          database,
        }));
        expect(validateView(chooseProductToDelete(words, products), 'modal')).toEqual([]);
        const rows = tables.slice(0, SUBSCRIBERS).map((table, index) => ({
          id: `id${index}`,
          product: words,
          tables: [table],
          permissions: ['SELECT'],
          state: 'granted',
          who: 'for Analytics',
          when: 'ends soon',
          buttonValue: 'a.b',
          action: 'revoke' as const,
        }));
        const owned = products.slice(0, PRODUCTS).map((each, place) => ({
          ...each,
          domain: words,
          team: 'Sales',
          tables,
          mayDecide: true,
          rows: rows.map((row) => ({ ...row, id: `${row.id}-${place}` })),
          subscribers: 99,
        }));
        expect(validateMessage(ownProductList(words, owned, 400, 'None.'))).toEqual([]);
        for (const live of [[], ['*Analytics*: orders']]) {
          const product = { product: 'orders', database: databases[0] ?? 'sales', team: 'sales' };
          for (const endsAt of [undefined, 1_800_000_000]) {
            const about = { endsAt, firstDay: '2026-11-26' };
            const data = { ...product, ...about, tables, live, waiting: ['*Finance*: refunds'] };

            expect(validateView(deleteProductModal(data), 'modal')).toEqual([]);
          }
        }
      },
    ),
    { numRuns: 25 },
  );
});
