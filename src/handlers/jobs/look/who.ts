import { historyMessage } from '../../../blocks/history.ts';
import type { Message } from '../../../blocks/message.ts';
import { typed } from '../../../blocks/text.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { Reader } from '../../../mesh/readers/reader.ts';
import { isMeshAdmin } from '../../admins.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { findTable } from './find-table.ts';
import { consumers, type MyTeams, myShownTeams, producers } from './my-teams.ts';
import { pageOf } from './page-of.ts';
import { readerLine } from './reader-line.ts';
import { readersOrNearest } from './readers-or-nearest.ts';

/** Readers on one page. */
const PAGE = 15;
/** Lines of the mesh itself come last. */
const ORDER: readonly Reader['source'][] = ['outside', 'subscription', 'mesh', 'administrator'];

/**
 * `/mesh who <table>`: whom AWS lets at a table now, through what and until when. The owning team and mesh admins see everybody; others see the
 * line of their own team.
 */
export async function who(dependencies: JobDependencies, mesh: Mesh, job: JobOf<'look'>): Promise<Message> {
  const mine = await myShownTeams(dependencies, job);
  const name = await findTable(dependencies, mesh, mine, {
    words: job.words,
    example: '/mesh who orders',
  });
  const { owner, readers } = await readersOrNearest(dependencies, mesh, mine, name);
  const seesAll =
    producers([...mine.memberOf, ...mine.approverOf]).some(({ account }) => account === owner) ||
    (await isMeshAdmin(dependencies, job));
  const shown = seesAll ? readers : readers.filter(({ principal }) => isOf(mine, principal));
  const sorted = shown.toSorted((left, right) => ORDER.indexOf(left.source) - ORDER.indexOf(right.source));
  const table = `${name.database}.${name.table}`;
  const page = pageOf(sorted, PAGE, { ...job, words: table });
  return historyMessage({
    title: seesAll ? `Who can read ${typed(table, 300)}` : `Access of your teams to ${typed(table, 300)}`,
    lines: page.shown.map((reader) => readerLine(reader, name.table, mine.all)),
    empty: seesAll
      ? 'Nobody: AWS shows no grant.'
      : 'None of your teams has access. Ask with `/mesh request`; only the team that owns a table, and mesh admins, see who else reads it.',
    foot: seesAll
      ? 'As AWS holds it now, seen with the owner’s role: what was granted on a whole database or by LF-tags to others shows only where that role holds it too; a data lake administrator sees it with `data-mesh-cli who`. Whom an account lets in on its side is up to that account. `/mesh drift` mends what nobody recorded.'
      : 'As AWS holds it now.',
    ...(page.next === undefined ? {} : { earlier: page.next, button: 'More' }),
  });
}

function isOf({ memberOf }: MyTeams, principal: string): boolean {
  return consumers(memberOf).some(
    ({ account }) => principal === account || principal.includes(`::${account}:`),
  );
}
