import { standingOrders } from '../../mesh/ledger/order.ts';
import { isInUse } from '../../mesh/subscriptions/others-need.ts';
import { tellUnconfirmed } from '../adoption/tell-unconfirmed.ts';
import type { JobOf } from '../jobs/job.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { NOBODY } from '../jobs/nobody.ts';
import { tellRestored } from '../restored/tell-restored.ts';
import { mayEnd } from './brake.ts';
import { causeText } from './cause-text.ts';
import type { Due, Pass } from './check.ts';
import { CHECKS } from './checks.ts';
import { expiries } from './expiries.ts';
import { tellFailures } from './failure-queues.ts';
import { lookedAfter } from './looked-after.ts';
import { readingOnce } from './read-once.ts';
import { tellUnmapped } from './unmapped.ts';

interface Tally {
  readonly due: Record<string, number>;
  readonly failed: Record<string, number>;
  readonly failures: string[];
}

/** Failures that one log line names; the rest is in the numbers. */
const NAMED = 20;
/** Seconds that a sweep acts for; the function lives 120, and the last act has to end within it. */
const BUDGET = 75;

/**
 * One pass over all records; each goes through every check. Goes by the records as they are, so that nothing which was missed once stays
 * missed. What fails is tried again by the next sweep, and neither a record nor a check keeps the others waiting: what does not fit into the
 * function's time goes on in another job behind the record where this one stopped. Too many ends at once are asked about first. Before a mesh admin
 * confirmed what was here before the app, only what went through the app is looked after; while a restored table was not compared with the ledger, nothing.
 */
export async function sweep(dependencies: JobDependencies, job: JobOf<'sweep'>): Promise<void> {
  const began = dependencies.now();
  if (job.after === undefined) {
    await tellFailures(dependencies);
  }
  const mesh = dependencies.meshAs({ kind: 'app', part: 'sweep' });
  const { isConfirmed } = await mesh.adoption();
  await dependencies.adoptionCopy.keep(isConfirmed);
  const { isStanding, order } = await mesh.restoration();
  if (isStanding) {
    await tellRestored(dependencies, order?.job ?? '', job.id);
    await dependencies.ticks.seen(job.at);
    dependencies.report('sweep done', { records: 0, rests: 'until the restored table is compared' });
    return;
  }
  const over = new Set<string>();
  for await (const { subscriptionId } of mesh.decidedEnds()) {
    over.add(subscriptionId);
  }
  const suspended = await standingOrders(mesh.orders('suspension'), dependencies.now());
  const pass = { now: began, over, suspended };
  const found: Due[] = [];
  const held = new Map<string, number>();
  let records = 0;
  let live = 0;
  let from = 0;
  for await (const subscription of mesh.listSubscriptions({})) {
    records += 1;
    found.push(
      ...CHECKS.filter((check) => check.due(subscription, pass)).map((check) => ({ check, subscription })),
    );
    // A table is read in the same order each time; what was done is not due any more, and what failed comes before.
    from = subscription.id === job.after ? found.length : from;
    if (isInUse(subscription)) {
      live += 1;
      for (const account of [subscription.owner, subscription.subscriber]) {
        held.set(account, (held.get(account) ?? 0) + 1);
      }
    }
  }
  const rest = found.slice(from);
  const ours = isConfirmed ? rest : await lookedAfter(mesh, rest, pass);
  const ends = (isConfirmed ? found : ours).filter(({ check }) => check === expiries).length;
  const isFree = await mayEnd(dependencies, mesh, { ends, live });
  const due = ours.filter(({ check }) => isFree || check !== expiries);
  const stopped = await actOn(readingOnce(dependencies), due, pass, began);
  if (job.after === undefined) {
    await (isConfirmed ? tellUnmapped(dependencies, held, job.id) : tellUnconfirmed(dependencies, job.id));
    await dependencies.ticks.seen(job.at);
  }
  const { tally, after } = stopped;
  dependencies.report('sweep done', {
    records,
    ...tally.due,
    ...tally.failed,
    failures: tally.failures.slice(0, NAMED),
    ...(isFree ? {} : { held_back: ends }),
    ...(isConfirmed ? {} : { unconfirmed: rest.length - ours.length }),
    ...(after === undefined ? {} : { goes_on_after: after }),
  });
  if (after !== undefined) {
    await dependencies.jobs.send({
      kind: 'sweep',
      id: `${job.id.slice(-80)}+${found.length}`,
      at: dependencies.now(),
      workspace: NOBODY,
      user: NOBODY,
      reply: {},
      after,
    });
  }
}

/** Does what is due; returns the last record that it came to, where time ran out. */
async function actOn(
  dependencies: JobDependencies,
  found: readonly Due[],
  pass: Pass,
  began: number,
): Promise<{ readonly tally: Tally; readonly after?: string }> {
  const tally: Tally = {
    due: Object.fromEntries(CHECKS.map(({ name }) => [`${name}_due`, 0])),
    failed: Object.fromEntries(CHECKS.map(({ name }) => [`${name}_failed`, 0])),
    failures: [],
  };
  let last: string | undefined;
  for (const { check, subscription } of found) {
    if (last !== undefined && last !== subscription.id && dependencies.now() - began > BUDGET) {
      return { tally, after: last };
    }
    last = subscription.id;
    count(tally.due, `${check.name}_due`);
    try {
      await check.act(dependencies, subscription, { ...pass, now: dependencies.now() });
    } catch (error) {
      count(tally.failed, `${check.name}_failed`);
      tally.failures.push(`${check.name} ${subscription.id}: ${causeText(error)}`);
    }
  }
  return { tally };
}

function count(numbers: Record<string, number>, name: string): void {
  numbers[name] = (numbers[name] ?? 0) + 1;
}
