import * as z from 'zod/mini';
import type { Actor } from '../actor.ts';

const Instant = z.number().check(z.int(), z.nonnegative());

/** An end before the agreed one. */
const DelegationEnd = z.object({
  /** An `Actor` as text. */
  by: z.string(),
  /** Epoch seconds. */
  at: Instant,
});
export type DelegationEnd = z.infer<typeof DelegationEnd>;

/** One person decides for another for a while, with what that other may decide at the moment of each decision. */
export const Delegation = z.object({
  /** 22 characters. */
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  workspace: z.string(),
  /** Slack id of the one whose decisions these are. */
  from: z.string(),
  /** Slack id of the one who decides for them. */
  to: z.string(),
  /** Key of the only owning team that it is about. */
  team: z.optional(z.string()),
  /** The only mesh database that it is about. */
  database: z.optional(z.string()),
  /** Epoch seconds: the first that counts, and the first that does not any more. */
  begins: Instant,
  ends: Instant,
  /** An `Actor` as text: who arranged it. */
  by: z.string(),
  at: Instant,
  /** Typed by a person. */
  reason: z.optional(z.string()),
  ended: z.optional(DelegationEnd),
});
export type Delegation = z.infer<typeof Delegation>;

export interface DelegationOrder extends Omit<Delegation, 'id' | 'at' | 'by' | 'ended'> {
  readonly by: Actor;
  /** A job that is delivered again arranges nothing twice. */
  readonly job: string;
}

/** Whether it counts at this instant (epoch seconds): from its begin to right before its end, or to whoever ended it. */
export function isInForce({ begins, ends, ended }: Delegation, now: number): boolean {
  return ended === undefined && begins <= now && now < ends;
}
