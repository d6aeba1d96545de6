import type { TablePermission } from '../permissions.ts';
import type { TagCondition } from '../tag-scope.ts';
import type { TagHeld } from './held.ts';
import type { GrantFailure } from './permissions.ts';

/** Lake Formation's grants on whatever tables carry certain LF-tags, in the mesh account. */
export interface TagGrants {
  /** Returns why Lake Formation refused it. `onAnswer` is told AWS's request id. */
  grant(
    principal: string,
    expression: readonly TagCondition[],
    permissions: readonly TablePermission[],
    grantable: readonly TablePermission[],
    onAnswer?: (requestId: string) => void,
  ): Promise<Omit<GrantFailure, 'table'> | undefined>;
  /** As `grant`; what is already gone counts as done. */
  revoke: TagGrants['grant'];
  /** What the principal holds by exactly this expression. */
  held(principal: string, expression: readonly TagCondition[]): Promise<TagHeld>;
  /** Every grant by LF-tags that this role may see, whoever holds it. */
  list(): AsyncIterable<{
    readonly principal: string;
    readonly expression: readonly TagCondition[];
    readonly permissions: readonly TablePermission[];
    readonly grantable: readonly TablePermission[];
    readonly shares: readonly string[];
  }>;
  /** The tables that carry such tags by now, their own or those of their database, with all tags of each. */
  tagged(expression: readonly TagCondition[]): AsyncIterable<{
    readonly database: string;
    readonly table: string;
    readonly tags: Readonly<Record<string, readonly string[]>>;
  }>;
  /** Makes keys and values that are missing. Throws `UpstreamError` (`TAG_FULL`). */
  prepare(tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Puts tags on a table, and makes keys and values that are missing. Throws `UpstreamError` (`TAG_FULL`, `TAG_REFUSED`). */
  put(database: string, table: string, tags: Readonly<Record<string, readonly string[]>>): Promise<void>;
  /** Takes tags off a table; those that are not there count as taken. Throws `UpstreamError` (`TAG_REFUSED`). */
  remove(database: string, table: string, tags: readonly TagCondition[]): Promise<void>;
}
