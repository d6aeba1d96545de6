import { doctorReport } from '../../../blocks/doctor-report.ts';
import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { asked, type Finding, troubles } from '../../../mesh/admin/finding.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import { isMeshAdmin } from '../../admins.ts';
import { examineAll, examineTeams } from '../../doctor/examine.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { myShownTeams } from './my-teams.ts';

const NO_ADMINS = {
  severity: 'error',
  effect: 'Nobody counts as a mesh admin, so only your own teams are shown.',
  fix: 'An operator has to mend the secret data-mesh/admins.',
} as const;

/** `/mesh doctor`: for mesh admins everything, for others what concerns their own teams. Changes and posts nothing. */
export async function doctor(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
): Promise<Message> {
  if (job.words.trim() !== '') {
    return privateAnswer('The doctor takes no words. Type `/mesh doctor`.');
  }
  const admin = await asked('the mesh admins’ secret can be read', NO_ADMINS, () =>
    isMeshAdmin(dependencies, job),
  );
  if ('value' in admin && admin.value) {
    return report(await examineAll(dependencies, mesh, job), 'the mesh');
  }
  const { all, memberOf, approverOf } = await myShownTeams(dependencies, job);
  const own = [...new Set([...memberOf, ...approverOf])];
  if (own.length === 0) {
    return privateAnswer(
      'You are in no team, so there is nothing to look at. A mesh admin can add you to one, and sees the whole mesh.',
    );
  }
  return report(
    [...('value' in admin ? [] : [admin.finding]), ...(await examineTeams(dependencies, mesh, own, all))],
    own.map(({ name }) => name).join(', '),
  );
}

function report(findings: readonly Finding[], of: string): Message {
  const well = findings.flatMap(({ ok, check }) => (ok ? [check] : []));
  return doctorReport({ rows: troubles(findings), well, of });
}
