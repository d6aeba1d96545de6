import { requestModal } from '../../blocks/request-modal.ts';
import { listed, moment, typed } from '../../blocks/text.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import { isSuspended } from '../../mesh/subscriptions/others-need.ts';
import type { Subscription, TableState } from '../../mesh/subscriptions/subscription.ts';
import type { CachedProduct } from '../ports.ts';
import { NO_TEAM } from '../request-form-state.ts';
import type { Team } from '../team.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { consumers, myTeams } from './look/my-teams.ts';
import { stateWords } from './to-row.ts';

/** Records that the form names; the others are in the list. */
const MOST = 5;

/**
 * Shows the open form once more, with what the person's own teams have or wait for of the product. Nothing to show: the form stays as it is. What was
 * typed meanwhile stays too, for its blocks are the same.
 */
export async function openRequest(dependencies: JobDependencies, job: JobOf<'open-request'>): Promise<void> {
  const product = await dependencies.products.byKey(job.product);
  if (!product) {
    return;
  }
  const { all, memberOf } = await myTeams(dependencies, job);
  const teams = consumers(memberOf);
  const held =
    teams.length === 0
      ? NO_TEAM
      : await heldText(dependencies.meshAs(actingPerson(job)), product, teams, all);
  if (held === '') {
    return;
  }
  const { notice, again, filled } = job;
  await dependencies.answers.showView(job, requestModal({ teams, product, held, notice, again, filled }));
}

/** One line a record, each with what can be done instead of asking once more; empty where there is none. Ready for mrkdwn. */
export async function heldText(
  mesh: Pick<Mesh, 'listSubscriptions'>,
  product: Pick<CachedProduct, 'database' | 'tables'>,
  mine: readonly Team[],
  all: readonly Team[],
): Promise<string> {
  const lines: string[] = [];
  for (const team of mine) {
    for await (const record of mesh.listSubscriptions({
      subscriber: team.account,
      database: product.database,
      statuses: ['Pending', 'Active'],
    })) {
      const tables = record.tables.filter((table) => product.tables.some(({ name }) => name === table));
      if (tables.length > 0) {
        lines.push(line(record, tables, team, all));
      }
    }
  }
  const more = lines.length > MOST ? [`${lines.length - MOST} more are in \`/mesh list team\`.`] : [];
  return [...lines.slice(0, MOST), ...more].join('\n');
}

function line(record: Subscription, tables: readonly string[], team: Team, all: readonly Team[]): string {
  const { id, status, expiresAt, fulfilment } = record;
  const names = listed(
    tables.map((name) => narrowedName(name, fulfilment?.tables[name])),
    4,
  );
  if (status === 'Pending') {
    const next = fulfilment ? `\`/mesh status ${id}\`` : `change it with \`/mesh edit ${id}\``;
    return `:hourglass_flowing_sand: *${typed(team.name, 60)}* asked for ${names} already (${stateWords(record, all)}): ${next}.`;
  }
  if (isSuspended(record)) {
    return `:double_vertical_bar: *${typed(team.name, 60)}* has ${names}, suspended by the mesh admins until they resume it: \`/mesh status ${id}\`.`;
  }
  const end = expiresAt === undefined ? 'no end is set' : `until ${moment(expiresAt)}`;
  const next =
    expiresAt === undefined ? `see \`/mesh status ${id}\`` : `for more time \`/mesh extend ${id}\``;
  return `:white_check_mark: *${typed(team.name, 60)}* has ${names} already (${stateWords(record, all)}, ${end}): ${next}.`;
}

function narrowedName(name: string, state: TableState | undefined): string {
  const parts = [state?.columns ? 'columns' : '', state?.rows ? 'rows' : ''].filter((part) => part !== '');
  return parts.length > 0 ? `some ${parts.join(' and ')} of ${typed(name, 60)}` : typed(name, 60);
}
