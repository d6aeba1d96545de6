import { createHash } from 'node:crypto';
import type { ColumnScope } from '../columns.ts';
import type { TablePermission } from '../permissions.ts';

/**
 * What can be done about a difference: grant again what was decided, take away what was not, make it an access of its own with a decision and an
 * end, end the whole access, or leave it and be told again after a date.
 */
export const REMEDIES = ['repair', 'revoke', 'adopt', 'end', 'ignore'] as const;
export type Remedy = (typeof REMEDIES)[number];

/** Where a difference shows. */
type DriftPlace =
  | 'grant'
  | 'database'
  | 'filter'
  | 'bucket-policy'
  | 'catalog-policy'
  | 'share'
  | 'link'
  | 'local'
  | 'tag';

/** One difference between what was decided and what AWS holds. The same difference has the same id on every look. */
export interface Finding {
  /** 12 hexadecimal characters. */
  readonly id: string;
  /**
   * `missing`: decided, and not held. `wrong-state`: the record is active, and nothing of it is held. `excess`: a consumer with
   * subscriptions of this database holds more than they say. `orphan`: held without any subscription. `dangling`: the table of a
   * subscription is gone. `altered`: a row filter that a subscription rests on is not what its owner saved, or what has a link's name in the
   * consumer's account is something else.
   */
  readonly kind: 'missing' | 'wrong-state' | 'excess' | 'orphan' | 'dangling' | 'altered';
  readonly where: DriftPlace;
  /** Producer account id. */
  readonly owner: string;
  /** Account id, or the ARN of a principal. */
  readonly principal: string;
  readonly database: string;
  readonly table?: string;
  readonly bucket?: string;
  /** What is missing, or what is too much. */
  readonly permissions: readonly TablePermission[];
  /** Of these, what is missing or too much as a grant option. */
  readonly grantable: readonly TablePermission[];
  /** Where `SELECT` is missing or too much on some columns only. */
  readonly columns?: ColumnScope;
  /** Row filters through which `SELECT` is missing or too much, or that were altered, as people know them. */
  readonly filters?: readonly string[];
  /**
   * Of `share`, which has to bring the tables into the consumer's account: it is invited, its invitation expired or was declined, or it is part of
   * no such share.
   */
  readonly share?: 'waiting' | 'expired' | 'rejected' | 'left';
  /** Of a share that somebody made by hand: its ARN and its name. */
  readonly given?: { readonly share: string; readonly name: string };
  /** Of `local`, what the consumer's account gave to its own principal: on its link, or on the table of the mesh. */
  readonly on?: 'link' | 'target';
  /** Of `tag`: the LF-tag that the table should carry by its domain or product; the principal is then the owner. */
  readonly tag?: { readonly key: string; readonly value: string };
  /** The subscription by which the decision was made; absent on orphans. */
  readonly subscriptionId?: string;
  readonly remedies: readonly Remedy[];
}

/** An account that could not be looked at; this is no difference, and does not hide the others. */
export interface Unread {
  readonly kind: 'unread';
  /** Producer account id. */
  readonly owner: string;
  /** Account id of the consumer that could not be read; absent where it is the producer itself. */
  readonly consumer?: string;
  readonly code: string;
  /** One sentence for a person. */
  readonly message: string;
}

export type DriftLine = Finding | Unread;

export interface DriftFilter {
  /** Producer account id; absent: every producer. */
  readonly owner?: string;
  /** Mesh database. */
  readonly database?: string;
  /** Also those that somebody left until a date. */
  readonly withIgnored?: boolean;
}

/** Every difference may be left for a while. */
export function finding(facts: Omit<Finding, 'id'>): Finding {
  const {
    kind,
    where,
    owner,
    principal,
    database,
    table,
    bucket,
    subscriptionId,
    permissions,
    grantable,
    columns,
    filters,
    tag,
    given,
    on,
  } = facts;
  // What is held too much stays the same difference when its holder gets, or loses, a subscription of something else.
  const isMore = kind === 'orphan' || kind === 'excess';
  const identity = [
    isMore ? 'more' : kind,
    where,
    owner,
    principal,
    database,
    table ?? null,
    bucket ?? null,
    isMore ? null : (subscriptionId ?? null),
    permissions,
    grantable,
    // Only where there are some: differences without keep their ids.
    ...(columns === undefined ? [] : [columns]),
    ...(filters === undefined ? [] : [filters]),
    ...(tag === undefined ? [] : [[tag.key, tag.value]]),
    ...(given === undefined ? [] : [given.share]),
    ...(on === undefined ? [] : [on]),
  ];
  return {
    ...facts,
    remedies: [...facts.remedies, 'ignore'],
    id: createHash('sha256').update(JSON.stringify(identity)).digest('hex').slice(0, 12),
  };
}
