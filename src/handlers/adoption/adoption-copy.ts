/**
 * A copy of whether a mesh admin confirmed what was here before the app, for the function that tells what changes: it cannot read the ledger. Renewed by
 * every sweep.
 */
export interface AdoptionCopy {
  keep(isConfirmed: boolean): Promise<void>;
  /** `undefined` where no sweep has said it yet. */
  read(): Promise<boolean | undefined>;
}
