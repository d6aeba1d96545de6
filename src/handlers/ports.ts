import type { InstallOutcome } from './jobs/install.ts';
import type { Job } from './jobs/job.ts';
import type { Field } from './policy/policy.ts';

/** The jobs queue, as the handlers see it. A job with an id that was sent within five minutes is sent once. */
export interface Jobs {
  send(job: Job): Promise<void>;
}

/** A product as a form offers it: cached, for choosing only. Authority is read afresh by the worker. */
export interface CachedProduct {
  /** Mesh database. */
  readonly database: string;
  /** Short, stable stand-in for the product in option values. */
  readonly key: string;
  readonly title: string;
  readonly domain?: string | undefined;
  readonly product?: string | undefined;
  readonly description?: string | undefined;
  readonly ownerTeam: string;
  readonly ownerTeamName: string;
  /** Slack user ids of those who decide. */
  readonly approvers: readonly string[];
  readonly approverGroups: readonly string[];
  /** Whether nobody could decide; absent: somebody can. Policies may name others than the owner's approvers. */
  readonly isUndecidable?: boolean | undefined;
  /** Seconds in which requests are usually answered; absent: too few were. */
  readonly usualSeconds?: number | undefined;
  /** When it leaves the mesh, as its owner announced, epoch seconds: nobody can ask for it any more. */
  readonly endsAt?: number | undefined;
  /** Longest access that the owner gives, in seconds; absent: any. */
  readonly longestSeconds?: number | undefined;
  /** What the form proposes. */
  readonly defaultSeconds?: number | undefined;
  /** Whether access without an end may be asked for; absent: only where no longest is set. */
  readonly endless?: boolean | undefined;
  /** Whether tables that are added later may be asked for too. */
  readonly live?: boolean | undefined;
  /** What the owner asks for besides the reason; absent: nothing. */
  readonly fields?: readonly Field[] | undefined;
  /** What has to be confirmed. */
  readonly conditions?: string | undefined;
  readonly tables: readonly {
    readonly name: string;
    readonly description?: string | undefined;
    readonly columns: number;
  }[];
}

/** The same cache as the worker reads it: for forms that it fills, and for names that everybody may see. */
export interface CachedProducts {
  /** Every product that the catalogue lists, page by page. */
  all(): AsyncIterable<CachedProduct>;
  /** The product that holds these tables; `undefined` where the catalogue lists none, or where they are of several. */
  of(database: string, tables: readonly string[]): Promise<CachedProduct | undefined>;
  byKey(key: string): Promise<CachedProduct | undefined>;
}

export interface CachedTeam {
  readonly key: string;
  readonly name: string;
}

/** What the public function may read: the catalogue cache and hints. Losing it loses no access and no decision. */
export interface Catalogue {
  products(): Promise<readonly CachedProduct[]>;
  /** The consumer teams of a person: a hint that saves a question, never authority. */
  teamsOf(workspace: string, user: string): Promise<readonly CachedTeam[]>;
  /** A form that the worker refused, as it was filled. */
  draft(id: string): Promise<unknown>;
  /** What came of an installation; `undefined` while the worker is at it. */
  installOutcome(nonce: string): Promise<InstallOutcome | undefined>;
}
