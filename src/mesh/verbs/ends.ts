import type { Act } from '../act.ts';
import type { DecidedEnd } from '../ports/decision.ts';
import type { Subscription } from '../subscriptions/subscription.ts';

export interface ExtensionRequest extends Omit<Act, 'shown'> {
  /** The owner's policy moves the end once to here, while somebody still has to answer; epoch seconds. Nothing where it was moved so before. */
  readonly graceUntil?: number | undefined;
  /** How much longer, counted from the end that was decided. */
  readonly seconds: number;
  readonly reason?: string;
}

/** When an access ends, and how it goes on longer. */
export interface Ends {
  /**
   * Ends an access whose time is over by its last decision; the record's own `ExpiresAt` counts only where no decision is on record, and is put
   * right where it says something else. Before the end, nothing happens. Throws as `Accesses.revoke`.
   */
  expire(request: Act): Promise<Subscription>;
  /**
   * Asks for more time on an `Active` subscription that has an end; the access itself stays as it is.
   * Throws `ConflictError` (`NOT_ACTIVE`, `NO_END`, `END_PASSED`, `EXTENSION_PENDING`), `InvalidRequestError` (`BAD_DURATION`).
   */
  askExtension(request: ExtensionRequest): Promise<Subscription>;
  /**
   * Gives the time that was asked for, counted from the old end, with its decision row in one transaction; an end that has come stays one. `shown` is
   * an `extensionDigest`. Throws `ConflictError` (`NO_EXTENSION`, `EXTENSION_DECIDED`, `END_PASSED`, `REQUEST_CHANGED`).
   */
  extend(request: Act & { readonly note?: string }): Promise<Subscription>;
  /** The access goes on to its old end. Throws as `extend`. */
  denyExtension(request: Act & { readonly note?: string }): Promise<Subscription>;
  /** No more warnings about this end; the access goes on to it. Throws as `askExtension`. */
  letEnd(request: Act): Promise<Subscription>;
  /** Remembers that people were warned of this end, `lead` seconds before it. */
  noteWarning(warning: {
    readonly subscriptionId: string;
    readonly end: number;
    readonly lead: number;
  }): Promise<Subscription>;
  /** Accesses whose decided end of the last 35 days has come, whatever the records say; those that ended are among them. */
  decidedEnds(): AsyncIterable<DecidedEnd>;
}
