import { historyMessage } from '../../../blocks/history.ts';
import type { Message } from '../../../blocks/message.ts';
import { mention, typed } from '../../../blocks/text.ts';
import { NotAllowedError } from '../../../mesh/errors.ts';
import type { Mesh } from '../../../mesh/mesh.ts';
import type { TableReaders } from '../../../mesh/readers/reader.ts';
import { isSuspended } from '../../../mesh/subscriptions/others-need.ts';
import type { Subscription } from '../../../mesh/subscriptions/subscription.ts';
import { isMeshAdmin } from '../../admins.ts';
import type { Team } from '../../team.ts';
import type { JobOf } from '../job.ts';
import type { JobDependencies } from '../job-dependencies.ts';
import { stateWords } from '../to-row.ts';
import { collect } from './collect.ts';
import { findTable } from './find-table.ts';
import { consumers, type MyTeams, myShownTeams, producers } from './my-teams.ts';
import { readerLine } from './reader-line.ts';
import { readersOrNearest } from './readers-or-nearest.ts';

/** Earlier requests of one team that are named. */
const EARLIER = 3;

/**
 * `/mesh why <@user> <table>`: through which team and which decision a person reaches a table, or why not. For the person, their teammates, the
 * owning team and mesh admins. Throws `NotAllowedError` (`NOT_YOUR_PERSON`).
 */
export async function whyPerson(
  dependencies: JobDependencies,
  mesh: Mesh,
  job: JobOf<'look'>,
  { user, words }: { readonly user: string; readonly words: string },
): Promise<Message> {
  const mine = await myShownTeams(dependencies, job);
  const { home: _, ...here } = job;
  const theirs = user === job.user ? mine : await myShownTeams(dependencies, { ...here, user });
  const name = await findTable(dependencies, mesh, mine, { words, example: '/mesh why @ana orders' });
  const found = await readersOrNearest(dependencies, mesh, mine, name);
  await requireMayAsk(dependencies, job, { user, mine, theirs, owner: found.owner });
  const own = consumers(theirs.memberOf);
  const isOwner = producers([...theirs.memberOf, ...theirs.approverOf]).some(
    ({ account }) => account === found.owner,
  );
  const lines: string[] = [];
  let hasAccess = isOwner;
  for (const team of own) {
    const held = found.readers.filter(({ principal }) => isOf(team, principal));
    hasAccess ||= held.some(({ permissions }) => permissions.includes('SELECT'));
    lines.push(
      ...held.map((reader) => readerLine(reader, name.table, mine.all)),
      ...(held.length > 0 ? [] : await withoutAccess(mesh, team, found, mine.all)),
    );
  }
  const table = typed(`${name.database}.${name.table}`, 300);
  return historyMessage({
    title: hasAccess ? `Why ${mention(user)} can read ${table}` : `Why ${mention(user)} cannot read ${table}`,
    lines: [...(isOwner ? [`${mention(user)} is of the team that owns the table.`] : []), ...lines],
    empty: `No access: ${mention(user)} is in no team that uses data. A mesh admin can add people to a team with \`data-mesh-cli team add\`.`,
    foot: `As AWS holds it now, for the account of the team; whom an account lets in on its side is up to that account. The whole chain of a request: \`/mesh why\` with its id. ${hasAccess ? '' : 'Ask with `/mesh request`.'}`.trim(),
  });
}

async function requireMayAsk(
  dependencies: JobDependencies,
  job: JobOf<'look'>,
  asked: {
    readonly user: string;
    readonly mine: MyTeams;
    readonly theirs: MyTeams;
    readonly owner: string;
  },
): Promise<void> {
  const { user, mine, theirs, owner } = asked;
  const own = [...mine.memberOf, ...mine.approverOf];
  const isMate = theirs.memberOf.some(({ key }) => own.some((team) => team.key === key));
  const isOwner = producers(own).some(({ account }) => account === owner);
  if (user !== job.user && !isMate && !isOwner && !(await isMeshAdmin(dependencies, job))) {
    throw new NotAllowedError('NOT_YOUR_PERSON', `${job.user} asked why ${user} reads ${owner}`, {
      userMessage: `Why somebody reads a table is told to themselves, their team, the team that owns the table, and mesh admins. \`/mesh why ${mention(job.user)} <table>\` tells of you.`,
    });
  }
}

/** What stands where an access could be: what waits, what was refused or ended, what AWS lost; or that nobody asked. */
async function withoutAccess(
  mesh: Mesh,
  team: Team,
  { owner, database, table }: TableReaders,
  teams: readonly Team[],
): Promise<readonly string[]> {
  const who = `*${typed(team.name, 80)}*`;
  const records = await collect(mesh, [{ owner, subscriber: team.account, database }]);
  const about = records.filter(({ tables }) => tables.length === 0 || tables.includes(table));
  return about.length === 0
    ? [`${who} · no access: nobody asked for it, ask with \`/mesh request ${typed(table, 80)}\``]
    : about.slice(0, EARLIER).map((record) => `${who} · no access: ${recordWords(record, teams)}`);
}

function recordWords(record: Subscription, teams: readonly Team[]): string {
  const id = `\`${typed(record.id, 64)}\``;
  return record.status === 'Active' && !isSuspended(record)
    ? `${id} is on record as granted, and AWS does not hold it; \`/mesh drift\` mends that`
    : `${id} ${typed(stateWords(record, teams), 120)}`;
}

function isOf({ account }: Team, principal: string): boolean {
  return principal === account || principal.includes(`::${account}:`);
}
