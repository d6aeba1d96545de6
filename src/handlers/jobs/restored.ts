import { section } from '../../blocks/message.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { listed } from '../../blocks/text.ts';
import { actorText } from '../../mesh/actor.ts';
import { ConflictError, MeshError } from '../../mesh/errors.ts';
import { TABLE } from '../../mesh/restored/restoration.ts';
import { requireOrders } from '../require-orders.ts';
import { type Comparison, compare } from '../restored/comparison.ts';
import { disagreementLine } from '../restored/disagreement-line.ts';
import { tellRestored } from '../restored/tell-restored.ts';
import { tellAdmins } from '../tell-admins.ts';
import { actingPerson } from './acting-person.ts';
import { actorMention } from './decided-answer.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { NOBODY } from './nobody.ts';

/** Seconds after which it goes on in another job; the function lives 120. */
const BUDGET = 60;
/** Lines that are kept for the command line. */
const KEPT = 300;
const BY_APP = { kind: 'app', part: 'sweep' } as const;

/**
 * After the table of subscriptions was restored: has sweeps rest (`begin`), or brings every record back that is behind the ledger, as a mesh admin was
 * shown it, and lets sweeps go on. Throws `NotAllowedError` (`NOT_MESH_ADMIN`), `ConflictError` (`NOT_RESTORED`, `COMPARISON_CHANGED`,
 * `NOT_RECONCILED`).
 */
export async function restored(dependencies: JobDependencies, job: JobOf<'restored'>): Promise<void> {
  await requireOrders(dependencies, job);
  await (job.choice === 'begin' ? begin(dependencies, job) : goOn(dependencies, job));
}

async function begin(dependencies: JobDependencies, job: JobOf<'restored'>): Promise<void> {
  const mesh = dependencies.meshAs(BY_APP);
  const { isStanding, tableId } = await mesh.restoration();
  if (!isStanding) {
    await mesh.giveOrder({
      subject: 'restore',
      about: TABLE,
      action: 'begin',
      job: job.id,
      by: actorText(actingPerson(job)),
      at: job.at,
      seen: tableId,
    });
    await tellRestored(dependencies, job.id, job.id);
  }
  const compared = await compare(mesh);
  if (job.operator === undefined) {
    await dependencies.answers.tell(
      job,
      privateAnswer(
        `Sweeps rest. ${compared.found.length} records disagree with the ledger: \`/mesh restored\` shows them.`,
      ),
    );
    return;
  }
  const teams = await dependencies.shownTeams.all();
  await mesh.keepText(
    `comparison#${job.id}`,
    JSON.stringify({
      digest: compared.digest,
      total: compared.found.length,
      repairable: compared.repairable.length,
      lines: compared.found.slice(0, KEPT).map((each) => disagreementLine(each, teams)),
    }),
  );
}

async function goOn(dependencies: JobDependencies, job: JobOf<'restored'>): Promise<void> {
  const mesh = dependencies.meshAs(BY_APP);
  const { isStanding, order, tableId } = await mesh.restoration();
  const by = actingPerson(job);
  if (!isStanding && order?.job !== job.id) {
    throw new ConflictError('NOT_RESTORED', `table ${tableId} stands confirmed by ${order?.by}`, {
      userMessage:
        'Sweeps do not rest: the table is the one that it was. Where it was restored, say so first: `/mesh restored`, or `data-mesh-cli restored`.',
    });
  }
  if (isStanding) {
    const compared = await compare(mesh);
    if (job.goesOn !== true) {
      requireShown(compared, job.shown);
    }
    if (!(await bringBack(dependencies, job, compared))) {
      return; // in another job
    }
    await mesh.giveOrder({
      subject: 'restore',
      about: TABLE,
      action: 'confirm',
      job: job.id,
      by: actorText(by),
      at: dependencies.now(),
      seen: tableId,
    });
  }
  const text = `:arrow_forward: ${actorMention(actorText(by))} compared the restored table with the ledger, and its records say again what was decided. Sweeps go on.`;
  await tellAdmins(dependencies, { text, blocks: [section(text)] });
  const base = { at: dependencies.now(), workspace: NOBODY, user: NOBODY, reply: {} };
  await dependencies.jobs.send({ ...base, kind: 'sweep', id: `sweep-${job.id.slice(-100)}` });
  if (job.operator === undefined) {
    await dependencies.answers.tell(
      job,
      privateAnswer('The records say again what was decided. Sweeps go on.'),
    );
  }
}

function requireShown({ digest }: Comparison, shown: string | undefined): void {
  if (digest !== shown) {
    throw new ConflictError('COMPARISON_CHANGED', `shown ${shown ?? 'nothing'}, is ${digest}`, {
      userMessage:
        'Other records disagree now than when you looked, so nothing was changed. Look again with `/mesh restored` or `data-mesh-cli restored`, and go on from what you then see.',
    });
  }
}

/** Whether all of it is done; `false` where another job goes on with it. Each is tried, whatever becomes of the others. */
async function bringBack(
  dependencies: JobDependencies,
  job: JobOf<'restored'>,
  { repairable }: Comparison,
): Promise<boolean> {
  const { now, jobs, report } = dependencies;
  const began = now();
  const mesh = dependencies.meshAs(BY_APP);
  const failures: string[] = [];
  for (const { id, kind } of repairable) {
    try {
      const { status, fulfilment } = await mesh.reconcile({
        subscriptionId: id,
        by: actingPerson(job),
        job: `reconcile#${id}#${job.id.slice(-100)}`,
      });
      await mesh.record([
        {
          id: `${job.id}#reconcile#${id}`,
          at: now(),
          source: 'result',
          action: 'reconcile',
          outcome: fulfilment?.phase.endsWith('Failed') ? 'failed' : 'done',
          by: actorText(actingPerson(job)),
          job: job.id,
          subscriptionId: id,
          code: kind,
          to: status,
        },
      ]);
    } catch (error) {
      if (!(error instanceof MeshError)) {
        throw error;
      }
      failures.push(`${id}: ${error.userMessage}`);
    }
    if (now() - began > BUDGET) {
      if (failures.length > 0) {
        break;
      }
      await jobs.send({ ...job, id: `${job.id.slice(-90)}+${id}`, at: now(), goesOn: true });
      return false;
    }
  }
  report('restored records brought back', { repairable: repairable.length, failures });
  if (failures.length > 0) {
    throw new ConflictError('NOT_RECONCILED', failures.join('; ').slice(0, 500), {
      userMessage: `${failures.length} of ${repairable.length} records could not be brought back, so sweeps go on resting: ${listed(failures, 3)} Mend that, then look again with \`/mesh restored\`.`,
    });
  }
  return true;
}
