import { type DriftRow, driftReport } from '../../../blocks/drift-report.ts';
import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { typed } from '../../../blocks/text.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { driftOwners } from '../drift-owners.ts';
import { driftRow, unreadName } from '../drift-row.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { lookForDrift } from '../look-for-drift.ts';

/** `/mesh drift [product]`: what AWS holds against what was decided, for those who may mend it. */
export async function drift(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const owners = await driftOwners(dependencies, job);
  const teams = await dependencies.shownTeams.all();
  const words = job.words.trim().toLowerCase();
  const rows: DriftRow[] = [];
  const unread: string[] = [];
  let elsewhere = 0;
  for (const { account, name } of owners) {
    const seen = await lookForDrift(dependencies, mesh, account);
    unread.push(
      ...seen.unread.map(
        (line) => `${unreadName(line, name, teams)} could not be looked at: ${line.message}`,
      ),
    );
    const meant = seen.findings.filter(({ database }) => database.includes(words));
    elsewhere += seen.findings.length - meant.length;
    rows.push(...meant.map((each) => driftRow(each, teams, seen.since)));
  }
  if (rows.length + unread.length === 0) {
    return privateAnswer(
      elsewhere > 0
        ? `No differences in databases whose name contains “${typed(words, 80)}”. There are ${elsewhere} in others: \`/mesh drift\` shows them.`
        : `No differences found: for ${owners.map(({ name }) => typed(name, 80)).join(', ')}, AWS holds what was decided.`,
    );
  }
  const count = rows.length === 1 ? '1 difference' : `${rows.length} differences`;
  return driftReport({ title: `${count} between what was decided and what AWS holds`, rows, unread });
}
