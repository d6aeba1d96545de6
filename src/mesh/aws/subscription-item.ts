import * as z from 'zod/mini';
import { ConfigurationError } from '../errors.ts';
import { TABLE_PERMISSIONS, type TablePermission } from '../permissions.ts';
import { STATUSES, type Subscription } from '../subscriptions/subscription.ts';
import {
  endNoticeFromItem,
  endNoticeToItem,
  extensionFromItem,
  extensionToItem,
  StoredEndNotice,
  StoredExtension,
} from './extension-item.ts';
import { fulfilmentFromItem, fulfilmentToItem, StoredFulfilment } from './fulfilment-item.ts';
import { handedOnFromItem, handedOnToItem, StoredHandedOn } from './handed-on-item.ts';
import { questionFromItem, questionToItem, StoredQuestion } from './question-item.ts';
import { StoredTagScope, tagScopeFromItem, tagScopeToItem } from './tag-scope-item.ts';

/** A list as the library writes it, a set as DynamoDB hands sets over, one text, or nothing: always a list. */
const Texts = z.pipe(
  z.optional(z.nullable(z.union([z.string(), z.array(z.string()), z.set(z.string())]))),
  z.transform((value) =>
    value === undefined || value === null ? [] : typeof value === 'string' ? [value] : [...value],
  ),
);
const Grants = z.pipe(
  Texts,
  z.transform((names): readonly TablePermission[] =>
    TABLE_PERMISSIONS.filter((permission) => names.includes(permission) || names.includes('ALL')),
  ),
);

/** What is stored, in the library's attribute names; those that only we write are optional. */
const Item = z.object({
  SubscriptionId: z.string(),
  OwnerPrincipal: z.string(),
  SubscriberPrincipal: z.string(),
  Status: z.enum(STATUSES),
  DatabaseName: z.optional(z.string()),
  TableName: Texts,
  Domain: z.optional(z.string()),
  DataProduct: z.optional(z.string()),
  ByTag: z.optional(StoredTagScope),
  RequestedGrants: Grants,
  PermittedGrants: Grants,
  GrantableGrants: Grants,
  GrantedTableARNs: Texts,
  RamShares: z.optional(
    z.nullable(z.record(z.string(), z.object({ type: z.enum(['Table', 'Database']), arn: z.string() }))),
  ),
  Notes: Texts,
  ImportedToConsumer: z.optional(z.boolean()),
  CreationDate: z._default(z.string(), ''),
  CreatedBy: z._default(z.string(), ''),
  UpdatedDate: z.optional(z.string()),
  UpdatedBy: z.optional(z.string()),
  Reason: z.optional(z.string()),
  RequestedBy: z.optional(z.string()),
  RequestedVia: z.optional(z.enum(['slack', 'cli', 'library'])),
  RequestedSeconds: z.optional(z.number()),
  RequestFields: z.optional(z.record(z.string(), z.string())),
  Stages: z.optional(
    z.array(
      z.object({
        Stage: z.string(),
        Count: z.number(),
        Users: z.array(z.string()),
        Groups: z.array(z.string()),
      }),
    ),
  ),
  MustReview: z.optional(z.boolean()),
  StageApprovals: z.optional(
    z.array(
      z.object({ Stage: z.string(), By: z.string(), OnBehalf: z.optional(z.string()), At: z.number() }),
    ),
  ),
  ExpiresAt: z.optional(z.number()),
  Version: z.optional(z.number()),
  Predecessor: z.optional(z.string()),
  Questions: z.optional(z.array(StoredQuestion)),
  Fulfilment: z.optional(StoredFulfilment),
  Extension: z.optional(StoredExtension),
  EndNotice: z.optional(StoredEndNotice),
  HandedOn: z.optional(z.array(StoredHandedOn)),
  Escalated: z.optional(
    z.object({
      At: z.number(),
      Users: z.array(z.string()),
      Groups: z.array(z.string()),
      Team: z.optional(z.string()),
    }),
  ),
});

/**
 * One record of the table, as `unmarshall` or the document client hands it over, in our words.
 * Throws `ConfigurationError` (`MALFORMED_RECORD`) for what is no subscription.
 */
