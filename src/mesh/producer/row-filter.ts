/** One version of a row filter, as the ledger keeps it for good. */
export interface FilterDefinition {
  /** Mesh database. */
  readonly database: string;
  readonly table: string;
  /** The owner's name for it. */
  readonly name: string;
  /** From 1. */
  readonly version: number;
  /** Absent: deleted. */
  readonly expression?: string;
  /** What the owner says about it, unescaped. */
  readonly description?: string;
  /** An `Actor` as text. */
  readonly by: string;
  /** Epoch seconds. */
  readonly at: number;
  readonly job: string;
}

/** A row filter as it can be chosen. */
export interface RowFilter {
  readonly database: string;
  readonly table: string;
  readonly name: string;
  /** What was decided, or where no decision is on record, what Lake Formation has. */
  readonly expression: string;
  readonly description?: string;
  /** Who decided it, an `Actor` as text; absent where it was made outside of the app. */
  readonly by?: string;
  /** Epoch seconds. */
  readonly at?: number;
  /** Of the newest decision about it, deletion included; 0 where there is none. */
  readonly version: number;
  /** `changed`: somebody changed it in Lake Formation past the app. `missing`: it is not there. */
  readonly state: 'ready' | 'changed' | 'missing';
}
