import { type DriftRow, driftReport } from '../../../blocks/drift-report.ts';
import type { Message } from '../../../blocks/message.ts';
import { privateAnswer } from '../../../blocks/private-answer.ts';
import { typed } from '../../../blocks/text.ts';
import type { Finding } from '../../../mesh/drift/finding.ts';
import { MeshError } from '../../../mesh/errors.ts';
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
  let isKnown = words === '';
  for (const { account, name } of owners) {
    const seen = await lookForDrift(dependencies, mesh, account);
    unread.push(
      ...seen.unread.map(
        (line) => `${unreadName(line, name, teams)} could not be looked at: ${line.message}`,
      ),
    );
    const meant = await meantBy(mesh, account, words);
    const fitting = seen.findings.filter(meant.fits);
    isKnown ||= meant.isKnown;
    elsewhere += seen.findings.length - fitting.length;
    rows.push(...fitting.map((each) => driftRow(each, teams, seen.since)));
  }
  const names = owners.map(({ name }) => typed(name, 80)).join(', ');
  if (rows.length + unread.length === 0) {
    const called = `called “${typed(words, 80)}”`;
    const others = elsewhere > 0 ? ` There are ${elsewhere} in others: \`/mesh drift\` shows them.` : '';
    return privateAnswer(
      words === ''
        ? `No differences found: for ${names}, AWS holds what was decided.`
        : isKnown
          ? `No differences found in what is ${called}.${others || ' There, AWS holds what was decided.'}`
          : `Nothing that ${names} offers is ${called}, so nothing was compared. Type part of a product, database or table name, or \`/mesh drift\` alone for everything.`,
    );
  }
  const count = rows.length === 1 ? '1 difference' : `${rows.length} differences`;
  return driftReport({ title: `${count} between what was decided and what AWS holds`, rows, unread });
}

/** Which differences the words mean, by product, domain, database or table; and whether the owner offers anything of that name. */
async function meantBy(
  mesh: Pick<Mesh, 'productsOf'>,
  owner: string,
  words: string,
): Promise<{ readonly isKnown: boolean; readonly fits: (finding: Finding) => boolean }> {
  const named = new Set<string>();
  let isRead = true;
  try {
    for await (const { database, tables } of words === '' ? [] : mesh.productsOf(owner)) {
      for (const { name, product = '', domain = '' } of tables) {
        if ([database, name, product, domain].some((each) => each.toLowerCase().includes(words))) {
          named.add(database).add(`${database}.${name}`);
        }
      }
    }
  } catch (error) {
    if (!(error instanceof MeshError)) {
      throw error;
    }
    isRead = false; // what could not be looked at is told beside the differences
  }
  return {
    isKnown: !isRead || named.size > 0,
    fits: ({ database, table }) =>
      [database, table ?? ''].some((each) => each.includes(words)) ||
      named.has(table === undefined ? database : `${database}.${table}`),
  };
}
