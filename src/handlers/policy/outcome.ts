import type { TablePermission } from '../../mesh/permissions.ts';
import type { Field, Rule, Stage } from './policy.ts';

/** One table as rules see it. */
export interface AskedTable {
  readonly name: string;
  readonly product?: string | undefined;
  readonly domain?: string | undefined;
  /** The catalogue does not show it: it is never approved automatically. */
  readonly isUnknown?: boolean;
  /** LF-tags and table parameters together: key → values. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

/** A request as rules see it: all facts are read afresh, none comes from a form. */
export interface Ask {
  /** Mesh database. */
  readonly database: string;
  readonly tables: readonly AskedTable[];
  /** Key of the team that asks. */
  readonly team: string;
  readonly permissions: readonly TablePermission[];
  /** Absent: no end. */
  readonly durationSeconds?: number | undefined;
}

export type Ruling =
  | { readonly kind: 'deny'; readonly text: string }
  | {
      readonly kind: 'auto';
      /** At most so often for one team in one period. */
      readonly cap: NonNullable<Rule['auto']>;
    }
  | {
      readonly kind: 'stages';
      readonly stages: readonly Stage[];
      /** Whether nobody may approve twice. */
      readonly distinct: boolean;
    };

/** People who decide: nothing named stands for the owner's approvers. */
export type Deciders = Pick<Stage, 'team' | 'users' | 'groups'>;

/** When those who decide are reminded of a request that waits. */
export interface Reminders {
  readonly firstSeconds: number;
  readonly everySeconds: number;
  readonly backsOff: boolean;
  readonly most?: number | undefined;
  readonly hours?:
    | { readonly from: number; readonly to: number; readonly zone?: string | undefined }
    | undefined;
}

/** What a policy makes of a request. Times in seconds. */
export interface Outcome {
  /** Id of the rule that decided; absent: none fitted, and the policy's own settings count. */
  readonly rule?: string | undefined;
  readonly ruling: Ruling;
  readonly longestSeconds?: number | undefined;
  readonly defaultSeconds?: number | undefined;
  readonly endless: boolean;
  /** Whether tables that a product gets later may be given with it. */
  readonly live?: true;
  readonly fields: readonly Field[];
  readonly conditions?: string | undefined;
  readonly extension: {
    readonly automatically: number;
    /** Share of the access that has to be over, 0 to 1. */
    readonly notBefore: number;
    readonly graceSeconds?: number | undefined;
  };
  readonly reminders?: Reminders | undefined;
  readonly escalation?: { readonly afterSeconds: number; readonly to: Deciders } | undefined;
  /** A request that nobody answered for so long is closed. */
  readonly expiresAfterSeconds?: number | undefined;
  /** Whether an approval needs Review… and the product's name. */
  readonly isReviewed: boolean;
  /** Slack ids of approvers who are never pinged. */
  readonly silent: readonly string[];
}

/** One approver of the owner decides: what counts where no policy says more. */
export const OWNER_DECIDES: Extract<Ruling, { kind: 'stages' }> = {
  kind: 'stages',
  stages: [{ name: 'Owner', count: 1 }],
  distinct: true,
};
