import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { ConfigurationError } from '../errors.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { Clock } from '../ports.ts';
import { placesTaken } from './counted-places.ts';
import { endsUpTo } from './decided-ends.ts';
import { ledgerPuts, readDecision, readDecisions } from './decision-rows.ts';
import { delegationEndRow, delegationRow, readDelegations } from './delegation-rows.ts';
import { addFilter, readFilters } from './filter-rows.ts';
import { keepText, readText } from './kept-texts.ts';
import { eventRows } from './ledger-rows.ts';
import { appendPuts, rowPuts } from './ledger-writer.ts';
import { giveOrder, ordersAbout } from './order-rows.ts';
import { readEvents } from './read-events.ts';

/** Without a table there are no rows. Decisions are only ever written by the store, with the claim. */
export function createDynamoLedger(
  documents: DynamoDBDocumentClient,
  table: string | undefined,
  clock: Clock,
): Ledger {
  return {
    isKept: table !== undefined,
    kept: async (name) => (table === undefined ? undefined : readText(documents, table, clock, name)),

    keep: async (name, text) => (table === undefined ? text : keepText(documents, table, clock, name, text)),

    rowFilters: async (database) =>
      table === undefined ? [] : readFilters(documents, table, clock, database),

    async defineRowFilter(definition) {
      if (table !== undefined) {
        await addFilter(documents, table, clock, definition);
      }
    },

    taken: async (counter) => (table === undefined ? 0 : placesTaken(documents, table, clock, counter)),

    decision: async (subscriptionId, job) =>
      table === undefined ? undefined : readDecision(documents, table, clock, subscriptionId, job),

    async *endsUpTo(now) {
      if (table !== undefined) {
        yield* endsUpTo(documents, table, clock, now);
      }
    },

    async *history(subscriptionId) {
      if (table !== undefined) {
        yield* await readDecisions(documents, table, clock, subscriptionId);
      }
    },

    async record(events) {
      if (table !== undefined) {
        await appendPuts(documents, clock, ledgerPuts(table, undefined, events));
      }
    },

    async give(order) {
      if (table === undefined) {
        throw new ConfigurationError('NO_LEDGER', `no ledger for ${order.action} of ${order.about}`, {
          userMessage:
            'This is kept in the ledger, which only the app has. Do it in Slack, or through the app.',
        });
      }
      await giveOrder(documents, table, clock, order);
    },

    async *orders(subject) {
      if (table !== undefined) {
        yield* ordersAbout(documents, table, clock, subject);
      }
    },

    async delegate(delegation, event) {
      if (table !== undefined) {
        await appendPuts(documents, clock, rowPuts(table, [delegationRow(delegation), ...eventRows(event)]));
      }
    },

    async endDelegation(delegation, end, event) {
      if (table !== undefined) {
        await appendPuts(
          documents,
          clock,
          rowPuts(table, [delegationEndRow(delegation, end), ...eventRows(event)]),
        );
      }
    },

    async *delegations(workspace, after) {
      if (table !== undefined) {
        yield* readDelegations(documents, table, clock, workspace, after);
      }
    },

    async *events(filter) {
      if (table !== undefined) {
        yield* readEvents(documents, table, clock, filter);
      }
    },
  };
}
