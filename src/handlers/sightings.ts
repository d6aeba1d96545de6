/** Since when something that is looked at again and again has been as it is. Losing it loses a date, nothing else. */
export interface Sightings {
  /** What the last look at a subject saw, with the moment when it was first seen, in epoch seconds. Changes nothing. */
  known(subject: string): Promise<ReadonlyMap<string, number>>;
  /**
   * Remembers what is seen now of a subject and forgets what is not there any more, so that what comes back counts anew. Returns for each the
   * moment when it was first seen, in epoch seconds. Where only a part could be seen, nothing is forgotten.
   */
  see(
    subject: string,
    ids: readonly string[],
    options?: { readonly isPart?: boolean },
  ): Promise<ReadonlyMap<string, number>>;
}
