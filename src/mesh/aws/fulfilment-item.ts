import * as z from 'zod/mini';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import {
  DECISION_KINDS,
  type FailureCause,
  type Fulfilment,
  PHASES,
  type TableState,
} from '../subscriptions/subscription.ts';
import { columnsFromItem, columnsToItem, StoredColumns } from './column-item.ts';

const TABLE_STATES = ['Waiting', 'Granted', 'Failed', 'Revoked', 'RevokeFailed'] as const;
const Permission = z.enum(TABLE_PERMISSIONS);
const StoredCause = z.object({ Code: z.string(), Message: z.string(), AwsRequestId: z.optional(z.string()) });
/** Only the name of the state where the table has exactly the record's permissions: a thousand tables have to fit into 400 KB. */
const StoredTable = z.union([
  z.enum(TABLE_STATES),
  z.object({
    State: z.enum(TABLE_STATES),
    Permissions: z.array(Permission),
    Grantable: z.array(Permission),
    Columns: z.optional(StoredColumns),
    Rows: z.optional(z.array(z.string()).check(z.minLength(1))),
    Cause: z.optional(StoredCause),
  }),
]);

export const StoredFulfilment = z.object({
  Phase: z.enum(PHASES),
  Job: z.string(),
  At: z.number(),
  Decision: z.optional(
    z.object({
      Kind: z.enum(DECISION_KINDS),
      By: z.string(),
      OnBehalf: z.optional(z.string()),
      At: z.number(),
      Note: z.optional(z.string()),
    }),
  ),
  Tables: z.record(z.string(), StoredTable),
  Cause: z.optional(StoredCause),
});
export type StoredFulfilment = z.infer<typeof StoredFulfilment>;

export function fulfilmentFromItem(
  stored: StoredFulfilment,
  permitted: readonly TablePermission[],
  grantable: readonly TablePermission[],
): Fulfilment {
  const { Decision } = stored;
  const table = (value: z.infer<typeof StoredTable>): TableState =>
    typeof value === 'string'
      ? { state: value, permissions: permitted, grantable }
      : {
          state: value.State,
          permissions: value.Permissions,
          grantable: value.Grantable,
          ...(value.Columns ? { columns: columnsFromItem(value.Columns) } : {}),
          ...(value.Rows ? { rows: value.Rows } : {}),
          ...(value.Cause ? { cause: causeFromItem(value.Cause) } : {}),
        };
  return {
    phase: stored.Phase,
    job: stored.Job,
    at: stored.At,
    ...(Decision
      ? {
          decision: {
            kind: Decision.Kind,
            by: Decision.By,
            ...(Decision.OnBehalf === undefined ? {} : { onBehalf: Decision.OnBehalf }),
            at: Decision.At,
            ...(Decision.Note === undefined ? {} : { note: Decision.Note }),
          },
        }
      : {}),
    tables: Object.fromEntries(Object.entries(stored.Tables).map(([name, value]) => [name, table(value)])),
    ...(stored.Cause ? { cause: causeFromItem(stored.Cause) } : {}),
  };
}

export function fulfilmentToItem(
  fulfilment: Fulfilment,
  permitted: readonly TablePermission[],
  grantable: readonly TablePermission[],
): StoredFulfilment {
  const { decision } = fulfilment;
  const table = (state: TableState): z.infer<typeof StoredTable> =>
    !state.cause &&
    !state.columns &&
    !state.rows &&
    same(state.permissions, permitted) &&
    same(state.grantable, grantable)
      ? state.state
      : {
          State: state.state,
          Permissions: [...state.permissions],
          Grantable: [...state.grantable],
          ...(state.columns ? { Columns: columnsToItem(state.columns) } : {}),
          ...(state.rows ? { Rows: [...state.rows] } : {}),
          ...(state.cause ? { Cause: causeToItem(state.cause) } : {}),
        };
  return {
    Phase: fulfilment.phase,
    Job: fulfilment.job,
    At: fulfilment.at,
    ...(decision
      ? {
          Decision: {
            Kind: decision.kind,
            By: decision.by,
            ...(decision.onBehalf === undefined ? {} : { OnBehalf: decision.onBehalf }),
            At: decision.at,
            ...(decision.note === undefined ? {} : { Note: decision.note }),
          },
        }
      : {}),
    Tables: Object.fromEntries(
      Object.entries(fulfilment.tables).map(([name, state]) => [name, table(state)]),
    ),
    ...(fulfilment.cause ? { Cause: causeToItem(fulfilment.cause) } : {}),
  };
}

function same(left: readonly TablePermission[], right: readonly TablePermission[]): boolean {
  return left.length === right.length && left.every((name) => right.includes(name));
}

function causeFromItem({ Code, Message, AwsRequestId }: z.infer<typeof StoredCause>): FailureCause {
  return { code: Code, message: Message, ...(AwsRequestId ? { awsRequestId: AwsRequestId } : {}) };
}

function causeToItem({ code, message, awsRequestId }: FailureCause): z.infer<typeof StoredCause> {
  return { Code: code, Message: message, ...(awsRequestId ? { AwsRequestId: awsRequestId } : {}) };
}
