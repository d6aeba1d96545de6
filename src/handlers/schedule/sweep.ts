import { standingOrders } from '../../mesh/ledger/order.ts';
import type { Job } from '../jobs/job.ts';
import type { JobDependencies } from '../jobs/job-dependencies.ts';
import { CHECKS } from './checks.ts';

interface Tally {
  readonly due: Record<string, number>;
  readonly failed: Record<string, number>;
  readonly failures: string[];
}

/** Failures that one log line names; the rest is in the numbers. */
const NAMED = 20;

/**
 * One pass over all records; each goes through every check. Goes by the records as they are, so that nothing which was missed once stays
 * missed. What fails is tried again by the next sweep, and neither a record nor a check keeps the others waiting.
 */
export async function sweep(dependencies: JobDependencies, { at }: Pick<Job, 'at'>): Promise<void> {
  const mesh = dependencies.meshAs({ kind: 'app', part: 'sweep' });
  const tally: Tally = {
    due: Object.fromEntries(CHECKS.map(({ name }) => [`${name}_due`, 0])),
    failed: Object.fromEntries(CHECKS.map(({ name }) => [`${name}_failed`, 0])),
    failures: [],
  };
  const over = new Set<string>();
  for await (const { subscriptionId } of mesh.decidedEnds()) {
    over.add(subscriptionId);
  }
  const suspended = await standingOrders(mesh.orders('suspension'), dependencies.now());
  let records = 0;
  for await (const subscription of mesh.listSubscriptions({})) {
    records += 1;
    const pass = { now: dependencies.now(), over, suspended };
    for (const check of CHECKS) {
      if (!check.due(subscription, pass)) {
        continue;
      }
      count(tally.due, `${check.name}_due`);
      try {
        await check.act(dependencies, subscription, pass);
      } catch (error) {
        count(tally.failed, `${check.name}_failed`);
        tally.failures.push(`${check.name} ${subscription.id}: ${causeText(error)}`);
      }
    }
  }
  await dependencies.ticks.seen(at);
  dependencies.report('sweep done', {
    records,
    ...tally.due,
    ...tally.failed,
    failures: tally.failures.slice(0, NAMED),
  });
}

function count(numbers: Record<string, number>, name: string): void {
  numbers[name] = (numbers[name] ?? 0) + 1;
}

function causeText(error: unknown): string {
  return error instanceof Error ? `${error.name} ${error.message}`.slice(0, 300) : String(error);
}