export function itemToSubscription(item: Readonly<Record<string, unknown>>): Subscription {
  const parsed = Item.safeParse(item);
  if (!parsed.success) {
    const where = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
    throw new ConfigurationError(
      'MALFORMED_RECORD',
      `record ${String(item['SubscriptionId'])} is malformed at ${where}`,
      {
        userMessage: 'A record of the subscriptions table cannot be read. A mesh admin has to look at it.',
      },
    );
  }
  const { data } = parsed;
  return {
    id: data.SubscriptionId,
    owner: data.OwnerPrincipal,
    subscriber: data.SubscriberPrincipal,
    status: data.Status,
    tables: data.TableName,
    requested: data.RequestedGrants,
    permitted: data.PermittedGrants,
    grantable: data.GrantableGrants,
    grantedTableArns: data.GrantedTableARNs,
    ramShares: data.RamShares ?? {},
    notes: data.Notes.sort(),
    imported: data.ImportedToConsumer ?? false,
    createdAt: data.CreationDate,
    createdBy: data.CreatedBy,
    ...present({
      database: data.DatabaseName,
      domain: data.Domain,
      dataProduct: data.DataProduct,
      byTag: data.ByTag && tagScopeFromItem(data.ByTag),
      updatedAt: data.UpdatedDate,
      updatedBy: data.UpdatedBy,
      reason: data.Reason,
      requestedBy: data.RequestedBy,
      requestedVia: data.RequestedVia,
      requestedSeconds: data.RequestedSeconds,
      fields: data.RequestFields,
      mustReview: data.MustReview,
      stages: data.Stages?.map(({ Stage, Count, Users, Groups }) => ({
        stage: Stage,
        count: Count,
        users: Users,
        groups: Groups,
      })),
      approvals: data.StageApprovals?.map(({ Stage, By, OnBehalf, At }) => ({
        stage: Stage,
        by: By,
        at: At,
        ...(OnBehalf === undefined ? {} : { onBehalf: OnBehalf }),
      })),
      expiresAt: data.ExpiresAt,
      version: data.Version,
      predecessor: data.Predecessor,
      questions: data.Questions?.map(questionFromItem),
      fulfilment:
        data.Fulfilment && fulfilmentFromItem(data.Fulfilment, data.PermittedGrants, data.GrantableGrants),
      extension: data.Extension && extensionFromItem(data.Extension),
      endNotice: data.EndNotice && endNoticeFromItem(data.EndNotice),
      handedOn: data.HandedOn?.map(handedOnFromItem),
      escalated: data.Escalated && {
        at: data.Escalated.At,
        users: data.Escalated.Users,
        groups: data.Escalated.Groups,
        ...(data.Escalated.Team === undefined ? {} : { team: data.Escalated.Team }),
      },
    }),
  };
}

/** The reverse; attributes without a value are left out. Notes become a set, since the library adds to one. */
export function subscriptionToItem(subscription: Subscription): Readonly<Record<string, unknown>> {
  const { permitted, grantable, ramShares, notes, fulfilment } = subscription;
  const decided = subscription.status !== 'Pending' || permitted.length > 0;
  return present({
    SubscriptionId: subscription.id,
    OwnerPrincipal: subscription.owner,
    SubscriberPrincipal: subscription.subscriber,
    Status: subscription.status,
    DatabaseName: subscription.database,
    TableName: subscription.tables.length > 0 ? [...subscription.tables] : undefined,
    Domain: subscription.domain,
    DataProduct: subscription.dataProduct,
    ByTag: subscription.byTag && tagScopeToItem(subscription.byTag),
    RequestedGrants: [...subscription.requested],
    PermittedGrants: permitted.length > 0 ? [...permitted] : undefined,
    GrantableGrants: decided && permitted.length > 0 ? [...grantable] : undefined,
    GrantedTableARNs:
      subscription.grantedTableArns.length > 0 ? [...subscription.grantedTableArns] : undefined,
    RamShares: Object.keys(ramShares).length > 0 ? ramShares : undefined,
    Notes: notes.length > 0 ? new Set(notes) : undefined,
    ImportedToConsumer: subscription.imported ? true : undefined,
    CreationDate: subscription.createdAt,
    CreatedBy: subscription.createdBy,
    UpdatedDate: subscription.updatedAt,
    UpdatedBy: subscription.updatedBy,
    Reason: subscription.reason,
    RequestedBy: subscription.requestedBy,
    RequestedVia: subscription.requestedVia,
    RequestedSeconds: subscription.requestedSeconds,
    RequestFields: subscription.fields,
    MustReview: subscription.mustReview,
    Stages: subscription.stages?.map(({ stage, count, users, groups }) => ({
      Stage: stage,
      Count: count,
      Users: [...users],
      Groups: [...groups],
    })),
    StageApprovals: subscription.approvals?.map(({ stage, by, at, onBehalf }) => ({
      Stage: stage,
      By: by,
      At: at,
      ...(onBehalf === undefined ? {} : { OnBehalf: onBehalf }),
    })),
    ExpiresAt: subscription.expiresAt,
    Version: subscription.version,
    Predecessor: subscription.predecessor,
    Questions: subscription.questions?.map(questionToItem),
    Fulfilment: fulfilment && fulfilmentToItem(fulfilment, permitted, grantable),
    Extension: subscription.extension && extensionToItem(subscription.extension),
    EndNotice: subscription.endNotice && endNoticeToItem(subscription.endNotice),
    HandedOn: subscription.handedOn?.map(handedOnToItem),
    Escalated: subscription.escalated && {
      At: subscription.escalated.at,
      Users: [...subscription.escalated.users],
      Groups: [...subscription.escalated.groups],
      ...(subscription.escalated.team === undefined ? {} : { Team: subscription.escalated.team }),
    },
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined. */
function present<T extends Readonly<Record<string, unknown>>>(values: T): Present<T> {
  const kept: Present<T> = {};
  for (const key in values) {
    const value = values[key];
    if (isPresent(value)) {
      kept[key] = value;
    }
  }
  return kept;
}

function isPresent<V>(value: V): value is Exclude<V, undefined> {
  return value !== undefined;
}
