import * as z from 'zod/mini';
import { noticeView } from '../../blocks/deny-modal.ts';
import { optionValue } from '../../blocks/option-value.ts';
import { privateAnswer } from '../../blocks/private-answer.ts';
import { ROW_FILTER_TITLE, type RowFilterModalData, rowFilterModal } from '../../blocks/row-filter-modal.ts';
import { typed } from '../../blocks/text.ts';
import { MeshError } from '../../mesh/errors.ts';
import type { Mesh } from '../../mesh/mesh.ts';
import type { Person } from '../person.ts';
import { actingPerson } from './acting-person.ts';
import { fillView } from './fill-view.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';
import { meantBy, notYours, type OwnTable, ownTables } from './own-tables.ts';
import { Metadata, parsePlace } from './row-filter-place.ts';
import { teamName } from './to-row.ts';

/** More ids do not fit into a form's metadata. */
const MOST_HITS = 80;

/** Fills the form in which somebody who decides for a table prepares rows of it. */
export async function openRowFilter(
  dependencies: JobDependencies,
  job: JobOf<'open-row-filter'>,
): Promise<void> {
  await fillView(dependencies, job, ROW_FILTER_TITLE, async () => {
    const mesh = dependencies.meshAs(actingPerson(job));
    return rowFilterModal(await formOf(dependencies, mesh, job, job.place));
  });
}

/** Saves what the form says, or shows it again: with what is wrong, or with whom the change hits. */
export async function saveRowFilter(
  dependencies: JobDependencies,
  job: JobOf<'save-row-filter'>,
): Promise<void> {
  await fillView(dependencies, job, ROW_FILTER_TITLE, async () => {
    const by = actingPerson(job);
    const mesh = dependencies.meshAs(by);
    const { place, confirmed = [] } = Metadata.parse(JSON.parse(job.metadata));
    const form = { ...(await formOf(dependencies, mesh, job, place)), ...filled(job) };
    const target = await targetOf(dependencies, mesh, job, place, job.table);
    const name = form.fixedName ?? job.name;
    try {
      const saved = await mesh.saveRowFilter({
        ...target,
        name,
        expression: job.expression,
        description: job.description,
        by,
        job: job.id,
        confirmed,
      });
      return noticeView(
        ROW_FILTER_TITLE,
        `:white_check_mark: Saved: *${typed(saved.name, 40)}* of ${typed(`${saved.database}.${saved.table}`, 300)} gives the rows \`${typed(saved.expression, 1500).replaceAll('`', "'")}\`. Choose it in *Review…* of a request, or with \`/mesh modify <id>\`.`,
      );
    } catch (error) {
      return rowFilterModal({ ...form, ...(await askedAgain(dependencies, error, place)) });
    }
  });
}

/** Takes a filter away that nobody reads through. */
export async function deleteRowFilter(
  dependencies: JobDependencies,
  job: JobOf<'delete-row-filter'>,
): Promise<void> {
  const by = actingPerson(job);
  const mesh = dependencies.meshAs(by);
  const place = parsePlace(job.place);
  if (!('name' in place)) {
    throw notYours();
  }
  const target = await targetOf(dependencies, mesh, job, job.place, '');
  await mesh.deleteRowFilter({ ...target, name: place.name, by, job: job.id });
  await dependencies.answers.tell(
    job,
    privateAnswer(
      `The row filter *${typed(place.name, 40)}* of ${typed(`${place.database}.${place.table}`, 300)} is gone. \`/mesh filters\` shows those that are left.`,
    ),
  );
}

function filled({ table, name, expression, description }: JobOf<'save-row-filter'>) {
  return { ...(table ? { chosen: table } : {}), name, expression, description };
}

/** What is wrong with the form goes into it; what is wrong with the world is told instead of it. */
async function askedAgain(
  { shownTeams }: JobDependencies,
  error: unknown,
  place: string,
): Promise<Pick<RowFilterModalData, 'fault' | 'hits' | 'metadata'>> {
  if (!(error instanceof MeshError)) {
    throw error;
  }
  if (Object.keys(error.fields).length > 0) {
    return { fault: typed(error.userMessage, 900), metadata: JSON.stringify({ place }) };
  }
  const users = error.code === 'ROW_FILTER_IN_USE' ? Users.parse(error.details['users']) : [];
  if (users.length === 0 || users.length > MOST_HITS) {
    throw error;
  }
  const teams = await shownTeams.all();
  return {
    hits: users.map(
      ({ subscriptionId, subscriber }) =>
        `${typed(teamName(teams, subscriber, 'consumer'), 80)} (\`${subscriptionId}\`)`,
    ),
    metadata: JSON.stringify({ place, confirmed: users.map(({ subscriptionId }) => subscriptionId) }),
  };
}

const Users = z.array(z.object({ subscriptionId: z.string(), subscriber: z.string() }));

async function formOf(
  dependencies: JobDependencies,
  mesh: Mesh,
  person: Person,
  text: string,
): Promise<RowFilterModalData> {
  const place = parsePlace(text);
  const metadata = JSON.stringify({ place: text });
  const own = await ownTables(dependencies, mesh, person);
  if ('words' in place) {
    const words = place.words.toLowerCase();
    const tables = own.map(({ database, table }) => `${database}.${table}`);
    const meant = tables.filter((name) => name.includes(words));
    if (tables.length === 0) {
      throw notYours();
    }
    return { tables: meant.length > 0 ? meant : tables, metadata };
  }
  const { owner, database, table } = meantBy(own, place);
  const filter = (await mesh.rowFilters(owner, database)).find(
    (each) => each.table === table && each.name === place.name,
  );
  return {
    tables: [`${database}.${table}`],
    fixedName: place.name,
    expression: filter?.expression,
    description: filter?.description,
    metadata,
  };
}

/** The table that a form or a button means, if this person decides for it now. Throws `NotFoundError` (`TABLE_NOT_YOURS`). */
async function targetOf(
  dependencies: JobDependencies,
  mesh: Mesh,
  person: Person,
  text: string,
  chosen: string,
): Promise<OwnTable> {
  const own = await ownTables(dependencies, mesh, person);
  const place = parsePlace(text);
  if (!('words' in place)) {
    return meantBy(own, place);
  }
  const found = own.find(({ database, table }) => optionValue(`${database}.${table}`) === chosen);
  if (!found) {
    throw notYours();
  }
  return found;
}
