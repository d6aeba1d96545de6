import { type DriftRow, driftReport } from '../../blocks/drift-report.ts';
import { section } from '../../blocks/message.ts';
import { clip, typed } from '../../blocks/text.ts';
import type { Finding } from '../../mesh/drift/finding.ts';
import { UpstreamError } from '../../mesh/errors.ts';
import type { LedgerEvent } from '../../mesh/ledger/event.ts';
import { orderOf } from '../changes/order-of.ts';
import { sayOnce } from '../say-once.ts';
import { placeOf } from '../subscriber-places.ts';
import type { Team } from '../team.ts';
import { tellAdmins } from '../tell-admins.ts';
import { autoRepair } from './auto-repair.ts';
import { driftRow, unreadName } from './drift-row.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { producers } from './look/my-teams.ts';
import { lookForDrift, type SeenDrift } from './look-for-drift.ts';

/** Seconds from one nightly look to the next; the schedule ticks more often. */
const NIGHT = 20 * 3600;
/** Seconds after which a difference that nobody mended is said once more. */
const REMINDER = 7 * 24 * 3600;

/**
 * Looks at every producer once a night, and tells each team's channel what it was not told yet, and the admins how much of it there is. Mends only
 * what is missing, where the owner's policy says so: of the rest, whoever is told decides. Before a mesh admin confirmed what was here before the
 * app, only the admins are told.
 * What was told is marked last: a look that dies before is done again by the same job, whose messages the outbox shows once.
 * Throws `UpstreamError` (`REPORT_REFUSED`), so that what Slack refused is said when the job comes again.
 */
export async function reportDrift(dependencies: JobDependencies, job: JobOf<'drift'>): Promise<void> {
  const { references, report } = dependencies;
  const mesh = dependencies.meshAs({ kind: 'app', part: 'drift' });
  if ((await mesh.restoration()).isStanding || (await references.wasSaid(LOOKED))) {
    return; // records that are older than what was decided show differences that are none
  }
  const teams = await dependencies.shownTeams.all();
  const unread: string[] = [];
  const toAdmins: string[] = [];
  const told: string[] = [];
  let found = 0;
  const { isConfirmed } = await mesh.adoption();
  for (const team of producers(teams)) {
    const seen = await lookForDrift(dependencies, mesh, team.account);
    unread.push(...seen.unread.map(({ code }) => `${team.key}: ${code}`));
    found += seen.findings.length;
    const rows: DriftRow[] = [];
    for (const line of isConfirmed ? seen.findings : []) {
      const mended = await autoRepair(dependencies, team, line, job.id);
      if (mended !== undefined) {
        toAdmins.push(mended);
      } else if (!(await references.wasSaid(toldAs(line.id), job.id))) {
        const row = driftRow(line, teams, seen.since);
        await mesh.record([driftEvent(job, team, line, row)]);
        rows.push(row);
        told.push(line.id);
      }
    }
    toAdmins.push(...summary(team, seen, isConfirmed ? rows.length : seen.findings.length, teams));
    if (rows.length > 0) {
      await tellOwners(dependencies, team, rows, job);
    }
  }
  report('drift done', { drift: found, unread });
  await sumUp(dependencies, toAdmins, job);
  for (const id of told) {
    await references.onceIn(REMINDER, toldAs(id), job.id);
  }
  await references.onceIn(NIGHT, LOOKED, job.id);
}

/** Names the look of a night. */
const LOOKED = 'drift-report';

function toldAs(finding: string): string {
  return `drift#${finding}`;
}

/** How much there is, for the admins, where the app's secret names a channel of theirs. */
async function sumUp(
  dependencies: JobDependencies,
  sentences: readonly string[],
  job: JobOf<'drift'>,
): Promise<void> {
  if (sentences.length === 0 || (await dependencies.adminChannel()) === undefined) {
    return;
  }
  const text = `:mag: Compared what was decided with what AWS holds. ${sentences.join(' ')} \`/mesh drift\` shows them.`;
  const once = { seconds: NIGHT, what: `drift-summary#${job.id}`, job: job.id };
  await sayOnce(dependencies.references, once, async () => {
    if (!(await tellAdmins(dependencies, { text, blocks: [section(clip(text, 2900))] }))) {
      throw new UpstreamError('REPORT_REFUSED', 'the admins could not be told of differences', {
        userMessage: 'Slack did not take the report about differences.',
        retryable: true,
      });
    }
    return true;
  });
}

/** What was found, for good; the same job, delivered again, makes the same event. */
function driftEvent(
  { id, at }: JobOf<'drift'>,
  { key }: Team,
  line: Finding,
  { sentence }: DriftRow,
): LedgerEvent {
  const { owner, principal, database, table, permissions, grantable, subscriptionId, kind } = line;
  return {
    id: `drift#${line.id}#${id}`,
    at,
    source: 'observed',
    action: 'drift',
    outcome: 'done',
    by: 'app:drift',
    team: key,
    code: kind,
    note: sentence,
    owner,
    database,
    permissions: [...permissions],
    grantable: [...grantable],
    ...(/^\d{12}$/.test(principal) && principal !== owner ? { subscriber: principal } : {}),
    ...(table === undefined ? {} : { tables: [table] }),
    ...(subscriptionId === undefined ? {} : { subscriptionId }),
  };
}

/** One sentence for the admins about a team that has something new, or could not be looked at. */
function summary(
  { name }: Team,
  { findings, unread }: SeenDrift,
  fresh: number,
  teams: readonly Team[],
): readonly string[] {
  const count = findings.length === 1 ? '1 difference' : `${findings.length} differences`;
  return [
    ...(fresh > 0 ? [`*${typed(name, 80)}*: ${count}, ${fresh} of them new.`] : []),
    ...unread.map((line) => `*${typed(unreadName(line, name, teams), 200)}* could not be looked at.`),
  ];
}

/** By the outbox: put twice by a job that is delivered again, it is shown once; where the channel is gone, the admins get it. */
function tellOwners(
  { outbox }: JobDependencies,
  team: Team,
  rows: readonly DriftRow[],
  { id, at }: JobOf<'drift'>,
): Promise<void> {
  return outbox.put({
    subscriptionId: `drift-report#${team.key}`,
    key: id,
    ...placeOf(team),
    message: driftReport({
      title: 'New differences between what was decided and what AWS holds',
      rows,
      unread: [],
    }),
    order: orderOf(at),
  });
}
