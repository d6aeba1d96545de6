import { parseActor } from '../../mesh/actor.ts';
import type { Mesh } from '../../mesh/mesh.ts';

const DAY = 86_400;
/** How far back answers count, in seconds. */
const LATELY = 60 * DAY;
/** Events that are looked at, the newest: a busy mesh has its answers among them. */
const MOST_EVENTS = 3000;
/** Fewer answers say nothing. */
const FEWEST = 5;

/** Seconds in which requests to this owner were usually answered lately, of this database where there were enough; coarse, so that it seldom changes. */
export type UsualWait = (owner: string, database: string) => number | undefined;

/** From the ledger: how long people took between a request in Slack and its yes or no. What a policy approved by itself does not count. */
export async function usualWaits(mesh: Pick<Mesh, 'events'>, now: number): Promise<UsualWait> {
  const answered = new Map<string, number>();
  const waits = new Map<string, number[]>();
  let seen = 0;
  for await (const event of mesh.events({ from: now - LATELY, to: now, newestFirst: true })) {
    seen += 1;
    if (seen > MOST_EVENTS) {
      break;
    }
    const { subscriptionId: id, source, action, outcome, at, owner, database } = event;
    if (id === undefined || owner === undefined || database === undefined) {
      continue;
    }
    const isAnswer = source === 'decision' && (action === 'approve' || action === 'deny');
    if (isAnswer && parseActor(event.by).kind !== 'app' && !answered.has(id)) {
      answered.set(id, at);
    }
    const answeredAt = answered.get(id);
    if (
      source === 'attempt' &&
      action === 'request-access' &&
      outcome === 'done' &&
      answeredAt !== undefined
    ) {
      for (const key of [owner, `${owner}/${database}`]) {
        waits.set(key, [...(waits.get(key) ?? []), Math.max(0, answeredAt - at)]);
      }
    }
  }
  const median = (key: string): number | undefined => {
    const sorted = (waits.get(key) ?? []).toSorted((one, other) => one - other);
    return sorted.length < FEWEST ? undefined : coarse(sorted[Math.floor(sorted.length / 2)] ?? 0);
  };
  return (owner, database) => median(`${owner}/${database}`) ?? median(owner);
}

/** Up to the next five minutes, hour or day. */
function coarse(seconds: number): number {
  const step = seconds <= 3300 ? 300 : seconds <= 2 * DAY - 3600 ? 3600 : DAY;
  return Math.max(1, Math.ceil(seconds / step)) * step;
}
