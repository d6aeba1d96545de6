import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { moment } from '../../../blocks/text.ts';
import { isInForce } from '../../../mesh/ledger/delegation.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { isMeshAdmin } from '../../admins.ts';
import { delegationLine } from '../../delegation/delegation-line.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';

/** Lines that one answer holds. */
const MOST = 20;

/** `/mesh delegates`: who stands in for whom, now or later; one's own, for mesh admins all of the workspace. */
export async function delegates(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  const now = dependencies.now();
  const isAdmin = await isMeshAdmin(dependencies, job);
  const teams = await dependencies.shownTeams.all();
  const lines: string[] = [];
  for await (const delegation of mesh.delegations(job.workspace, now)) {
    const isOwn = [delegation.from, delegation.to].includes(job.user);
    if (delegation.ended === undefined && (isOwn || isAdmin)) {
      const when = isInForce(delegation, now) ? '' : ` (begins ${moment(delegation.begins)})`;
      lines.push(`• ${delegationLine(delegation, teams)}${when} \`${delegation.id}\``);
    }
  }
  if (lines.length === 0) {
    return privateAnswer(
      'Nobody stands in for anybody. Before you are away, say `/mesh delegate @cleo 2026-12-21..2027-01-04`.',
    );
  }
  const rest = lines.length > MOST ? [`… and ${lines.length - MOST} more`] : [];
  return privateAnswer(
    [
      '*Who stands in for whom*',
      ...lines.slice(0, MOST),
      ...rest,
      'End one with `/mesh delegate end <id>`.',
    ].join('\n'),
  );
}
