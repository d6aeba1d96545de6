import { type DriftRow, driftReport } from '../../blocks/drift-report.ts';
import { UpstreamError } from '../../mesh/errors.ts';
import type { Team } from '../team.ts';
import { driftRow } from './drift-row.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { producers } from './look/my-teams.ts';

/** Seconds from one nightly look to the next; the schedule ticks more often. */
const NIGHT = 20 * 3600;
/** Seconds after which a difference that nobody mended is said once more. */
const REMINDER = 7 * 24 * 3600;

/**
 * Looks at every producer once a night, and tells each team's channel what it was not told yet. Mends nothing: whoever is told decides.
 * Throws `UpstreamError` (`REPORT_REFUSED`), so that what Slack refused is said when the job comes again.
 */
export async function reportDrift(dependencies: JobDependencies, job: JobOf<'drift'>): Promise<void> {
  const { references, report } = dependencies;
  if (!(await references.onceIn(NIGHT, 'drift-report', job.id))) {
    return;
  }
  const teams = await dependencies.shownTeams.all();
  const unread: string[] = [];
  const refused: string[] = [];
  let found = 0;
  for (const team of producers(teams)) {
    const rows: DriftRow[] = [];
    for await (const line of dependencies
      .meshAs({ kind: 'app', part: 'drift' })
      .drift({ owner: team.account })) {
      if (line.kind === 'unread') {
        unread.push(`${team.key}: ${line.code}`);
        continue;
      }
      found += 1;
      if (await references.onceIn(REMINDER, `drift#${line.id}`, job.id)) {
        rows.push(driftRow(line, teams));
      }
    }
    const code = rows.length > 0 ? await post(dependencies, team, rows) : undefined;
    if (code !== undefined) {
      refused.push(`${team.key}: ${code}`);
    }
  }
  report('drift done', { drift: found, unread });
  if (refused.length > 0) {
    throw new UpstreamError('REPORT_REFUSED', `differences could not be told: ${refused.join(', ')}`, {
      userMessage: 'Slack did not take the report about differences.',
      retryable: true,
    });
  }
}

function post(
  { answers }: JobDependencies,
  team: Team,
  rows: readonly DriftRow[],
): Promise<string | undefined> {
  const { workspace, enterprise, channel } = team;
  return answers.tryPost(
    { workspace, ...(enterprise === undefined ? {} : { enterprise }) },
    channel,
    driftReport({ title: 'New differences between what was decided and what AWS holds', rows, unread: [] }),
  );
}
