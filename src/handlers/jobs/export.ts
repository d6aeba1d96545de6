import { privateAnswer } from '../../blocks/private-answer.ts';
import { moment } from '../../blocks/text.ts';
import { InvalidRequestError, UpstreamError } from '../../mesh/errors.ts';
import { EXPORT_FORMATS, type ExportFormat, exportEvents } from '../../mesh/ledger/export-events.ts';
import { parsePeriod } from '../../mesh/ledger/period.ts';
import { requireMeshAdmin } from '../admins.ts';
import { actingPerson } from './acting-person.ts';
import type { JobOf } from './job.ts';
import type { JobDependencies } from './job-dependencies.ts';

/** Rows in one file of Slack; more are a matter for the command line. */
const MOST_ROWS = 20_000;
const MONTH = 30 * 86_400;

/** The answer where it was typed, since the file itself comes elsewhere. */
const UNDERWAY =
  'The history is being gathered. The file comes as a direct message from Mesh: open *Mesh* under *Apps*, then *Messages*. A long period takes a minute or two.';

const NO_DM =
  'Slack does not let Mesh write to you directly, so the file has no place. Open *Mesh* under *Apps* once, or ask a workspace admin to allow messages from apps; then export again';

/** What Slack refuses, with the next step; everything else is named by Slack’s code. */
const REFUSALS: Readonly<Record<string, string>> = {
  missing_scope:
    'Mesh may not upload files in this workspace: the scope `files:write` is missing. A workspace admin has to install Mesh again; `/mesh doctor` shows the scopes. Then export again',
  file_uploads_disabled: 'This workspace takes no files. A workspace admin can allow them; then export again',
  restricted_action: NO_DM,
  messages_tab_disabled: NO_DM,
  cannot_dm_bot: NO_DM,
  channel_not_found: NO_DM,
};

/**
 * `/mesh export [csv|json] [from..to]`: everything that happened, as a file to the mesh admin who asks. That it was done is kept as every job is.
 * Throws `NotAllowedError` (`NOT_MESH_ADMIN`), `InvalidRequestError` (`BAD_EXPORT`, `BAD_PERIOD`), `UpstreamError` (`FILE_REFUSED`).
 */
export async function exportHistory(dependencies: JobDependencies, job: JobOf<'export'>): Promise<void> {
  await requireMeshAdmin(dependencies, job);
  const { format, from, to } = parseExportWords(job.words, job.at);
  await dependencies.answers.tell(job, privateAnswer(UNDERWAY));
  const mesh = dependencies.meshAs(actingPerson(job));
  const { text, summary } = exportEvents(mesh.events({ from, to }), format, MOST_ROWS);
  const parts: string[] = [];
  for await (const part of text) {
    parts.push(part);
  }
  const { rows, cutAt } = summary();
  const days = `${isoDay(from)}..${isoDay(to)}`;
  const cut =
    cutAt === undefined
      ? ''
      : ` A file holds at most ${MOST_ROWS} rows: this one ends at ${moment(cutAt)}. Ask again from that day on, or use \`data-mesh-cli export\`, which has no limit.`;
  const refused = await dependencies.answers.sendFile(job, {
    name: `mesh-history-${days}.${format}`,
    text: parts.join(''),
    comment: `What happened in the mesh ${days}: ${rows} rows.${cut}`,
  });
  if (refused !== undefined) {
    throw new UpstreamError('FILE_REFUSED', `Slack did not take the export: ${refused}`, {
      userMessage: `${REFUSALS[refused] ?? `Slack did not take the file (${refused}). Try again in a minute`}, or use \`data-mesh-cli export\`.`,
      retryable: false,
    });
  }
}

/** In any order; the last 30 days unless told. `now` in epoch seconds. */
function parseExportWords(words: string, now: number) {
  let format: ExportFormat = 'csv';
  const rest: string[] = [];
  for (const word of words.toLowerCase().split(' ').filter(Boolean)) {
    const known = EXPORT_FORMATS.find((each) => each === word);
    if (known) {
      format = known;
    } else {
      rest.push(word);
    }
  }
  if (rest.length > 1 || /[a-z]/.test(rest.join(''))) {
    throw new InvalidRequestError('BAD_EXPORT', `unknown words in export: ${rest.join(' ')}`, {
      userMessage:
        'Type for example `/mesh export csv 2026-01-01..2026-03-31` or `/mesh export json 2026-02`.',
    });
  }
  const period = parsePeriod(rest.join(''));
  const to = period.to ?? now;
  return { format, from: period.from ?? to - MONTH, to };
}

function isoDay(at: number): string {
  return new Date(at * 1000).toISOString().slice(0, 10);
}
