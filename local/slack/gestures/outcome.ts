import type { Core } from '../core.ts';
import type { Delivered } from '../deliver/deliver.ts';
import type { Ephemeral } from '../ephemerals.ts';
import type { Json, Person } from '../state/world.ts';
import { viewPayload } from '../views/open-views.ts';

/** What Slack would have shown after a gesture. */
export interface Outcome {
  readonly ok: boolean;
  /** HTTP status of the app's answer; 0 when it gave none, or was not asked. */
  readonly status: number;
  readonly ackMs: number;
  /** `operation_timeout`, `dispatch_failed`, or another of Slack's words. */
  readonly error?: string;
  /** The sentence that Slack shows for the error. */
  readonly banner?: string;
  /** Field errors of a modal: block id → sentence. `by` says who found them. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly by?: 'client' | 'app';
  /** The person's modals, the top one last. */
  readonly views: readonly Json[];
  /** What was said to this person alone since the gesture began. */
  readonly ephemerals: readonly Ephemeral[];
}

/** Notes where things stood before a gesture; the returned function tells what has come since. */
export function watchOutcome({ ephemerals, views, world }: Core, person: Person) {
  const before = new Set(ephemerals.all().map(({ ts }) => ts));
  return (
    delivered: Pick<Delivered, 'status' | 'ackMs' | 'error'>,
    more: Partial<Outcome> = {},
  ): Outcome => ({
    ok: delivered.error === undefined && more.error === undefined && more.errors === undefined,
    status: delivered.status,
    ackMs: delivered.ackMs,
    ...(delivered.error ? { error: delivered.error } : {}),
    ...more,
    views: views.stack(person.id).map((view) => viewPayload(view, world)),
    ephemerals: ephemerals.all().filter(({ user, ts }) => user === person.id && !before.has(ts)),
  });
}

/** Nothing was asked of the app. */
export const NOT_ASKED = { status: 0, ackMs: 0 } as const;
