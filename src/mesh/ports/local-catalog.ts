/** A table link of an account, and what it points to. */
export interface TableLink {
  readonly name: string;
  readonly target: { readonly catalogId: string; readonly database: string; readonly table: string };
}

/** What a database of an account leads to. */
export interface DatabaseLinks {
  /** Where the whole database is a link. */
  readonly target?: { readonly catalogId: string; readonly database: string };
  /** Its tables by name, each with what it points to; `undefined` for one that is no link. Empty where the whole database is a link. */
  readonly tables: ReadonlyMap<string, TableLink['target'] | undefined>;
}

/** The consumer account's own catalog. */
export interface LocalCatalog {
  /** `undefined` where there is no such database. Changes nothing. */
  links(database: string): Promise<DatabaseLinks | undefined>;
  /**
   * Makes sure that there is a database for links to this one. `linked` where the library made the whole database a link, so that tables need
   * none of their own. Throws `ConflictError` (`LINK_NAME_TAKEN`) for a link to something else.
   */
  ensureDatabase(
    name: string,
    target: { readonly catalogId: string; readonly database: string },
  ): Promise<'plain' | 'linked'>;
  /** Makes the links that are missing. Throws `ConflictError` (`LINK_NAME_TAKEN`) where a name is something else. */
  linkTables(database: string, links: readonly TableLink[]): Promise<void>;
  /** Removes those of the links that are there; a table that is something else stays. */
  unlinkTables(database: string, links: readonly TableLink[]): Promise<void>;
  /** Removes the database if it is a link, or a database for links without any left. */
  dropEmptyDatabase(name: string): Promise<void>;
}
