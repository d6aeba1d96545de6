import type { Message } from '../../../blocks/message.ts';
import { disagreementsMessage } from '../../../blocks/restored.ts';
import { requireMeshAdmin } from '../../admins.ts';
import { compare } from '../../restored/comparison.ts';
import { disagreementLine } from '../../restored/disagreement-line.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { pageOf } from './page-of.ts';

/** Records on one page. */
const PAGE = 15;

/** `/mesh restored`: which records are behind the ledger, for mesh admins, with the button that brings them back. Changes nothing. */
export async function restored(dependencies: JobDependencies, job: JobOf<'look'>): Promise<Message> {
  await requireMeshAdmin(dependencies, job);
  const mesh = dependencies.meshAs({ kind: 'app', part: 'sweep' });
  const { isStanding } = await mesh.restoration();
  const { found, repairable, digest } = await compare(mesh);
  const teams = await dependencies.shownTeams.all();
  const { shown, next } = pageOf(found, PAGE, job);
  return disagreementsMessage({
    lines: shown.map((each) => disagreementLine(each, teams)),
    digest,
    total: found.length,
    repairable: repairable.length,
    isStanding,
    ...(next === undefined ? {} : { more: next }),
  });
}
